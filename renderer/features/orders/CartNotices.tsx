import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { inRoubles, kopecks } from '../../../shared/lib/money.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { troubleSentence } from '../../words/orders.ts';
import { spoken } from '../../words/Spoken.tsx';
import type { ShownCart } from './useCart.ts';

/** Ways out offered beside a trouble; the lines below have the rest. */
const mostWays = 3;

/** One thing at a time: what is gone, then what cannot go together, then other prices, then what is only worth knowing. */
export function CartNotices({ cart, onRemove }: { cart: ShownCart; onRemove: ((code: string) => void) | null }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { gone, changed, names, before, after, checked } = cart;
  const ways = (codes: readonly string[]) =>
    onRemove !== null && (
      <div className="cart__ways">
        {codes.slice(0, mostWays).map((code) => (
          <Button key={code} icon="x" onPress={() => onRemove(code)}>
            {spoken(t('orders.cart.removeWhat', { name: names.get(code) ?? code }), language)}
          </Button>
        ))}
      </div>
    );
  const [first] = gone;
  if (first !== undefined) {
    return (
      <>
        <Notice tone="stop" title={t('orders.cart.gone')}>
          {spoken(t('orders.cart.goneText', { name: first.name }), language)}
        </Notice>
        {ways([first.code])}
      </>
    );
  }
  const blocking = checked.troubles.filter(({ blocks }) => blocks);
  const [trouble = checked.troubles[0]] = blocking;
  if (blocking.length === 0 && changed.length > 0) return <PriceDifference before={before} after={after} />;
  if (trouble === undefined) return null;
  const rest = blocking.length - 1;
  return (
    <>
      <Notice tone={trouble.blocks ? 'stop' : 'note'} title={t(trouble.blocks ? 'orders.cart.blocked' : 'orders.cart.mind')}>
        {spoken(troubleSentence(t, trouble, names, language), language)} {rest > 0 && t('orders.cart.moreTroubles', { count: rest })}
      </Notice>
      {trouble.blocks && ways(trouble.services)}
    </>
  );
}

function PriceDifference({ before, after }: Pick<ShownCart, 'before' | 'after'>): ReactNode {
  const { t } = useTranslation();
  const difference = kopecks(Math.abs(after - before));
  const key = after === before ? 'orders.cart.changedSame' : after > before ? 'orders.cart.changedMore' : 'orders.cart.changedLess';
  return (
    <Notice tone="wait" title={t('orders.cart.changed')}>
      {t(key, { difference: inRoubles(difference), before: inRoubles(before), after: inRoubles(after) })}
    </Notice>
  );
}

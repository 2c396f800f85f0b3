import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { inRoubles } from '../../../shared/lib/money.ts';
import { AgreeAgain } from '../../app/AgreeAgain.tsx';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useDraft } from '../../app/draft.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { dayFull } from '../../words/day.ts';
import { upperFirst } from '../../words/local.ts';
import { clockWords, orderRefusalKey } from '../../words/orders.ts';
import type { ShownCart } from './useCart.ts';
import { useSending } from './useSending.ts';

const later = 'later';

/** The last step: a day that fits all of it, and one button that sends. Only here somebody has to sign in. */
export function CartDay({ cart, actFor }: { cart: ShownCart; actFor: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  const view = useView();
  const me = useRead('identity.me', {});
  const { cart: draft, setCart } = useDraft();
  const { send, busy, problem } = useSending();
  const isVisitor = me.data?.role === 'visitor';
  const { days } = cart.checked;
  const items = [
    ...days.map(({ day, from, until }) => ({ id: day, label: upperFirst(dayFull(day, today, language)), detail: t('orders.cart.dayBetween', { from: clockWords(from), until: clockWords(until) }) })),
    { id: later, label: t('orders.cart.noDay') },
  ];
  // The first day that fits is the answer until another one is given; a day that has gone by is none any more.
  const chosen = items.find(({ id }) => id === draft.day)?.id ?? items[0]?.id ?? later;
  const choose = (id: string) => setCart({ kind: 'day', day: days.find(({ day }) => day === id)?.day ?? later });
  const go = () => {
    if (isVisitor) {
      choose(chosen);
      // The step is come back to from there: «Назад» must not lead to it twice.
      router.replace({ name: 'signIn', then: { name: 'cart', step: 'day' } });
    } else void send(days.find(({ day }) => day === chosen)?.day ?? null);
  };
  const label = isVisitor ? t('orders.cart.signIn') : t('orders.cart.send');
  const back = { label: t('shell.back'), icon: 'arrow-left', onPress: router.back };
  const notices = (
    <>
      {problem?.kind === 'failed' && <Notice tone="stop" title={t('orders.cart.failed')} />}
      {problem?.kind === 'refused' && problem.code === 'price_changed' && <Notice tone="wait" title={t('orders.cart.waitPrices')}>{t('orders.cart.waitPricesText')}</Notice>}
      {problem?.kind === 'refused' && problem.code !== 'price_changed' && <Notice tone="stop" title={t(`orders.refusal.${orderRefusalKey(problem.code)}`)} />}
      <AgreeAgain refusal={problem?.kind === 'refused' ? problem.code : null} then={{ name: 'cart', step: 'day' }} />
      {days.length === 0 && <Notice tone="note" title={t('orders.cart.noDays')}>{t('orders.cart.noDaysText')}</Notice>}
    </>
  );
  if (view === 'accessible') {
    return (
      <KioskScreen
        title={t('orders.cart.day')}
        dock={{ back }}
        low={{
          ...{ items, selectedId: chosen, onSelect: choose, busy, onPrimary: go },
          previousLabel: t('orders.low.previous'),
          nextLabel: t('orders.low.next'),
          primaryLabel: busy ? t('orders.cart.sending') : label,
        }}
      >
        {notices}
      </KioskScreen>
    );
  }
  return (
    <KioskScreen
      title={t('orders.cart.day')}
      lead={t('orders.cart.dayLead')}
      step={{ now: 3, total: 3, label: t('orders.cart.stepDay') }}
      dock={{ back, primary: { label, icon: isVisitor ? 'key-round' : 'check', onPress: go, busy, busyLabel: t('orders.cart.sending') } }}
      aboveDock={
        <section className="cart__total" aria-label={t('orders.cart.total')}>
          <span>{t('orders.cart.keep')}</span>
          <b className="num">{inRoubles(cart.after)}</b>
        </section>
      }
    >
      {notices}
      <Choices label={t('orders.cart.day')} labelHidden items={items} selectedId={chosen} onSelect={choose} />
      {!isVisitor && actFor}
    </KioskScreen>
  );
}

import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { inRoubles } from '../../../shared/lib/money.ts';
import { useDraft } from '../../app/draft.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { pageOf } from '../../words/page.ts';
import { CartNotices } from './CartNotices.tsx';
import type { ShownCart, ShownLine } from './useCart.ts';

const lineHeight = 132;
const onward = 'onward';

/** What is ordered and what it costs; whatever stands in the way is said here, one touch from its cure. */
export function CartLines({ cart }: { cart: ShownCart }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const view = useView();
  const setCart = useDraft((draft) => draft.setCart);
  const [from, setFrom] = useState(0);
  const [marked, setMarked] = useState<string | null>(null);
  const { ref, count } = useFitting(lineHeight, 0, 6);
  const { lines, changed, gone, blocked, after } = cart;
  const page = pageOf(lines, from, count);
  const remove = (code: string) => setCart({ kind: 'remove', code });
  const agree = () => setCart({ kind: 'agree', prices: new Map(lines.flatMap(({ code, now }) => (now === null ? [] : [[code, now] as const]))) });
  const inTheWay = gone.length > 0 || blocked;
  const next = changed.length > 0 && !inTheWay ? { label: t('orders.cart.agree'), icon: 'check', onPress: agree } : { label: t('orders.cart.toPrepare'), icon: 'arrow-right', onPress: () => router.go({ name: 'cart', step: 'prepare' }) };
  const back = { label: t('shell.back'), icon: 'arrow-left', onPress: router.back };
  const summary = t('orders.cart.open', { count: lines.length, total: inRoubles(after) });

  if (view === 'accessible') {
    const chosen = lines.find(({ code }) => code === marked) ?? (inTheWay ? (gone[0] ?? lines.find(({ code }) => code === firstBlocking(cart)) ?? lines[0]) : undefined);
    return (
      <KioskScreen
        title={t('orders.cart.title')}
        lead={summary}
        dock={{ back, primary: { label: t('orders.low.prices'), onPress: () => router.go({ name: 'prices' }) } }}
        low={{
          items: [...(inTheWay ? [] : [{ id: onward, label: next.label }]), ...lines.map(({ code, name, now, lang }) => ({ id: code, label: name, detail: priceWords(t, now), ...(lang === undefined ? {} : { lang }) }))],
          selectedId: chosen?.code ?? onward,
          onSelect: setMarked,
          previousLabel: t('orders.low.previous'),
          nextLabel: t('orders.low.next'),
          primaryLabel: chosen === undefined ? next.label : t('orders.cart.remove'),
          onPrimary: () => {
            if (chosen === undefined) next.onPress();
            else remove(chosen.code);
            setMarked(null);
          },
        }}
      >
        <CartNotices cart={cart} onRemove={null} />
      </KioskScreen>
    );
  }
  return (
    <KioskScreen
      title={t('orders.cart.title')}
      step={{ now: 1, total: 3, label: t('orders.cart.stepLines') }}
      dock={{ back, primary: { ...next, ...(inTheWay ? { disabledReason: t('orders.cart.takeOut') } : {}) } }}
      aboveDock={
        <section className="cart__total" aria-label={t('orders.cart.total')}>
          <span>{t('orders.cart.total')}</span>
          <b className="num">{inRoubles(after)}</b>
        </section>
      }
    >
      <CartNotices cart={cart} onRemove={remove} />
      <div className="found">
        <Button icon="plus" small onPress={() => router.go({ name: 'prices' })}>
          {t('orders.cart.more')}
        </Button>
        {lines.length > count ? <Pager from={page.from + 1} to={page.from + page.shown.length} total={lines.length} onUp={() => setFrom(page.from - count)} onDown={() => setFrom(page.from + count)} /> : <span className="soft">{t('orders.cart.count', { count: lines.length })}</span>}
      </div>
      <div ref={ref} className="fit">
        <ul className="cart" aria-label={t('orders.cart.lines')}>
          {page.shown.map((line) => (
            <Line key={line.code} line={line} onRemove={() => remove(line.code)} />
          ))}
        </ul>
      </div>
    </KioskScreen>
  );
}

function firstBlocking({ checked }: ShownCart): string | undefined {
  return checked.troubles.find(({ blocks }) => blocks)?.services[0];
}

function priceWords(t: ReturnType<typeof useTranslation>['t'], now: ShownLine['now']): string {
  return now === null ? t('orders.order.nowGone') : inRoubles(now);
}

function Line({ line: { code, name, lang, now, kopecks }, onRemove }: { line: ShownLine; onRemove: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <li className="cart__line">
      <p>
        <b lang={lang}>{name}</b>
        <small>{t('prices.list.code', { code })}</small>
      </p>
      <p className="cart__price">
        <b className="num">{priceWords(t, now)}</b>
        {now !== null && now !== kopecks && <small>{t('orders.cart.was', { price: inRoubles(kopecks) })}</small>}
      </p>
      <Button small icon="x" onPress={onRemove}>
        {t('orders.cart.remove')}
        <VisuallyHidden>
          {' '}
          <span lang={lang}>{name}</span>
        </VisuallyHidden>
      </Button>
    </li>
  );
}

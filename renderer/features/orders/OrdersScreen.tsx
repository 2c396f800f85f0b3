import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderSummary } from '../../../shared/features/orders.ts';
import { inRoubles } from '../../../shared/lib/money.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { dayMonthYear } from '../../words/day.ts';
import { orderIcon, orderStateKey } from '../../words/orders.ts';
import { spoken } from '../../words/Spoken.tsx';
import { useSignedIn } from './useSignedIn.ts';
import './orders.css';

const rowHeight = 176;
const lowPage = 50;
const further = 'further';

/** «Мои заказы», the newest first. */
export function OrdersScreen(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const view = useView();
  const [from, setFrom] = useState(0);
  const [markedId, setMarkedId] = useState<string | null>(null);
  const { ref, count } = useFitting(rowHeight, 0, 5);
  const isHere = useSignedIn({ name: 'orders' });
  const limit = view === 'accessible' ? lowPage : Math.min(lowPage, count);
  const offset = from - (from % limit);
  const mine = useRead('orders.mine', isHere ? { offset, limit } : null);
  const list = mine.data?.orders ?? [];
  const total = mine.data?.total ?? 0;
  const open = (orderId: string) => router.go({ name: 'order', orderId });
  const words = (order: OrderSummary) => ({
    title: `${t(`orders.state.${orderStateKey(order)}`)}, ${t('orders.list.made', { day: dayMonthYear(dayOf(order.madeAt), language) })}`,
    detail: t('orders.list.line', { number: order.number, count: t('orders.cart.count', { count: order.count }), total: inRoubles(order.total) }),
  });
  const dock = { back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back }, primary: { label: t(view === 'accessible' ? 'orders.low.prices' : 'orders.cart.toPrices'), icon: 'receipt-text', onPress: () => router.go({ name: 'prices' }) } };
  if (view === 'accessible') {
    const marked = markedId === further ? null : (list.find(({ orderId }) => orderId === markedId) ?? list[0] ?? null);
    const rest = offset + list.length < total ? [{ id: further, label: t('orders.low.next') }] : [];
    return (
      <KioskScreen
        title={t('orders.list.title')}
        dock={dock}
        {...(list.length === 0
          ? {}
          : {
              low: {
                items: [...list.map((order) => ({ id: order.orderId, label: words(order).title, detail: words(order).detail })), ...rest],
                selectedId: marked?.orderId ?? further,
                onSelect: setMarkedId,
                previousLabel: t('orders.low.previous'),
                nextLabel: t('orders.low.next'),
                primaryLabel: marked === null ? t('orders.low.next') : t('orders.list.open'),
                onPrimary: () => {
                  if (marked !== null) open(marked.orderId);
                  else {
                    setFrom(offset + limit);
                    setMarkedId(null);
                  }
                },
              },
            })}
      >
        {mine.data !== undefined && total === 0 && <p>{t('orders.list.none')}</p>}
      </KioskScreen>
    );
  }
  return (
    <KioskScreen title={t('orders.list.title')} dock={dock}>
      {total > limit && (
        <div className="found">
          <span />
          <Pager from={offset + 1} to={offset + list.length} total={total} onUp={() => setFrom(Math.max(0, offset - limit))} onDown={() => setFrom(offset + limit)} />
        </div>
      )}
      <div ref={ref} className="fit">
        {mine.data === undefined && mine.error !== undefined && <Notice tone="stop" title={t('orders.list.failed')} />}
        {mine.loading && <Skeleton lines={4} label={t('orders.list.loading')} />}
        {mine.data !== undefined && total === 0 && (
          <Empty icon="receipt-text" title={t('orders.list.none')}>
            <p>{t('orders.list.noneNext')}</p>
          </Empty>
        )}
        {list.length > 0 && (
          <Rows>
            {list.map((order) => (
              <Row key={order.orderId} icon={orderIcon(order)} title={words(order).title} detail={spoken(words(order).detail, language)} onPress={() => open(order.orderId)} />
            ))}
          </Rows>
        )}
      </div>
    </KioskScreen>
  );
}

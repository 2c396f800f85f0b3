import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../shared/features/orders.ts';
import { useOutcome, useRead } from '../../app/client.ts';
import { EraseButton } from '../../app/EraseButton.tsx';
import { useDraft } from '../../app/draft.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Chips } from '../../ui/Chips.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { TextPages } from '../../ui/TextPages.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { inLanguage } from '../../words/local.ts';
import { pageOf } from '../../words/page.ts';
import { CancelOrder } from './CancelOrder.tsx';
import { OrderFacts, OrderNotice } from './OrderFacts.tsx';
import { OrderLines } from './OrderLines.tsx';
import { Preparation } from './Preparation.tsx';
import { usePrintMemo } from './usePrintMemo.tsx';
import { useSignedIn } from './useSignedIn.ts';
import './orders.css';

const lineHeight = 116;

/** One order: how far it is, what it costs for good, how to prepare. It changes by itself when the centre answers. */
export function OrderScreen({ orderId, commandId }: { orderId: string; commandId?: string }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const isHere = useSignedIn({ name: 'order', orderId, ...(commandId === undefined ? {} : { commandId }) });
  const one = useRead('orders.one', isHere ? { orderId } : null);
  useOutcome(commandId ?? null);
  const back = { label: t('shell.back'), icon: 'arrow-left', onPress: router.back };
  if (one.data === undefined) {
    return (
      <KioskScreen title={t('orders.order.title')} dock={{ back }}>
        {one.error === undefined && <Skeleton lines={6} label={t('orders.order.loading')} />}
      </KioskScreen>
    );
  }
  if (one.data.order === null) {
    return (
      <KioskScreen title={t('orders.order.title')} dock={{ back, primary: { label: t('orders.order.toOrders'), icon: 'receipt-text', onPress: () => router.replace({ name: 'orders' }) } }}>
        <Empty title={t('orders.order.gone')}>{t('orders.order.goneNext')}</Empty>
      </KioskScreen>
    );
  }
  return <OneOrder order={one.data.order} />;
}

function OneOrder({ order }: { order: Order }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const view = useView();
  const setCart = useDraft((draft) => draft.setCart);
  const [part, setPart] = useState<'lines' | 'prepare'>('lines');
  const [from, setFrom] = useState(0);
  const [cancelling, setCancelling] = useState(false);
  const { ref, count } = useFitting(lineHeight, 0, 6);
  const { lines, advice, number, state } = order;
  const print = usePrintMemo(order.orderId, number);
  const page = pageOf(lines, from, count);
  const names = new Map(lines.map(({ code, name }) => [code, inLanguage(name, language)]));
  const isCancellable = !order.cancelling && (state === 'sending' || state === 'sent' || state === 'confirmed');
  const again = () => {
    setCart({ kind: 'again', orderId: order.orderId, lines: lines.map(({ lineId, code, kopecks }) => ({ lineId, code, kopecks })) });
    router.replace({ name: 'cart' });
  };
  const dock = {
    back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back },
    primary: state === 'refused' ? { label: t('orders.order.again'), icon: 'rotate-ccw', onPress: again } : print.action,
  };
  const title = t('orders.order.title');
  const cancel = isCancellable && (
    <Button kind="danger" onPress={() => setCancelling(true)}>
      {t('orders.order.cancel')}
    </Button>
  );
  const erase = !order.cancelling && (state === 'done' || state === 'cancelled') && <EraseButton kind="orders" itemId={order.orderId} />;
  const sheet = cancelling && <CancelOrder orderId={order.orderId} onClose={() => setCancelling(false)} />;
  if (view === 'accessible') {
    return (
      <KioskScreen title={title} dock={dock}>
        {print.notice}
        <OrderNotice order={order} />
        <OrderFacts order={order} />
        <h2>{t('orders.order.lines')}</h2>
        <OrderLines lines={lines} />
        <h2>{t('orders.order.prepare')}</h2>
        <Preparation advice={advice} names={names} />
        {cancel}
        {erase}
        {sheet}
      </KioskScreen>
    );
  }
  return (
    <KioskScreen title={title} dock={dock}>
      {print.notice}
      <OrderNotice order={order} />
      <OrderFacts order={order} />
      <div className="found">
        <Chips
          label={t('orders.order.parts')}
          items={[
            { id: 'lines', label: t('orders.order.lines') },
            { id: 'prepare', label: t('orders.order.prepare') },
          ]}
          selectedId={part}
          onSelect={(id) => setPart(id === 'prepare' ? 'prepare' : 'lines')}
        />
        {part === 'lines' && lines.length > count && <Pager from={page.from + 1} to={page.from + page.shown.length} total={lines.length} onUp={() => setFrom(page.from - count)} onDown={() => setFrom(page.from + count)} />}
      </div>
      {part === 'prepare' ? (
        <TextPages label={t('orders.order.prepare')}>
          <Preparation advice={advice} names={names} />
        </TextPages>
      ) : (
        <div ref={ref} className="fit">
          <OrderLines lines={page.shown} />
        </div>
      )}
      {(cancel !== false || erase !== false) && (
        <div className="order__actions">
          {cancel}
          {erase}
        </div>
      )}
      {sheet}
    </KioskScreen>
  );
}

import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { runSettled, type Settled } from '../../app/settled.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { orderRefusalKey } from '../../words/orders.ts';

/** What it means, then one button that names the deed. The order itself shows what came of it, also when the centre answers later. */
export function CancelOrder({ orderId, onClose }: { orderId: string; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const [commandId] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Settled | null>(null);

  async function cancel(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const settled = await runSettled('orders.cancel', { commandId, orderId });
    setBusy(false);
    if (settled.kind === 'failed' || (settled.kind === 'refused' && !settled.kept)) setProblem(settled);
    else onClose();
  }

  return (
    <Sheet
      title={t('orders.order.cancelTitle')}
      onClose={onClose}
      dock={{
        back: { label: t('orders.order.cancelNo'), icon: 'arrow-left', onPress: onClose },
        primary: { label: t('orders.order.cancelYes'), icon: 'x', onPress: () => void cancel(), busy, busyLabel: t('orders.order.cancelBusy') },
      }}
    >
      {problem?.kind === 'refused' && <Notice tone="stop" title={t(`orders.refusal.${orderRefusalKey(problem.code)}`)} />}
      {problem?.kind === 'failed' && <Notice tone="stop" title={t('orders.order.cancelFailed')} />}
      <p>{t('orders.order.cancelText')}</p>
    </Sheet>
  );
}

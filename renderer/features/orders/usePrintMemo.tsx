import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { usePrinting } from '../../app/usePrinting.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { DockAction } from '../../ui/layout.ts';

/** Prints one order with its memo; what is said speaks of the last try only. */
export function usePrintMemo(orderId: string, number: string): { readonly action: DockAction; readonly notice: ReactNode } {
  const { t } = useTranslation();
  const language = useLanguage();
  const { said, busy, print } = usePrinting(() => call('orders.print', { orderId, language }));

  return {
    action: { label: t(said === 'done' ? 'orders.print.memoMore' : 'orders.print.memo'), icon: 'printer', onPress: () => void print(), busy, busyLabel: t('orders.print.busy') },
    notice: said === null ? null : <Notice tone={said === 'done' ? 'note' : 'stop'} title={t(`orders.print.${said}`, { number })} />,
  };
}

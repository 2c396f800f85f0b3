import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { usePrinting } from '../../app/usePrinting.ts';
import { useView } from '../../app/view.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { DockAction } from '../../ui/layout.ts';

/** Prints one receipt; what is said speaks of the last try only. */
export function usePrintReceipt(receiptId: string): { readonly action: DockAction; readonly notice: ReactNode } {
  const { t } = useTranslation();
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  const { said, busy, print } = usePrinting(() => call('deletion.print', { receiptId, language }));

  return {
    action: { label: t(said === 'done' ? 'deletion.print.more' : 'deletion.print.action'), ...(accessible ? {} : { icon: 'printer' }), onPress: () => void print(), busy, busyLabel: t('deletion.print.busy') },
    notice: said === null ? null : <Notice tone={said === 'done' ? 'note' : 'stop'} title={t(`deletion.print.${said}`)} />,
  };
}

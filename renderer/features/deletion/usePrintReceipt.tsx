import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CallFailed, call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { useView } from '../../app/view.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { DockAction } from '../../ui/layout.ts';

/** Prints one receipt; what is said speaks of the last try only. */
export function usePrintReceipt(receiptId: string): { readonly action: DockAction; readonly notice: ReactNode } {
  const { t } = useTranslation();
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<'done' | 'noPrinter' | 'failed' | null>(null);

  async function print(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setSaid(null);
    try {
      await call('deletion.print', { receiptId, language });
      setSaid('done');
    } catch (error) {
      setSaid(error instanceof CallFailed && error.code === 'no_printer' ? 'noPrinter' : 'failed');
    } finally {
      setBusy(false);
    }
  }

  return {
    action: { label: t(said === 'done' ? 'deletion.print.more' : 'deletion.print.action'), ...(accessible ? {} : { icon: 'printer' }), onPress: () => void print(), busy, busyLabel: t('deletion.print.busy') },
    notice: said === null ? null : <Notice tone={said === 'done' ? 'note' : 'stop'} title={t(`deletion.print.${said}`)} />,
  };
}

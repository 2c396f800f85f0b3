import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CallFailed, call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Notice } from '../../ui/Notice.tsx';

export interface PrintReport {
  readonly label: string;
  readonly busy: boolean;
  readonly busyLabel: string;
  readonly print: () => void;
  readonly notice: ReactNode;
}

/** Prints one report; what is said speaks of the last try only. */
export function usePrintReport(reportId: string): PrintReport {
  const { t } = useTranslation();
  const language = useLanguage();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<'done' | 'noPrinter' | 'failed' | null>(null);

  async function print(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setSaid(null);
    try {
      await call('results.print', { reportId, language });
      setSaid('done');
    } catch (error) {
      setSaid(error instanceof CallFailed && error.code === 'no_printer' ? 'noPrinter' : 'failed');
    } finally {
      setBusy(false);
    }
  }

  return {
    ...{ label: t(said === 'done' ? 'results.print.more' : 'results.print.action'), busy, busyLabel: t('results.print.busy'), print: () => void print() },
    notice: said === null ? null : <Notice tone={said === 'done' ? 'note' : 'stop'} title={t(`results.print.${said}`)} />,
  };
}

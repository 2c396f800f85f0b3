import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { usePrinting } from '../../app/usePrinting.ts';
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
  const { said, busy, print } = usePrinting(() => call('results.print', { reportId, language }));

  return {
    ...{ label: t(said === 'done' ? 'results.print.more' : 'results.print.action'), busy, busyLabel: t('results.print.busy'), print: () => void print() },
    notice: said === null ? null : <Notice tone={said === 'done' ? 'note' : 'stop'} title={t(`results.print.${said}`)} />,
  };
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultReport } from '../../../shared/features/results.ts';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Empty } from '../../ui/Empty.tsx';
import type { Dock } from '../../ui/layout.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { ReportLow } from './ReportLow.tsx';
import { ReportPage } from './ReportPage.tsx';
import { ResultsGate } from './ResultsGate.tsx';
import { useBack } from '../../app/useBack.ts';
import { usePrintReport } from './usePrintReport.tsx';
import { useSeen } from './useSeen.ts';
import './results.css';

/** One report: of a laboratory or of a study. */
export function ResultScreen({ reportId }: { reportId: string }): ReactNode {
  return <ResultsGate to={{ name: 'result', reportId }}>{(patientId) => <Report reportId={reportId} patientId={patientId} />}</ResultsGate>;
}

function Report({ reportId, patientId }: { reportId: string; patientId: string }): ReactNode {
  const { t } = useTranslation();
  const back = useBack();
  const one = useRead('results.one', { reportId });
  // Acting for somebody else begins on another screen; an answer of the person before is still never drawn.
  const answer = one.data?.patientId === patientId ? one.data : undefined;
  useSeen(answer?.report ?? null);
  if (answer?.report == null) {
    return (
      <KioskScreen title={t('results.report')} dock={{ back }}>
        {answer === undefined ? <Skeleton lines={5} label={t('results.loading')} height={100} /> : <Empty title={t('results.gone.title')}>{t('results.gone.next')}</Empty>}
      </KioskScreen>
    );
  }
  return <Shown report={answer.report} />;
}

function Shown({ report }: { report: ResultReport }): ReactNode {
  const { t } = useTranslation();
  const { go } = useRouter();
  const accessible = useView() === 'accessible';
  const back = useBack();
  const print = usePrintReport(report.reportId);
  const { paper, title } = report;
  const dock: Dock =
    paper === null
      ? { back, primary: { label: t(accessible ? 'results.low.book' : 'results.book'), icon: 'calendar-plus', onPress: () => go({ name: 'doctors', purpose: 'book' }) } }
      : { back, primary: { label: t(report.kind === 'imaging' ? 'results.openPaper' : 'results.openDocument'), icon: 'file-text', onPress: () => go({ name: 'paper', binaryId: paper.binaryId, title }) } };
  return accessible ? <ReportLow report={report} dock={dock} print={print} /> : <ReportPage report={report} dock={dock} print={print} />;
}

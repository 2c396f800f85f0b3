import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Analyte, ResultReport } from '../../../shared/features/results.ts';
import { useToday } from '../../app/clock.ts';
import { EraseButton } from '../../app/EraseButton.tsx';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import { Chips } from '../../ui/Chips.tsx';
import type { Dock } from '../../ui/layout.ts';
import { Pager } from '../../ui/Pager.tsx';
import { TextPages } from '../../ui/TextPages.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { pageOf } from '../../words/page.ts';
import { Conclusion } from './Conclusion.tsx';
import { LabTable } from './LabTable.tsx';
import { titleWords } from './lineWords.ts';
import { isOutside } from './measure.ts';
import { TrendCard } from './TrendCard.tsx';
import type { PrintReport } from './usePrintReport.tsx';
import { Verdict } from './Verdict.tsx';
import { madeWords } from './when.ts';

const rowHeight = 108;
const headHeight = 50;
/** What a chart card needs beside its drawing, and the smallest and largest drawing worth having. */
const cardHeight = 158;
const [smallestChart, largestChart] = [280, 640];

interface ReportProps {
  readonly report: ResultReport;
  readonly dock: Dock;
  readonly print: PrintReport;
}

/** A report in the normal view: the sentence, the values, and the course of the one that matters most. */
export function ReportPage({ report, dock, print }: ReportProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const { analytes, conclusion } = report;
  const [part, setPart] = useState<'values' | 'conclusion'>(analytes.length > 0 ? 'values' : 'conclusion');
  const title = titleWords(t, report, language);
  return (
    <KioskScreen title={title} lead={madeWords(t, report, today, language)} dock={dock}>
      {print.notice}
      {analytes.length > 0 && <Verdict report={report} />}
      <div className="results__parts">
        {analytes.length > 0 && conclusion !== null && (
          <Chips
            label={t('results.parts.label')}
            items={[
              { id: 'values', label: t('results.parts.values') },
              { id: 'conclusion', label: t('results.parts.conclusion') },
            ]}
            selectedId={part}
            onSelect={(id) => setPart(id === 'values' ? 'values' : 'conclusion')}
          />
        )}
        <Button kind="quiet" icon="printer" busy={print.busy} busyLabel={print.busyLabel} onPress={print.print}>
          {print.label}
        </Button>
        <EraseButton kind="results" itemId={report.reportId} />
      </div>
      {part === 'values' ? (
        <Values analytes={analytes} />
      ) : (
        <TextPages label={t('results.parts.conclusion')}>
          <Conclusion report={report} />
        </TextPages>
      )}
    </KioskScreen>
  );
}

/** The one whose course is drawn: what is out of its range first. */
function mainAnalyte(analytes: readonly Analyte[]): Analyte | undefined {
  const withPast = analytes.filter(({ code, points }) => code !== null && points > 1);
  return withPast.find(({ flag }) => isOutside(flag)) ?? withPast[0];
}

function Values({ analytes }: { analytes: readonly Analyte[] }): ReactNode {
  const { t } = useTranslation();
  const { go } = useRouter();
  const [from, setFrom] = useState(0);
  const { ref, count } = useFitting(rowHeight, 0, 11);
  const whole = count * rowHeight;
  const rows = Math.max(1, Math.floor((whole - headHeight) / rowHeight));
  const paged = analytes.length > rows;
  const page = pageOf(analytes, from, rows);
  const main = mainAnalyte(analytes);
  const left = Math.min(largestChart, whole - headHeight - analytes.length * rowHeight - cardHeight);
  const open = ({ code }: Analyte) => {
    if (code !== null) go({ name: 'trend', code });
  };
  return (
    <>
      {paged && (
        <div className="found">
          <span>{t('results.table.count', { count: analytes.length })}</span>
          <Pager from={page.from + 1} to={page.from + page.shown.length} total={analytes.length} onUp={() => setFrom(page.from - rows)} onDown={() => setFrom(page.from + rows)} />
        </div>
      )}
      <div ref={ref} className="fit">
        <LabTable analytes={page.shown} onOpen={open} />
        {main !== undefined && left >= smallestChart && <TrendCard analyte={main} height={left} onOpen={() => open(main)} />}
      </div>
    </>
  );
}

import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useView } from '../../app/view.ts';
import { Chips } from '../../ui/Chips.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { inLanguage } from '../../words/local.ts';
import { pageOf } from '../../words/page.ts';
import { spoken } from '../../words/Spoken.tsx';
import { ResultsGate } from './ResultsGate.tsx';
import { spansOf, within, type Span } from './span.ts';
import { trendLead, trendName, type TrendShown } from './trendLead.ts';
import { TrendLow } from './TrendLow.tsx';
import { TrendTable } from './TrendTable.tsx';
import { useBack } from '../../app/useBack.ts';
import './results.css';

/** Drawn when it is first asked for: the first screen of the kiosk does not carry it. */
const TrendChart = lazy(async () => ({ default: (await import('./TrendChart.tsx')).TrendChart }));

const chartWidth = 920;
/** The frame around a drawing. */
const frameHeight = 64;
const rowHeight = 92;

/** One value over the years. */
export function TrendScreen({ code }: { code: string }): ReactNode {
  return <ResultsGate to={{ name: 'trend', code }}>{(patientId) => <Trend code={code} patientId={patientId} />}</ResultsGate>;
}

function Trend({ code, patientId }: { code: string; patientId: string }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const back = useBack();
  const accessible = useView() === 'accessible';
  const read = useRead('results.trend', { code });
  const trend = read.data?.patientId === patientId ? read.data : undefined;
  if (trend === undefined || trend.name === null || trend.points.length === 0) {
    return (
      <KioskScreen title={t('results.trend.title')} dock={{ back }}>
        {trend === undefined ? <Skeleton lines={1} label={t('results.loading')} height={800} /> : <Empty title={t('results.trend.none')} />}
      </KioskScreen>
    );
  }
  const shown = { title: inLanguage(trend.name, language), unit: trend.unit === null ? null : inLanguage(trend.unit, language), points: trend.points, otherUnits: trend.otherUnits };
  return accessible ? <TrendLow {...shown} /> : <TrendPage {...shown} />;
}

function TrendPage(shown: TrendShown): ReactNode {
  const { title, points } = shown;
  const name = trendName(shown);
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const back = useBack();
  const [span, setSpan] = useState<Span>('all');
  const [as, setAs] = useState<'chart' | 'table'>('chart');
  const [from, setFrom] = useState(0);
  const { ref, count } = useFitting(rowHeight, 0, 9);
  const height = count * rowHeight - frameHeight;
  const inSpan = within(points, span, today);
  const rows = inSpan.toReversed();
  // The head of the table stands where a line would.
  const page = pageOf(rows, from, Math.max(1, count - 1));
  return (
    <KioskScreen title={title} lead={spoken(trendLead(t, inSpan, shown, language), language)} dock={{ back }}>
      <div className="results__choice">
        <Chips
          label={t('results.period.label')}
          items={spansOf(points, today).map((id) => ({ id, label: t(`results.trend.span.${id}`) }))}
          selectedId={span}
          onSelect={(id) => {
            setSpan(spansOf(points, today).find((one) => one === id) ?? 'all');
            setFrom(0);
          }}
        />
        <Chips
          label={t('results.trend.as')}
          items={[
            { id: 'chart', label: t('results.trend.chart') },
            { id: 'table', label: t('results.trend.table') },
          ]}
          selectedId={as}
          onSelect={(id) => setAs(id === 'table' ? 'table' : 'chart')}
        />
      </div>
      {as === 'table' && rows.length > page.shown.length && (
        <div className="found">
          <span />
          <Pager from={page.from + 1} to={page.from + page.shown.length} total={rows.length} onUp={() => setFrom(page.from - count + 1)} onDown={() => setFrom(page.from + count - 1)} />
        </div>
      )}
      <div ref={ref} className="fit results__trend">
        {as === 'table' ? (
          <TrendTable points={page.shown} name={name} />
        ) : (
          <figure className="chart">
            <div className="chart__plot" style={{ blockSize: height }}>
              <Suspense fallback={null}>{inSpan.length > 0 && <TrendChart points={inSpan} name={name} width={chartWidth} height={height} />}</Suspense>
            </div>
          </figure>
        )}
      </div>
    </KioskScreen>
  );
}

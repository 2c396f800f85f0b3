import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Area, ComposedChart, Line, XAxis, YAxis, ZIndexLayer } from 'recharts';
import type { TrendPoint } from '../../../shared/features/results.ts';
import { useLanguage } from '../../app/i18n.ts';
import { drawnPoints, valueSpan } from './drawnPoints.ts';
import { figure, measured, rangeWords } from './measure.ts';
import { TrendMarks, type TrendFrame } from './TrendMarks.tsx';
import { tickWords } from './when.ts';

export interface TrendChartProps {
  /** Oldest first, at least one. */
  readonly points: readonly TrendPoint[];
  /** What is measured, with its unit. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** 2 in the accessible view. */
  readonly zoom?: 1 | 2;
}

const dayMs = 86_400_000;
/** Over everything the library draws. */
const above = 2_000;

/** One value over the years, its norm as a band that is as wide as it was on each day. Nothing is smoothed and nothing moves. */
export function TrendChart({ points, name, width, height, zoom = 1 }: TrendChartProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const drawn = drawnPoints(points);
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const span = valueSpan(points);
  const air = Math.max((last.at - first.at) * 0.07, dayMs * 10);
  const time = { from: first.at - air, to: last.at + air };
  const rows = [ended(drawn[0], time.from), ...drawn.map((point) => ({ ...bandOf(point), at: point.at, number: point.number })), ended(drawn.at(-1), time.to)];
  function bandOf({ range }: Pick<TrendPoint, 'range'>) {
    if (range === null || (range.low === null && range.high === null)) return {};
    return { band: [range.low ?? span.from, range.high ?? span.to] as const, ...(range.low === null ? {} : { low: range.low }), ...(range.high === null ? {} : { high: range.high }) };
  }
  /** The band goes on to the edge of the drawing; the line does not. */
  function ended(point: TrendPoint | undefined, at: number) {
    return { at, ...(point === undefined ? {} : bandOf(point)) };
  }
  const frame: TrendFrame = { width, height, zoom, margin: { top: 56 * zoom, right: 8, bottom: 76 * zoom, left: 82 * zoom }, withDays: last.at - first.at < 150 * dayMs };
  const norm = last.range === null ? null : rangeWords(t, last.range, last.digits, language);
  const spoken = t('results.trend.spoken', {
    name,
    count: points.length,
    from: tickWords(first.at, false, language).join(' '),
    to: tickWords(last.at, false, language).join(' '),
    low: figure(Math.min(...points.map(({ number }) => number)), last.digits, language),
    high: figure(Math.max(...points.map(({ number }) => number)), last.digits, language),
    last: measured(last, language),
  });
  const still = { dot: false, activeDot: false, isAnimationActive: false, type: 'step' } as const;
  return (
    <div className="plot" role="img" aria-label={norm === null ? spoken : `${spoken} ${t('results.trend.spokenNorm', { norm })}`}>
      <ComposedChart width={width} height={height} margin={frame.margin} data={rows} accessibilityLayer={false}>
        <XAxis dataKey="at" type="number" domain={[time.from, time.to]} hide />
        <YAxis type="number" domain={[span.from, span.to]} width={0} hide allowDataOverflow />
        <Area dataKey="band" className="norm" {...still} />
        <Line dataKey="low" className="limit" {...still} />
        <Line dataKey="high" className="limit" {...still} />
        <Line dataKey="number" className="trace" {...still} type="linear" />
        <ZIndexLayer zIndex={above}>
          <TrendMarks points={drawn} frame={frame} />
        </ZIndexLayer>
      </ComposedChart>
    </div>
  );
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useXAxisScale, useYAxisScale } from 'recharts';
import type { TrendPoint } from '../../../shared/features/results.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { useLanguage } from '../../app/i18n.ts';
import { labelledPoints, tickTimes } from './drawnPoints.ts';
import { figure, isOutside, measured, sideOf } from './measure.ts';
import { tickWords } from './when.ts';

export interface TrendFrame {
  readonly width: number;
  readonly height: number;
  readonly zoom: 1 | 2;
  readonly margin: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  /** The whole drawing is a few months long: days are told apart. */
  readonly withDays: boolean;
}

interface Placed {
  readonly point: TrendPoint;
  readonly x: number;
  readonly y: number;
}

/** Shapes, figures and days over the drawn line: in range a circle, above ▲, below ▼. */
export function TrendMarks({ points, frame }: { points: readonly TrendPoint[]; frame: TrendFrame }): ReactNode {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  if (xScale === undefined || yScale === undefined) return null;
  const xOf = ({ at }: Pick<TrendPoint, 'at'>) => xScale(at) ?? 0;
  const placed = points.map((point) => ({ point, x: xOf(point), y: yScale(point.number) ?? 0 }));
  const named = labelledPoints(points, xOf, 84 * frame.zoom);
  // Many points are a line of their own: smaller shapes keep it readable.
  const size = (points.length > 24 ? 0.55 : 1) * (frame.zoom === 2 ? 1.4 : 1);
  return (
    <g>
      <Limits placed={placed} frame={frame} yOf={(value) => yScale(value) ?? 0} />
      <Days points={points} frame={frame} xOf={xOf} />
      {placed.map((one) => (
        <Mark key={`${one.point.reportId} ${one.point.at}`} {...one} size={size} />
      ))}
      {placed.filter(({ point }) => named.has(point)).map((one) => (
        <Figure key={`${one.point.reportId} ${one.point.at}`} {...one} points={points} frame={frame} size={size} />
      ))}
    </g>
  );
}

function Mark({ point, x, y, size }: Placed & { size: number }): ReactNode {
  const [half, tall] = [19 * size, 34 * size];
  switch (sideOf(point.flag)) {
    case 'above':
      return <path className="tri" d={`M${x} ${y - tall * 0.56}l${half} ${tall}h${-2 * half}z`} />;
    case 'below':
      return <path className="tri" d={`M${x} ${y + tall * 0.56}l${half} ${-tall}h${-2 * half}z`} />;
    case 'off':
      return <path className="tri" d={`M${x} ${y - half}l${half} ${half}l${-half} ${half}l${-half} ${-half}z`} />;
    default:
      return <circle className="dot" cx={x} cy={y} r={14 * size} />;
  }
}

/** The figure stands on the side where the line does not go. */
function Figure({ point, x, y, points, frame, size }: Placed & { points: readonly TrendPoint[]; frame: TrendFrame; size: number }): ReactNode {
  const language = useLanguage();
  const index = points.indexOf(point);
  const neighbours = [points[index - 1], points[index + 1]].filter((other) => other !== undefined);
  const mean = neighbours.reduce((sum, { number }) => sum + number, 0) / Math.max(1, neighbours.length);
  const floor = frame.height - frame.margin.bottom;
  const below = neighbours.length > 0 && mean > point.number && y + 50 * frame.zoom < floor;
  const anchor = x > frame.width - 60 * frame.zoom ? 'end' : 'middle';
  return (
    <text className={isOutside(point.flag) ? 'value off' : 'value'} x={anchor === 'end' ? frame.width - 4 : x} y={below ? y + 22 * size + 28 * frame.zoom : y - 30 * size} textAnchor={anchor}>
      {measured(point, language)}
    </text>
  );
}

/** Both ends of the newest norm, with its word. Labels that would lie on each other are left to the band. */
function Limits({ placed, frame, yOf }: { placed: readonly Placed[]; frame: TrendFrame; yOf: (value: number) => number }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const last = placed.at(-1)?.point;
  const range = last?.range ?? null;
  if (last === undefined || range === null) return null;
  const { margin, height, width, zoom } = frame;
  const ends = [range.high, range.low].filter((end) => end !== null);
  const [one, other] = ends.map(yOf);
  const close = one !== undefined && other !== undefined && Math.abs(one - other) < 28 * zoom;
  const bottom = (range.low === null ? height - margin.bottom : yOf(range.low)) - 14;
  const top = (range.high === null ? margin.top : yOf(range.high)) + 30 * zoom;
  const corners = [bottom, top].flatMap((y) => [
    { x: width - margin.right - 12, y, anchor: 'end' as const },
    { x: margin.left + 12, y, anchor: 'start' as const },
  ]);
  const free = ({ x, y, anchor }: (typeof corners)[number]) => {
    const middle = x + (anchor === 'end' ? -40 : 40) * zoom;
    return placed.every((mark) => Math.abs(mark.x - middle) > 70 * zoom || Math.abs(mark.y - (y - 9 * zoom)) > 32 * zoom);
  };
  const corner = corners.find(free) ?? corners[0];
  return (
    <g>
      {(close ? ends.slice(0, 1) : ends).map((end) => (
        <text key={end} x={margin.left - 14} y={yOf(end) + 9 * zoom} textAnchor="end">
          {figure(end, Math.max(last.digits, range.digits), language)}
        </text>
      ))}
      {ends.length > 0 && !close && corner !== undefined && (
        <text x={corner.x} y={corner.y} textAnchor={corner.anchor}>
          {t('results.trend.norm')}
        </text>
      )}
    </g>
  );
}

function Days({ points, frame, xOf }: { points: readonly TrendPoint[]; frame: TrendFrame; xOf: (point: Pick<TrendPoint, 'at'>) => number }): ReactNode {
  const language = useLanguage();
  const { width, height, margin, zoom } = frame;
  const floor = height - margin.bottom + 4;
  const times = tickTimes(points, xOf, 118 * zoom);
  return (
    <g>
      <path className="axis" d={`M${margin.left} ${floor}H${width - margin.right}`} />
      {times.map((time) => {
        const x = Math.min(xOf({ at: instant(time) }), width - 34 * zoom);
        const [above, below] = tickWords(instant(time), frame.withDays, language);
        return (
          <g key={time}>
            <path className="axis" d={`M${xOf({ at: instant(time) })} ${floor}v10`} />
            <text x={x} y={floor + 38 * zoom} textAnchor="middle">
              {above}
            </text>
            <text x={x} y={floor + 68 * zoom} textAnchor="middle">
              {below}
            </text>
          </g>
        );
      })}
    </g>
  );
}

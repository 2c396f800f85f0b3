import type { ReactNode } from 'react';
import type { Analyte } from '../../../shared/features/results.ts';
import { useLanguage } from '../../app/i18n.ts';
import { gaugeShape, gaugeWidth } from './gaugeShape.ts';
import { digitsOf, figure, sideOf, type FlagSide } from './measure.ts';

const shapes: Record<FlagSide, (x: number) => ReactNode> = {
  in: (x) => <circle className="in" cx={x} cy={18} r={13} />,
  above: (x) => <path className="off" d={`M${x} 0l16 30h-32z`} />,
  below: (x) => <path className="off" d={`M${x} 36l16-30h-32z`} />,
  off: (x) => <path className="off" d={`M${x} 1l16 17-16 17-16-17z`} />,
};

/** A value as a point beside its band. What it shows is said in words next to it. */
export function Gauge({ range, value, flag }: Pick<Analyte, 'range' | 'value' | 'flag'>): ReactNode {
  const language = useLanguage();
  const shape = gaugeShape(range, value.kind === 'number' ? value.number : null);
  if (shape === null || range === null) return null;
  const digits = Math.max(digitsOf(value), range.digits);
  const { from, to, at } = shape;
  return (
    <svg className="gauge" viewBox={`0 0 ${gaugeWidth} 64`} aria-hidden="true">
      <path className="rail" d={`M0 18H${gaugeWidth}`} />
      <rect className="norm" x={from} y={8} width={to - from} height={20} rx={2} />
      {at !== null && shapes[sideOf(flag) ?? 'in'](at)}
      {shape.lowLabel && range.low !== null && (
        <text x={from} y={58} textAnchor="middle">
          {figure(range.low, digits, language)}
        </text>
      )}
      {shape.highLabel && range.high !== null && (
        <text x={to} y={58} textAnchor="middle">
          {figure(range.high, digits, language)}
        </text>
      )}
    </svg>
  );
}

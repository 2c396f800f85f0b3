import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOfMinute, curve, hourMarks, pointAt } from './dayRhythm.ts';

const width = 968;
const axis = 154;

/** The band and the point on the first screen: the open hours, the day's curve, and now. */
export function DayRhythm({ opens, closes, now }: { opens: number; closes: number; now: number }): ReactNode {
  const { t } = useTranslation();
  const frame = { opens, closes, width, bottom: 142, top: 22 };
  const at = Math.min(closes, Math.max(opens, now));
  const open = now >= opens && now < closes;
  const point = pointAt(at, frame);
  const state = open ? t('home.openUntil', { time: clockOfMinute(closes) }) : now < opens ? t('home.opensAt', { time: clockOfMinute(opens) }) : t('home.closedNow');
  return (
    <svg className="rhythm" viewBox={`0 0 ${width} 210`} role="img" aria-label={t('home.rhythm', { from: clockOfMinute(opens), to: clockOfMinute(closes), now: clockOfMinute(now) })}>
      <path className="rhythm__axis" d={`M0 ${axis}H${width}`} />
      {hourMarks(opens, closes).map((minute) => {
        const { x } = pointAt(minute, frame);
        return (
          <g key={minute}>
            <path className="rhythm__axis" d={`M${Math.min(width - 1, Math.max(1, x))} ${axis}v10`} />
            <text x={x} y={198} textAnchor={minute === opens ? 'start' : minute === closes ? 'end' : 'middle'}>
              {clockOfMinute(minute)}
            </text>
          </g>
        );
      })}
      <text x={width} y={36} textAnchor="end">
        {state}
      </text>
      {at < closes && <path className="rhythm__ahead" d={curve(at, closes, frame)} />}
      {at > opens && <path className="rhythm__past" d={curve(opens, at, frame)} />}
      {open && (
        <>
          <path className="rhythm__now" d={`M${point.x} ${point.y}V${axis}`} />
          <circle className="rhythm__point" cx={point.x} cy={point.y} r={18} />
        </>
      )}
    </svg>
  );
}

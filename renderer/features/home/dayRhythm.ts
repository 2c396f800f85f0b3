/** The day's cortisol curve, the clinic's own subject: high in the morning, falling towards the evening. Shape only, no values. */
export function level(minute: number): number {
  const hour = minute / 60;
  const wave = (centre: number, width: number) => Math.exp(-(((hour - centre) / width) ** 2));
  return 0.12 + 0.78 * wave(9, 4.2) + 0.2 * wave(13.2, 1.5) + 0.16 * wave(18.2, 1.7);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Frame {
  readonly opens: number;
  readonly closes: number;
  readonly width: number;
  /** Where the lowest and the highest values lie. */
  readonly bottom: number;
  readonly top: number;
}

export function pointAt(minute: number, { opens, closes, width, bottom, top }: Frame): Point {
  return { x: ((minute - opens) / (closes - opens)) * width, y: bottom - (bottom - top) * level(minute) };
}

/** A smooth enough line through the day, a point every ten minutes. */
export function curve(from: number, to: number, frame: Frame): string {
  const minutes: number[] = [];
  for (let minute = from; minute < to; minute += 10) minutes.push(minute);
  minutes.push(to);
  return minutes
    .map((minute, index) => {
      const { x, y } = pointAt(minute, frame);
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}

/** Whole even hours to label, ends included, without one that would touch an end. */
export function hourMarks(opens: number, closes: number): number[] {
  const inner: number[] = [];
  for (let hour = Math.floor(opens / 60) + 1; hour * 60 < closes; hour += 1) {
    if (hour % 2 === 0 && hour * 60 - opens >= 75 && closes - hour * 60 >= 75) inner.push(hour * 60);
  }
  return [opens, ...inner, closes];
}

export function clockOfMinute(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

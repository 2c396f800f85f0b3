export interface Decimal {
  /** Without an exponent, with a point: `-0.0050`. */
  readonly plain: string;
  /** Digits after the point, as written. */
  readonly digits: number;
}

const written = /^(-?)(\d{1,400})(?:\.(\d{1,400}))?(?:[eE]([+-]?\d{1,3}))?$/;
const longestPlain = 60;

/** A JSON number as a laboratory would write it, every digit kept; null when that would be longer than anybody writes. */
export function decimalOf(source: string): Decimal | null {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = written.exec(source) ?? [];
  if (whole === '') return null;
  const shift = Number(exponent);
  if (whole.length + fraction.length + Math.abs(shift) > longestPlain) return null;
  const all = whole + fraction;
  const point = whole.length + shift;
  const padded = all.padStart(all.length + Math.max(0, 1 - point), '0').padEnd(Math.max(all.length, point), '0');
  const at = Math.max(point, 1);
  const before = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const after = padded.slice(at);
  return { plain: `${sign}${before}${after === '' ? '' : `.${after}`}`, digits: after.length };
}

import * as z from 'zod';

/** Money is whole kopecks everywhere; roubles exist only on screen and paper. */
export const Kopecks = z.int().nonnegative().brand<'Kopecks'>();
export type Kopecks = z.infer<typeof Kopecks>;

export function kopecks(value: number): Kopecks {
  return Kopecks.parse(value);
}

/** `3 200 ₽`, `3 200,50 ₽`; non-breaking spaces, so a price never falls apart over two lines. */
export function inRoubles(value: Kopecks): string {
  const roubles = String(Math.trunc(value / 100)).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  const rest = value % 100;
  return `${roubles}${rest === 0 ? '' : `,${String(rest).padStart(2, '0')}`}\u00a0₽`;
}

/** FHIR `Money.value` (a decimal of roubles) to kopecks without floating point drift: 3200.1 is 320010. */
export function fromDecimalRoubles(value: number): Kopecks {
  return kopecks(Math.round(value * 100));
}

import { Kopecks } from '../../../shared/lib/money.ts';

/** What the lines come to; null where one has no price, or there is none: a sum without it would be another one than the clinic's. */
export function totalOf(lines: readonly { readonly kopecks: Kopecks | null }[]): Kopecks | null {
  let sum = 0;
  for (const { kopecks } of lines) {
    if (kopecks === null) return null;
    sum += kopecks;
  }
  return lines.length === 0 ? null : Kopecks.parse(sum);
}

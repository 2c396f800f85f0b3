import type { TFunction } from 'i18next';
import type { Analyte } from '../../../shared/features/results.ts';
import { isCritical, isOutside } from './measure.ts';

export interface Counted {
  readonly out: number;
  readonly judged: number;
  readonly all: number;
  readonly critical: number;
}

export function counted(analytes: readonly Analyte[]): Counted {
  const flags = analytes.map(({ flag }) => flag);
  return { out: flags.filter(isOutside).length, judged: flags.filter((flag) => flag !== null).length, all: flags.length, critical: flags.filter(isCritical).length };
}

/** Counts, never interprets. What nobody judged is not called normal. */
export function verdictWords(t: TFunction, { out, judged, all }: Counted): string {
  if (judged === 0) return t('results.verdict.unjudged');
  if (out > 0) return t('results.verdict.out', { out, count: all });
  return judged === all ? t('results.verdict.allIn', { count: all }) : t('results.verdict.someIn', { judged, count: all });
}

import type { TFunction } from 'i18next';
import type { TrendPoint } from '../../../shared/features/results.ts';
import type { Language } from '../../words/day.ts';
import { isOutside } from './measure.ts';
import { tickWords } from './when.ts';

export interface TrendShown {
  readonly title: string;
  /** With the unit: `ТТГ, мМЕ/л`. */
  readonly name: string;
  readonly points: readonly TrendPoint[];
  readonly otherUnits: number;
}

/** `ТТГ, мМЕ/л: 12 измерений с марта 2020, вне нормы 4`. Counts, never interprets. */
export function trendLead(t: TFunction, points: readonly TrendPoint[], name: string, otherUnits: number, language: Language): string {
  const [first] = points;
  if (first === undefined) return name;
  const [month, year] = tickWords(first.at, false, language);
  const counted = t('results.trend.lead', { name, count: points.length, since: `${month}\u00a0${year}`, out: points.filter(({ flag }) => isOutside(flag)).length });
  return otherUnits === 0 ? counted : `${counted} ${t('results.trend.otherUnits', { count: otherUnits })}`;
}

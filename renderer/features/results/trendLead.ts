import type { TFunction } from 'i18next';
import type { TrendPoint } from '../../../shared/features/results.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { dayMonthYear, type Language } from '../../words/day.ts';
import { isOutside } from './measure.ts';

export interface TrendShown {
  readonly title: string;
  readonly unit: string | null;
  readonly points: readonly TrendPoint[];
  readonly otherUnits: number;
}

/** `ТТГ, мМЕ/л`: what a drawing or a table is called. */
export function trendName({ title, unit }: Pick<TrendShown, 'title' | 'unit'>): string {
  return unit === null ? title : `${title},\u00a0${unit}`;
}

/** `мМЕ/л: 12 измерений, первое 29 ноября 2020. Вне нормы: 4.` Counts, never interprets. */
export function trendLead(t: TFunction, points: readonly TrendPoint[], { unit, otherUnits }: Pick<TrendShown, 'unit' | 'otherUnits'>, language: Language): string {
  const [first] = points;
  if (first === undefined) return unit ?? '';
  const counted = t('results.trend.lead', { count: points.length, since: dayMonthYear(dayOf(first.at), language), out: points.filter(({ flag }) => isOutside(flag)).length });
  const said = otherUnits === 0 ? counted : `${counted} ${t('results.trend.otherUnits', { count: otherUnits })}`;
  return unit === null ? said : `${unit}: ${said}`;
}

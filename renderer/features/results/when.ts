import type { TFunction } from 'i18next';
import type { ResultLine } from '../../../shared/features/results.ts';
import { clockOf, dayOf, partsOf, type Instant, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { pastDay, type Language } from '../../words/day.ts';

/** `Взято 20 ноября в 8:15, готово 22 ноября`. Midnight means that the clinic gave a day and no hour. */
export function madeWords(t: TFunction, { kind, takenAt, releasedAt }: Pick<ResultLine, 'kind' | 'takenAt' | 'releasedAt'>, today: MoscowDay, language: Language): string {
  const ready = pastDay(releasedAt, today, language);
  if (takenAt === null) return t('results.made.ready', { ready });
  const time = clockOf(takenAt);
  const taken = pastDay(takenAt, today, language);
  const words = time === '0:00' ? taken : t('results.made.at', { day: taken, time });
  return dayOf(takenAt) === dayOf(releasedAt) ? t(`results.made.same.${kind}`, { taken: words }) : t(`results.made.${kind}`, { taken: words, ready });
}

const monthShort: Record<Language, Intl.DateTimeFormat> = {
  ru: new Intl.DateTimeFormat('ru-RU', { month: 'short', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }),
};

/** Two short lines under a point of the chart: `март` and `2024`, or `12 март` where the whole chart is a few weeks long. */
export function tickWords(at: Instant, withDay: boolean, language: Language): readonly [string, string] {
  const { year, month, day } = partsOf(dayOf(at));
  const name = monthShort[language].format(new Date(Date.UTC(year, month - 1, 1))).replace('.', '');
  return [withDay ? `${day}\u00a0${name}` : name, String(year)];
}

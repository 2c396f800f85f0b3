import type { TFunction } from 'i18next';
import type { ResultLine } from '../../../shared/features/results.ts';
import type { MoscowDay } from '../../../shared/lib/moscow.ts';
import { pastDay, type Language } from '../../words/day.ts';
import { inLanguage } from '../../words/local.ts';

/** A report its laboratory gave no name is called by its kind. */
export function titleWords(t: TFunction, { kind, title }: Pick<ResultLine, 'kind' | 'title'>, language: Language): string {
  return title.ru === '' && (title.en ?? '') === '' ? t(`results.untitled.${kind}`) : inLanguage(title, language);
}

/** `20 ноября · 2 из 5 показателей вне нормы`. */
export function lineWords(t: TFunction, { kind, takenAt, releasedAt, outside, values }: ResultLine, today: MoscowDay, language: Language): string {
  const day = pastDay(takenAt ?? releasedAt, today, language);
  const what = values === 0 ? t(`results.line.${kind}`) : outside === 0 ? t('results.line.calm') : t('results.line.out', { out: outside, count: values });
  return `${day} · ${what}`;
}

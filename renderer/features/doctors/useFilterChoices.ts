import { useTranslation } from 'react-i18next';
import type { Choice } from '../../../shared/features/doctors.ts';
import { addDays } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { dayFull } from '../../words/day.ts';
import { inLanguage } from '../../words/local.ts';

/** Days one may filter by: two weeks answer nearly everybody, further days are reached through the doctor's calendar. */
const filterDays = 14;

export function useFilterChoices() {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const filters = useRead('doctors.filters', {});
  const item = ({ id, name, count }: Choice) => ({ id, label: inLanguage(name, language), detail: t('doctors.filters.count', { count }) });
  return {
    specialities: (filters.data?.specialities ?? []).map(item),
    offices: (filters.data?.offices ?? []).map(item),
    days: Array.from({ length: filterDays }, (_, index) => addDays(today, index)).map((day) => ({ id: day, day, label: dayFull(day, today, language) })),
  };
}

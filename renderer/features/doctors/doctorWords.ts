import type { TFunction } from 'i18next';
import type { DoctorCard } from '../../../shared/features/doctors.ts';
import { inRoubles } from '../../../shared/lib/money.ts';
import { clockOf, dayOf, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { dayLabel, type Language } from '../../words/day.ts';
import { inLanguage, lowerFirst } from '../../words/local.ts';

/** Two lines under a doctor's name: who, and where for how much. */
export function doctorLines(t: TFunction, doctor: DoctorCard, language: Language): [string, string] {
  const speciality = inLanguage(doctor.speciality, language);
  const category = doctor.category === null ? null : lowerFirst(inLanguage(doctor.category, language));
  const place = t('doctors.card.place', { room: inLanguage(doctor.room, language), office: inLanguage(doctor.office, language) });
  return [
    category === null ? speciality : t('doctors.card.speciality', { speciality, category }),
    doctor.firstVisitKopecks === null ? place : t('doctors.card.placeAndPrice', { place, price: inRoubles(doctor.firstVisitKopecks) }),
  ];
}

/** The next free time as the right-hand corner of a card shows it: day above, clock below. */
export function nextTime(doctor: DoctorCard, today: MoscowDay, language: Language): { readonly day: string; readonly clock: string } | null {
  if (doctor.nextFreeAt === null) return null;
  return { day: dayLabel(dayOf(doctor.nextFreeAt), today, language), clock: clockOf(doctor.nextFreeAt) };
}

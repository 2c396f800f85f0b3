import type { TFunction } from 'i18next';
import type { Visit } from '../../shared/features/appointments.ts';
import { inRoubles } from '../../shared/lib/money.ts';
import type { LocalText } from '../../shared/lib/localText.ts';
import type { Language } from './day.ts';
import { inLanguage, lowerFirst } from './local.ts';
import { fullName } from './person.ts';

/** What screen and slip list about a visit: a name, a value, and a smaller line under it. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly detail?: string;
}

type Place = Pick<Visit, 'room' | 'floor' | 'office' | 'officeAddress'>;

export function placeFact(t: TFunction, { room, floor, office, officeAddress }: Place, language: Language): Fact {
  const roomName = inLanguage(room, language);
  const lines: readonly (LocalText | null)[] = [office, officeAddress];
  return {
    label: t('visit.facts.where'),
    value: floor === null ? roomName : t('visit.place.floor', { room: roomName, floor }),
    detail: lines.filter((text) => text !== null).map((text) => inLanguage(text, language)).join(', '),
  };
}

export function doctorFact(t: TFunction, doctor: Visit['doctor'], language: Language): Fact {
  const speciality = inLanguage(doctor.speciality, language);
  return {
    label: t('visit.facts.doctor'),
    value: fullName(doctor),
    detail: doctor.category === null ? speciality : `${speciality}, ${lowerFirst(inLanguage(doctor.category, language))}`,
  };
}

/** Length and price in one place; a price nobody has set is named as such, not left out. */
export function priceFact(t: TFunction, visit: Pick<Visit, 'kopecks' | 'durationMinutes'>): Fact {
  return {
    label: t('visit.facts.visit'),
    value: t('visit.facts.minutes', { count: visit.durationMinutes }),
    detail: visit.kopecks === null ? t('visit.facts.priceUnknown') : inRoubles(visit.kopecks),
  };
}

export function visitFacts(t: TFunction, visit: Visit, language: Language): Fact[] {
  return [doctorFact(t, visit.doctor, language), placeFact(t, visit, language), priceFact(t, visit)];
}

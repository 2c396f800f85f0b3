import type { TFunction } from 'i18next';
import type { WaitingEntry } from '../../../shared/features/waiting.ts';
import { dayAndMonth, type Language } from '../../words/day.ts';
import { inLanguage, lowerFirst } from '../../words/local.ts';
import { shortName } from '../../words/person.ts';

const known = [
  'not_found', 'day_past', 'already_waiting', 'too_many_entries', 'consent_withdrawn', 'not_active', 'offer_gone', 'patient_busy', 'too_many_visits', 'slot_taken', 'slot_closed', 'slot_past',
] as const;

/** Message key of a refusal, under `waiting.refusal`. A code this page does not know still gets a sentence. */
export function waitingRefusalKey(code: string | null): (typeof known)[number] | 'unknown' {
  return known.find((name) => name === code) ?? 'unknown';
}

/** Whom somebody waits for. */
export function whoWords(t: TFunction, entry: Pick<WaitingEntry, 'doctor' | 'speciality'>, language: Language): string {
  const speciality = inLanguage(entry.speciality, language);
  return entry.doctor === null ? t('waiting.list.any', { speciality: lowerFirst(speciality) }) : `${shortName(entry.doctor)}, ${lowerFirst(speciality)}`;
}

/** `с 24 ноября по 7 декабря, утро`. */
export function daysWords(t: TFunction, entry: Pick<WaitingEntry, 'from' | 'until' | 'part'>, language: Language): string {
  const days = t('waiting.list.when', { from: dayAndMonth(entry.from, language), until: dayAndMonth(entry.until, language) });
  return `${days}, ${t(`waiting.list.parts.${entry.part ?? 'any'}`)}`;
}

/** What is not as it should be, or nothing. */
export function stateWords(t: TFunction, { state, leaving }: Pick<WaitingEntry, 'state' | 'leaving'>): string {
  if (leaving) return t('waiting.list.leaving');
  return state === 'waiting' ? '' : t(`waiting.list.${state}`);
}

/** The same where a line of the large view has to hold it. */
export function whoShort({ doctor, speciality }: Pick<WaitingEntry, 'doctor' | 'speciality'>, language: Language): string {
  return doctor === null ? inLanguage(speciality, language) : shortName(doctor);
}

/** `24 ноября – 7 декабря`. */
export function daysShort({ from, until }: Pick<WaitingEntry, 'from' | 'until'>, language: Language): string {
  return `${dayAndMonth(from, language)} – ${dayAndMonth(until, language)}`;
}

import type { TFunction } from 'i18next';
import type { ServiceDone, VisitDocument, VisitRecord, VisitResult } from '../../../shared/features/encounters.ts';
import type { Visit } from '../../../shared/features/appointments.ts';
import { inRoubles } from '../../../shared/lib/money.ts';
import { clockOf, dayOf, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { pastDay, type Language } from '../../words/day.ts';
import type { Fact } from '../../words/facts.ts';
import { placeFact } from '../../words/facts.ts';
import { inLanguage } from '../../words/local.ts';
import { fullName, shortName } from '../../words/person.ts';

const isNameless = ({ ru, en }: { readonly ru: string; readonly en: string | null }): boolean => ru === '' && (en ?? '') === '';

export function serviceWords(t: TFunction, { name }: ServiceDone, language: Language): string {
  return isNameless(name) ? t('encounters.services.untitled') : inLanguage(name, language);
}

/** `2 раза` as `× 2`; nothing for once. */
export function quantityWords({ quantity }: ServiceDone, language: Language): string | null {
  return quantity === null ? null : `×\u00a0${language === 'ru' ? quantity.replace('.', ',') : quantity}`;
}

export function priceWords(t: TFunction, { kopecks }: ServiceDone): string {
  return kopecks === null ? t('encounters.services.noPrice') : inRoubles(kopecks);
}

export function documentWords(t: TFunction, { title }: VisitDocument, language: Language): string {
  return isNameless(title) ? t('encounters.documents.untitled') : inLanguage(title, language);
}

/** `short` where letters are twice as large. */
export function documentDetail(t: TFunction, { at, binaryId }: VisitDocument, today: MoscowDay, language: Language, short = false): string {
  if (binaryId === null) return t('encounters.documents.notHere');
  if (at === null) return t('encounters.documents.open');
  return t(short ? 'encounters.documents.short' : 'encounters.documents.of', { day: pastDay(at, today, language) });
}

export function resultWords(t: TFunction, { kind, title }: VisitResult, language: Language): string {
  return isNameless(title) ? t(`results.untitled.${kind}`) : inLanguage(title, language);
}

/** Counts and never interprets. */
export function resultDetail(t: TFunction, { releasedAt, outside, kind }: VisitResult, today: MoscowDay, language: Language): string {
  const what = outside > 0 ? t('encounters.results.outside', { count: outside }) : t(`results.line.${kind}`);
  return `${pastDay(releasedAt, today, language)} · ${what}`;
}

/** Who received really, when and where. What was planned is said only where it was otherwise. */
export function recordFacts(t: TFunction, visit: Visit, record: VisitRecord, language: Language): Fact[] {
  const { doctor, beganAt, endedAt, roleId } = record;
  const received = doctor ?? visit.doctor;
  const isOther = doctor !== null && roleId !== null && roleId !== visit.roleId;
  const speciality = inLanguage(received.speciality, language);
  const planned = clockOf(visit.startsAt);
  const isSame = beganAt !== null && clockOf(beganAt) === planned && dayOf(beganAt) === dayOf(visit.startsAt);
  const time =
    beganAt === null
      ? planned
      : endedAt === null
        ? t('encounters.facts.since', { from: clockOf(beganAt) })
        : t('encounters.facts.span', { from: clockOf(beganAt), until: clockOf(endedAt) });
  return [
    { label: t('visit.facts.doctor'), value: fullName(received), detail: isOther ? `${speciality}. ${t('encounters.facts.instead', { name: shortName(visit.doctor) })}` : speciality },
    { label: t('encounters.facts.time'), value: time, ...(beganAt === null || isSame ? {} : { detail: t('encounters.facts.planned', { at: planned }) }) },
    placeFact(t, visit, language),
  ];
}

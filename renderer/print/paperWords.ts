import { createInstance, type TFunction } from 'i18next';
import type { Slip } from '../../shared/features/slips.ts';
import { inRoubles } from '../../shared/lib/money.ts';
import { clockOf, dayOf } from '../../shared/lib/moscow.ts';
import { slips as slipsEn } from '../locales/en/slips.ts';
import { visit as visitEn } from '../locales/en/visit.ts';
import { slips as slipsRu } from '../locales/ru/slips.ts';
import { visit as visitRu } from '../locales/ru/visit.ts';
import { dayInFigures, dayMonthYear, untilWords, weekdayName, type Language } from '../words/day.ts';
import { inLanguage, lowerFirst } from '../words/local.ts';
import { fullName } from '../words/person.ts';
import { tieAll } from '../words/tie.ts';
import { moodOf, refusalKey } from '../words/visit.ts';

/** How sure the paper is. `void`: it is no booking any more and must not look like one across the room. */
export type Tone = 'sure' | 'ask' | 'void';

export interface PaperWords {
  readonly tone: Tone;
  readonly clinic: string;
  readonly head: string;
  /** `ПОДТВЕРЖДЕНО`, `ОЖИДАЕТ ПОДТВЕРЖДЕНИЯ`: a word, because a stamp of colour does not survive a copy. */
  readonly state: string;
  readonly number: string;
  readonly askedFor: string | null;
  readonly clock: string;
  readonly day: string;
  readonly moscowTime: string;
  readonly room: string;
  readonly place: string;
  readonly doctor: string;
  readonly speciality: string;
  readonly patient: string;
  readonly price: string | null;
  readonly duration: string;
  readonly why: string | null;
  readonly steps: readonly string[];
  readonly qrLabel: string;
  readonly code: string;
  readonly bring: string | null;
  readonly callText: string;
  readonly phone: string;
  readonly footer: string;
  readonly labels: Record<'whatNext' | 'bring' | 'doctor' | 'where' | 'patient' | 'price' | 'page', string>;
}

function translator(language: Language): TFunction {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    fallbackLng: 'ru',
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: {
      ru: { translation: tieAll({ slips: slipsRu, visit: visitRu }) },
      en: { translation: tieAll({ slips: slipsEn, visit: visitEn }) },
    },
  });
  return i18n.t;
}

function toneOf(slip: Slip): { tone: Tone; name: 'sure' | 'ask' | 'refused' | 'cancelled' } {
  const mood = moodOf(slip.visit);
  if (mood === 'refused' || mood === 'noshow') return { tone: 'void', name: 'refused' };
  if (mood === 'cancelled') return { tone: 'void', name: 'cancelled' };
  return mood === 'waiting' ? { tone: 'ask', name: 'ask' } : { tone: 'sure', name: 'sure' };
}

/** Every word of a slip, whatever the paper: screen and both formats must never say different things. */
export function paperWords(slip: Slip, language: Language): PaperWords {
  const t = translator(language);
  const { visit } = slip;
  const { tone, name } = toneOf(slip);
  const day = dayOf(visit.startsAt);
  const printedDay = dayOf(slip.printedAt);
  const floor = visit.floor === null ? null : t('slips.paper.floor', { floor: visit.floor });
  const address = visit.officeAddress === null ? null : inLanguage(visit.officeAddress, language);
  const until = visit.changeableUntil > slip.printedAt ? untilWords(visit.changeableUntil, null, language) : null;
  const speciality = inLanguage(visit.doctor.speciality, language);
  const printed = t('slips.paper.printed', { date: dayInFigures(printedDay, language), time: clockOf(slip.printedAt), device: slip.deviceCode });
  const callText = { sure: until === null ? t('slips.paper.changeLate') : t('slips.paper.changeable', { until }), ask: t('slips.paper.askCall'), void: t('slips.paper.phone') };
  const steps = {
    sure: [],
    ask: [t('slips.paper.nextSend'), t('slips.paper.nextTaken'), t('slips.paper.nextCome')],
    void: [t('slips.paper.nextRefused')],
  };
  return {
    tone,
    clinic: inLanguage(slip.clinic.name, language),
    head: t(`slips.paper.${name}Head`),
    state: t(`slips.paper.${name}`).toLocaleUpperCase(language),
    number: visit.number,
    askedFor: tone === 'sure' ? null : t('slips.paper.youAsked'),
    clock: clockOf(visit.startsAt),
    day: `${weekdayName(day, language)}, ${dayMonthYear(day, language)}`,
    moscowTime: t('slips.paper.moscowTime'),
    room: inLanguage(visit.room, language),
    place: [floor, inLanguage(visit.office, language), address].filter(Boolean).join(', '),
    doctor: fullName(visit.doctor),
    speciality: language === 'ru' ? lowerFirst(speciality) : speciality,
    patient: slip.patientShort,
    price: visit.kopecks === null ? null : inRoubles(visit.kopecks),
    duration: t('slips.paper.duration', { count: visit.durationMinutes }),
    why: visit.status === 'refused' ? t(`visit.refusal.${refusalKey(visit.refusal)}`) : null,
    steps: steps[tone],
    qrLabel: t('slips.paper.qr', { number: visit.number }),
    code: tone === 'sure' ? t('slips.paper.codeSure') : t('slips.paper.codeAsk'),
    bring: tone === 'sure' ? t('slips.paper.bringList') : null,
    callText: callText[tone],
    phone: slip.clinic.phone,
    footer: slip.line === 'down' ? `${printed}. ${t('slips.paper.offline')}` : printed,
    labels: {
      whatNext: t('slips.paper.whatNext'),
      bring: t('slips.paper.bring'),
      doctor: t('slips.paper.doctor'),
      where: t('slips.paper.where'),
      patient: t('slips.paper.patientLabel'),
      price: t('slips.paper.priceLabel'),
      page: t('slips.paper.page', { now: 1, total: 1 }),
    },
  };
}

import { createInstance, type TFunction } from 'i18next';
import type { Analyte, ResultSheet } from '../../shared/features/results.ts';
import { clockOf, dayOf, type Instant } from '../../shared/lib/moscow.ts';
import { titleWords } from '../features/results/lineWords.ts';
import { digitsOf, isCritical, rangeWords, sideOf, valueWords, type FlagSide } from '../features/results/measure.ts';
import { counted, verdictWords } from '../features/results/verdictWords.ts';
import { results as resultsEn } from '../locales/en/results.ts';
import { slips as slipsEn } from '../locales/en/slips.ts';
import { results as resultsRu } from '../locales/ru/results.ts';
import { slips as slipsRu } from '../locales/ru/slips.ts';
import { dayInFigures, dayMonthYear, type Language } from '../words/day.ts';
import { inLanguage } from '../words/local.ts';
import { tieAll } from '../words/tie.ts';

export interface ResultRow {
  readonly name: string;
  readonly value: string;
  readonly unit: string | null;
  /** Shape of the flag beside its word, so that a fax stays readable; null: nothing to judge. */
  readonly flag: { readonly side: FlagSide | null; readonly far: boolean; readonly word: string } | null;
  readonly range: string;
  /** What the laboratory wrote at length, under the line. */
  readonly below: readonly string[];
}

export interface ResultSheetWords {
  readonly clinic: string;
  readonly head: string;
  readonly state: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly verdict: string | null;
  readonly notes: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly ResultRow[];
  readonly conclusionHead: string;
  readonly conclusion: readonly string[];
  readonly notDiagnosis: string;
  readonly qrLabel: string;
  readonly code: string;
  readonly phone: string;
  readonly footer: string;
  readonly page: (now: number, total: number) => string;
}

/** A piece of this length is half a sheet at most; a longer one is set in several, so that none is cut off at the foot. */
const longestPiece = 900;
/** More than this does not stand in a column. */
const longestCell = 90;

function translator(language: Language): TFunction {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    fallbackLng: 'ru',
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { ru: { translation: tieAll({ results: resultsRu, slips: slipsRu }) }, en: { translation: tieAll({ results: resultsEn, slips: slipsEn }) } },
  });
  return i18n.t;
}

/** Paragraphs, the long ones in pieces that end with a word. */
export function pieces(text: string): string[] {
  return text
    .split(/\n+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap((line) => line.match(new RegExp(`.{1,${longestPiece}}(?=\\s|$)|.{1,${longestPiece}}`, 'gsu')) ?? [])
    .map((piece) => piece.trim());
}

/** Midnight means that the clinic gave a day and no hour. */
function moment(t: TFunction, at: Instant, language: Language): string {
  const [day, time] = [dayMonthYear(dayOf(at), language), clockOf(at)];
  return time === '0:00' ? day : t('results.paper.at', { day, time });
}

function rowOf(t: TFunction, { name, value, unit, range, flag }: Analyte, language: Language): ResultRow {
  const words = valueWords(t, value, language);
  const norm = (range === null ? null : rangeWords(t, range, digitsOf(value), language)) ?? t('results.range.none');
  const isLong = (text: string) => text.length > longestCell;
  return {
    name: inLanguage(name, language),
    value: isLong(words) ? t('results.paper.below') : words,
    unit: unit === null || value.kind !== 'number' ? null : inLanguage(unit, language),
    flag: value.kind === 'absent' ? null : { side: sideOf(flag), far: isCritical(flag), word: t(`results.flag.${flag ?? 'none'}`) },
    range: isLong(norm) ? t('results.paper.below') : norm,
    below: [...(isLong(words) ? pieces(words) : []), ...(isLong(norm) ? pieces(`${t('results.table.range')}: ${norm}`) : [])],
  };
}

/** Every word of a printed report. Counts and compares as the screen does, never interprets. */
export function resultWords({ report, number, patientShort, clinic, deviceCode, printedAt, line, language }: ResultSheet): ResultSheetWords {
  const t = translator(language);
  const { kind, takenAt, releasedAt, analytes, conclusion, isAmended, omitted } = report;
  const printed = t('slips.paper.printed', { date: dayInFigures(dayOf(printedAt), language), time: clockOf(printedAt), device: deviceCode });
  return {
    clinic: inLanguage(clinic.name, language),
    head: titleWords(t, report, language),
    state: t(isAmended ? 'results.paper.amended' : 'results.paper.final').toLocaleUpperCase(language),
    facts: [
      { label: t('results.paper.patient'), value: patientShort },
      ...(takenAt === null ? [] : [{ label: t(`results.paper.taken.${kind}`), value: moment(t, takenAt, language) }]),
      { label: t('results.paper.ready'), value: moment(t, releasedAt, language) },
      { label: t('results.paper.number'), value: number },
    ],
    verdict: analytes.length === 0 ? null : verdictWords(t, counted(analytes)),
    notes: [...(isAmended ? [t('results.amended')] : []), ...(omitted > 0 ? [t('results.omitted', { count: omitted })] : [])],
    columns: [t('results.table.analyte'), t('results.table.value'), t('results.table.flag'), t('results.table.range')],
    rows: analytes.map((analyte) => rowOf(t, analyte, language)),
    conclusionHead: t('results.paper.conclusion'),
    conclusion: conclusion === null ? (analytes.length === 0 ? [t('results.noConclusion')] : []) : pieces(inLanguage(conclusion, language)),
    notDiagnosis: t('results.paper.notDiagnosis'),
    qrLabel: t('results.paper.qr', { number }),
    code: t('results.paper.code'),
    phone: `${t('results.paper.phone')} ${clinic.phone}`,
    footer: line === 'down' ? `${printed}. ${t('slips.paper.offline')}` : printed,
    page: (now, total) => t('slips.paper.page', { now, total }),
  };
}

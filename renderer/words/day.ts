import { addDays, clockOf, dayOf, partsOf, type Instant, type MoscowDay } from '../../shared/lib/moscow.ts';

/** Words for calendar days. A day has no zone of its own, so it is formatted as a UTC date and the machine's zone never matters (S10). */

export type Language = 'ru' | 'en';

const locales: Record<Language, string> = { ru: 'ru-RU', en: 'en-GB' };

const inBoth = (options: Intl.DateTimeFormatOptions): Record<Language, Intl.DateTimeFormat> => ({
  ru: new Intl.DateTimeFormat(locales.ru, { ...options, timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat(locales.en, { ...options, timeZone: 'UTC' }),
});

/** Made once: making one costs far more than using it, and a list under a typing hand asks for dozens at every letter. */
const formats = {
  dayAndMonth: inBoth({ day: 'numeric', month: 'long' }),
  figures: inBoth({ day: '2-digit', month: '2-digit', year: 'numeric' }),
  weekday: inBoth({ weekday: 'long' }),
  weekdayShort: inBoth({ weekday: 'short' }),
  month: inBoth({ month: 'long' }),
};

function format(day: MoscowDay, language: Language, how: keyof typeof formats): string {
  const { year, month, day: dayOfMonth } = partsOf(day);
  return formats[how][language].format(new Date(Date.UTC(year, month - 1, dayOfMonth))).replaceAll(' ', '\u00a0');
}

/** `24 ноября`, `24 November`. */
export function dayAndMonth(day: MoscowDay, language: Language): string {
  return format(day, language, 'dayAndMonth');
}

/** `24 ноября 2026`, without the Russian «г.»: it is shorter on paper and nobody misses it. */
export function dayMonthYear(day: MoscowDay, language: Language): string {
  return `${dayAndMonth(day, language)}\u00a0${partsOf(day).year}`;
}

/** `24.11.2026` in Russian, `24/11/2026` in English. */
export function dayInFigures(day: MoscowDay, language: Language): string {
  return format(day, language, 'figures');
}

/** `вторник`, `Tuesday`. */
export function weekdayName(day: MoscowDay, language: Language): string {
  return format(day, language, 'weekday');
}

/** `вт`, `Tue`. */
export function weekdayShort(day: MoscowDay, language: Language): string {
  return format(day, language, 'weekdayShort');
}

/** `Ноябрь`, or `Ноябрь – декабрь` when the days shown lie in two months. */
export function monthsOf(first: MoscowDay, last: MoscowDay, language: Language): string {
  const name = (day: MoscowDay) => format(day, language, 'month');
  const from = name(first);
  const to = name(last);
  const head = from.charAt(0).toLocaleUpperCase(locales[language]) + from.slice(1);
  return from === to ? head : `${head}\u00a0– ${to}`;
}

const near: Record<Language, readonly [string, string]> = { ru: ['сегодня', 'завтра'], en: ['today', 'tomorrow'] };

/** `сегодня`, `завтра`, or null: the words people use before they use figures. */
export function nearDay(day: MoscowDay, today: MoscowDay, language: Language): string | null {
  if (day === today) return near[language][0];
  return day === addDays(today, 1) ? near[language][1] : null;
}

/** `сегодня`, `завтра`, `чт, 26 ноября`. */
export function dayLabel(day: MoscowDay, today: MoscowDay, language: Language): string {
  return nearDay(day, today, language) ?? `${weekdayShort(day, language)}, ${dayAndMonth(day, language)}`;
}

/** `сегодня`, `20 ноября`, `20 ноября 2024`: of what has been, the year is said once it is another one. */
export function pastDay(at: Instant, today: MoscowDay, language: Language): string {
  const day = dayOf(at);
  if (day === today) return near[language][0];
  return partsOf(day).year === partsOf(today).year ? dayAndMonth(day, language) : dayMonthYear(day, language);
}

/** `сегодня, 24 ноября`, `четверг, 26 ноября`: for a sentence or a list where the date itself must not be guessed. */
export function dayFull(day: MoscowDay, today: MoscowDay, language: Language): string {
  return `${nearDay(day, today, language) ?? weekdayName(day, language)}, ${dayAndMonth(day, language)}`;
}

/** `сегодня, 14:20`, `четверг, 26 ноября, 9:40`. */
export function whenWords(at: Instant, today: MoscowDay, language: Language): string {
  return `${dayFull(dayOf(at), today, language)}, ${clockOf(at)}`;
}

/** After «до»: `11:20` today, `11:20, 26 ноября` on another day. Paper is read on other days, so it passes no today and gets the date. */
export function untilWords(at: Instant, today: MoscowDay | null, language: Language): string {
  const day = dayOf(at);
  return day === today ? clockOf(at) : `${clockOf(at)}, ${dayAndMonth(day, language)}`;
}

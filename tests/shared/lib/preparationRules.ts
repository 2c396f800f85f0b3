import type { Item, Rule, Who } from '../../../shared/lib/preparation.ts';

/** Short words for the tables of preparation. */

export const woman: Who = { sex: 'female', ageYears: 42 };
export const man: Who = { sex: 'male', ageYears: 60 };
export const girl: Who = { sex: 'female', ageYears: 9 };
export const boy: Who = { sex: 'male', ageYears: 9 };
export const elder: Who = { sex: 'female', ageYears: 75 };
export const unknown: Who = { sex: null, ageYears: null };

const text = (ru: string, en: string | null = null) => ({ ru, en });
export const fasting = (hours: number): Rule => ({ kind: 'fasting', hours });
export const hours = (from: number, until: number): Rule => ({ kind: 'hours', from: from * 60, until: until * 60 });
export const cycle = (from: number, until: number): Rule => ({ kind: 'cycleDays', from, until });
export const pause = (ru: string, days: number, en: string | null = null): Rule => ({ kind: 'pause', what: text(ru, en), days });
export const avoid = (ru: string, forHours: number, en: string | null = null): Rule => ({ kind: 'avoid', what: text(ru, en), hours: forHours });
export const excludes = (codes: string, why = 'мешают друг другу'): Rule => ({ kind: 'excludes', codes: codes.split(' '), why: text(why) });
export const contains = (codes: string): Rule => ({ kind: 'contains', codes: codes.split(' ') });
export const collect = (ru: string, forHours: number): Rule => ({ kind: 'collect', what: text(ru), hours: forHours });
export const duration = (minutes: number): Rule => ({ kind: 'duration', minutes });
export const only = (sex: 'male' | 'female'): Rule => ({ kind: 'sex', only: sex });
export const age = (from?: number, until?: number): Rule => ({ kind: 'age', ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) });

/** `items({ A: [...], B: [] })` is a cart of A and B. */
export const items = (cart: Readonly<Record<string, readonly Rule[]>>): Item[] => Object.entries(cart).map(([code, rules]) => ({ code, rules }));

/** One line of an outcome: `fasting 12 A B`, values by name in brackets. */
export function said({ code, values, services }: { code: string; values: Record<string, string | number>; services: string[] }): string {
  const shown = Object.values(values).join(' ');
  return `${code}${shown === '' ? '' : ` (${shown})`} ${services.join(' ')}`;
}

import * as z from 'zod';
import { LocalText } from './localText.ts';
import { addDays, dayOf, instantAt, weekdayOf, type Instant, type MoscowDay } from './moscow.ts';

/** Row P2: how a patient prepares for what is ordered, and what cannot go together. Pure, and the same on device and server. */

const Text = LocalText.extend({ ru: z.string().min(1).max(300), en: z.string().min(1).max(300).nullable() });
const Codes = z.array(z.string().min(1).max(40)).min(1).max(100);
const MinuteOfDay = z.int().min(0).max(1440);
const Hours = z.int().min(1).max(336);
const Years = z.int().min(0).max(120);
const inOrder = ({ from, until }: { from?: number | undefined; until?: number | undefined }): boolean => from === undefined || until === undefined || from <= until;

export const Rule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fasting'), hours: z.int().min(8).max(14) }),
  /** Minutes since midnight between which the sample is taken. */
  z.object({ kind: z.literal('hours'), from: MinuteOfDay, until: MinuteOfDay }).refine(({ from, until }) => from < until),
  /** For women with a cycle; advice, never a reason to refuse. */
  z.object({ kind: z.literal('cycleDays'), from: z.int().min(1).max(35), until: z.int().min(1).max(35) }).refine(inOrder),
  /** To be agreed with the doctor; the sentence never tells anybody to stop a medicine. */
  z.object({ kind: z.literal('pause'), what: Text, days: z.int().min(1).max(90) }),
  z.object({ kind: z.literal('avoid'), what: Text, hours: Hours }),
  z.object({ kind: z.literal('excludes'), codes: Codes, why: Text }),
  /** A panel that has these already. */
  z.object({ kind: z.literal('contains'), codes: Codes }),
  z.object({ kind: z.literal('collect'), what: Text, hours: Hours }),
  /** Minutes the patient stays at the clinic. */
  z.object({ kind: z.literal('duration'), minutes: z.int().min(1).max(720) }),
  z.object({ kind: z.literal('sex'), only: z.enum(['male', 'female']) }),
  /** Whole years, both ends included. */
  z.object({ kind: z.literal('age'), from: Years.optional(), until: Years.optional() }).refine(inOrder),
]);
export type Rule = z.infer<typeof Rule>;
type RuleOf<K extends Rule['kind']> = Extract<Rule, { kind: K }>;

/** Null for a rule that is broken or newer than this program: whoever reads it has to say so, for a rule left out may harm. */
export function readRule(json: string): Rule | null {
  try {
    const read = Rule.safeParse(JSON.parse(json));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

export interface Item {
  readonly code: string;
  readonly rules: readonly Rule[];
}

/** Null: not known, and then nothing is refused for it. */
export interface Who {
  readonly sex: 'male' | 'female' | null;
  readonly ageYears: number | null;
}

/** Of these the page makes its sentences. A text comes as `what`/`why` in Russian and `whatEn`/`whyEn`, if there is an English one. */
export const adviceCodes = ['fasting', 'come_between', 'cycle_days', 'pause', 'avoid', 'collect', 'duration'] as const;
export const troubleCodes = ['already_in', 'not_for_this_person', 'not_together', 'hours_apart', 'overlap', 'cycle_apart'] as const;

export interface Said<Code extends string> {
  readonly code: Code;
  readonly values: Record<string, string | number>;
  /** Codes of the services it is for, sorted. */
  readonly services: string[];
}
export type PreparationAdvice = Said<(typeof adviceCodes)[number]>;
/** `blocks`: cannot be ordered like this, for one visit. */
export type PreparationTrouble = Said<(typeof troubleCodes)[number]> & { readonly blocks: boolean };

export interface Preparation {
  readonly advice: PreparationAdvice[];
  readonly troubles: PreparationTrouble[];
  /** Minutes since midnight between which all samples are taken; null: any time, or no time at all (then `hours_apart`). */
  readonly window: { readonly from: number; readonly until: number } | null;
  /** Hours a patient needs from deciding to coming. A pause is not among them: whether there is one, the doctor says. */
  readonly leadHours: number;
  readonly stayMinutes: number;
}

// By code unit, not by language: the same on every machine.
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const unique = (codes: Iterable<string>): string[] => [...new Set(codes)].toSorted(order);

function texts(name: string, text: LocalText): Record<string, string> {
  return text.en === null ? { [name]: text.ru } : { [name]: text.ru, [`${name}En`]: text.en };
}

interface Found<K extends Rule['kind']> {
  readonly code: string;
  readonly rule: RuleOf<K>;
}

function every<K extends Rule['kind']>(items: readonly Item[], kind: K): Found<K>[] {
  return items.flatMap(({ code, rules }) => rules.flatMap((rule) => (rule.kind === kind ? [{ code, rule: rule as RuleOf<K> }] : [])));
}

function gathered<F>(found: readonly F[], key: (one: F) => string): F[][] {
  const groups = new Map<string, F[]>();
  for (const one of found) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return [...groups.entries()].toSorted(([a], [b]) => order(a, b)).map(([, group]) => group);
}

const codesOf = (found: readonly { readonly code: string }[]): string[] => unique(found.map(({ code }) => code));
const longest = (numbers: readonly number[]): number => Math.max(0, ...numbers);

/** What all of the ranges have in common; null when nothing. Empty list: the whole. */
function common(ranges: readonly { readonly from: number; readonly until: number }[], touching: boolean): { from: number; until: number } | null {
  const from = Math.max(...ranges.map((range) => range.from));
  const until = Math.min(...ranges.map((range) => range.until));
  return from < until || (touching && from === until) ? { from, until } : null;
}

function adviceOn(items: readonly Item[], who: Who, window: Preparation['window']): PreparationAdvice[] {
  const said: PreparationAdvice[] = [];
  const fasting = every(items, 'fasting');
  if (fasting.length > 0) said.push({ code: 'fasting', values: { hours: longest(fasting.map(({ rule }) => rule.hours)) }, services: codesOf(fasting) });
  if (window) said.push({ code: 'come_between', values: { ...window }, services: codesOf(every(items, 'hours')) });
  if (who.sex !== 'male')
    for (const group of gathered(every(items, 'cycleDays'), ({ rule }) => `${String(rule.from).padStart(2, '0')}-${rule.until}`))
      for (const { rule } of group.slice(0, 1)) said.push({ code: 'cycle_days', values: { from: rule.from, until: rule.until }, services: codesOf(group) });
  for (const group of gathered(every(items, 'pause'), ({ rule }) => JSON.stringify(rule.what)))
    for (const { rule } of group.slice(0, 1))
      said.push({ code: 'pause', values: { ...texts('what', rule.what), days: longest(group.map((one) => one.rule.days)) }, services: codesOf(group) });
  for (const kind of ['avoid', 'collect'] as const)
    for (const group of gathered(every(items, kind), ({ rule }) => JSON.stringify(rule.what)))
      for (const { rule } of group.slice(0, 1))
        said.push({ code: kind, values: { ...texts('what', rule.what), hours: longest(group.map((one) => one.rule.hours)) }, services: codesOf(group) });
  for (const group of gathered(every(items, 'duration'), ({ rule }) => String(rule.minutes).padStart(4, '0')))
    for (const { rule } of group.slice(0, 1)) said.push({ code: 'duration', values: { minutes: rule.minutes }, services: codesOf(group) });
  return said;
}

/** The same thing twice: in the list itself, in a panel, or in two panels. */
function repeated(items: readonly Item[]): PreparationTrouble[] {
  const codes = unique(items.map(({ code }) => code));
  const twice = codes.filter((code) => items.filter((item) => item.code === code).length > 1);
  const troubles: PreparationTrouble[] = twice.map((code) => ({ code: 'already_in', blocks: true, values: { panel: code }, services: [code] }));
  const inside = new Map(codes.map((code) => [code, new Set(every(items.filter((item) => item.code === code), 'contains').flatMap(({ rule }) => rule.codes))]));
  for (const panel of codes) {
    for (const code of codes) if (code !== panel && inside.get(panel)?.has(code)) troubles.push({ code: 'already_in', blocks: true, values: { panel }, services: [code] });
    for (const other of codes) {
      if (order(panel, other) >= 0 || inside.get(panel)?.has(other) || inside.get(other)?.has(panel)) continue;
      const shared = [...(inside.get(panel) ?? [])].filter((code) => inside.get(other)?.has(code));
      if (shared.length > 0) troubles.push({ code: 'overlap', blocks: false, values: { count: shared.length }, services: [panel, other] });
    }
  }
  return troubles;
}

function notForThem(items: readonly Item[], { sex, ageYears }: Who): PreparationTrouble[] {
  const troubles: PreparationTrouble[] = [];
  for (const group of gathered(every(items, 'sex').filter(({ rule }) => sex !== null && rule.only !== sex), ({ rule }) => rule.only))
    for (const { rule } of group.slice(0, 1)) troubles.push({ code: 'not_for_this_person', blocks: true, values: { why: 'sex', only: rule.only }, services: codesOf(group) });
  const misfits = every(items, 'age').filter(({ rule }) => ageYears !== null && (ageYears < (rule.from ?? 0) || ageYears > (rule.until ?? Infinity)));
  for (const group of gathered(misfits, ({ rule }) => `${rule.from ?? ''}-${rule.until ?? ''}`))
    for (const { rule } of group.slice(0, 1)) {
      const limits = { ...(rule.from === undefined ? {} : { from: rule.from }), ...(rule.until === undefined ? {} : { until: rule.until }) };
      troubles.push({ code: 'not_for_this_person', blocks: true, values: { why: 'age', ...limits }, services: codesOf(group) });
    }
  return troubles;
}

/** One trouble a pair, whichever of the two forbids the other. */
function notTogether(items: readonly Item[]): PreparationTrouble[] {
  const present = new Set(items.map(({ code }) => code));
  const pairs = every(items, 'excludes').flatMap(({ code, rule }) =>
    rule.codes.filter((other) => other !== code && present.has(other)).map((other) => ({ code, services: unique([code, other]), why: rule.why })),
  );
  return gathered(pairs, ({ services }) => JSON.stringify(services)).flatMap((group) =>
    group.toSorted((a, b) => order(JSON.stringify(a.why), JSON.stringify(b.why))).slice(0, 1).map(({ services, why }) => ({ code: 'not_together' as const, blocks: true, values: texts('why', why), services })),
  );
}

/** What the whole of it asks of one person who comes once. The order of the items never matters. */
export function check(items: readonly Item[], who: Who): Preparation {
  const timed = every(items, 'hours');
  const window = timed.length === 0 ? null : common(timed.map(({ rule }) => rule), false);
  const cycles = who.sex === 'male' ? [] : every(items, 'cycleDays');
  const troubles = [...repeated(items), ...notForThem(items, who), ...notTogether(items)];
  if (timed.length > 0 && !window) troubles.push({ code: 'hours_apart', blocks: true, values: {}, services: codesOf(timed) });
  if (cycles.length > 0 && !common(cycles.map(({ rule }) => rule), true)) troubles.push({ code: 'cycle_apart', blocks: false, values: {}, services: codesOf(cycles) });
  const leads = [...every(items, 'fasting'), ...every(items, 'avoid'), ...every(items, 'collect')].map(({ rule }) => rule.hours);
  return {
    advice: adviceOn(items, who, window),
    troubles: troubles.toSorted((a, b) => troubleCodes.indexOf(a.code) - troubleCodes.indexOf(b.code)),
    window,
    leadHours: longest(leads),
    stayMinutes: longest(every(items, 'duration').map(({ rule }) => rule.minutes)),
  };
}

export interface ProposedDay {
  readonly day: MoscowDay;
  /** Minutes since midnight in Moscow between which to come. */
  readonly from: number;
  readonly until: number;
}

/** Coming later than this before the end is running, not coming. */
const leastMinutes = 30;
const daysLooked = 60;

/** The first days that suit: time to prepare from now, the samples' hours, and the laboratory open until the last test is over. */
export function proposeDays(
  { window, leadHours, stayMinutes }: Pick<Preparation, 'window' | 'leadHours' | 'stayMinutes'>,
  laboratory: (weekday: number) => { readonly from: number; readonly until: number } | null,
  now: Instant,
  count: number,
): ProposedDay[] {
  const ready = now + leadHours * 3_600_000;
  const today = dayOf(now);
  const days: ProposedDay[] = [];
  for (let ahead = 0; ahead < daysLooked && days.length < count; ahead++) {
    const day = addDays(today, ahead);
    const open = laboratory(weekdayOf(day));
    if (!open) continue;
    const readyMinute = Math.ceil((ready - instantAt(day, 0)) / 60_000 / 15) * 15;
    const from = Math.max(open.from, window?.from ?? 0, readyMinute);
    const until = Math.min(open.until - stayMinutes, window?.until ?? 1440);
    if (until - from >= leastMinutes) days.push({ day, from, until });
  }
  return days;
}

import type { TFunction } from 'i18next';
import type { SealedPaper, SealVerdict } from '../../../shared/features/seals.ts';
import { clockOf, dayOf, type Instant } from '../../../shared/lib/moscow.ts';
import { dayMonthYear, type Language } from '../../words/day.ts';

/** Every state this page has a word for; another one is left unsaid rather than shown as a code. */
const states: Readonly<Record<SealedPaper['kind'], readonly string[]>> = {
  slip: ['booked', 'arrived', 'sending', 'proposed', 'cancelling', 'moving', 'cancelled', 'refused', 'fulfilled', 'noshow'],
  result: ['final', 'amended'],
  order: ['sending', 'refused', 'sent', 'confirmed', 'ready', 'done', 'cancelled', 'cancelling'],
  receipt: ['sending', 'done', 'refused', 'restored'],
};

export const tones = { genuine: 'sure', revoked: 'stop', forged: 'stop', unreadable: 'ask', unknown: 'ask' } as const;

export interface VerdictWords {
  readonly title: string;
  readonly text: string;
  /** What stands beside the answer and keeps it honest. */
  readonly notes: readonly string[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** What the answer does not cover, or what to do now. */
  readonly after: readonly string[];
}

function moment(t: TFunction, at: Instant, language: Language): string {
  return t('seals.fact.when', { day: dayMonthYear(dayOf(at), language), time: clockOf(at) });
}

/** What a person is told: first the answer, then what to hold against the sheet. */
export function verdictWords(t: TFunction, verdict: SealVerdict, language: Language): VerdictWords {
  const when = (at: Instant): string => moment(t, at, language);
  const title = t(`seals.${verdict.verdict}.title`);
  const after = [t('seals.next')];
  switch (verdict.verdict) {
    case 'genuine': {
      const { paper, revokedAt, listOlder, listAt } = verdict;
      const notes = [...(revokedAt === null ? [] : [t('seals.genuine.revoked', { device: paper.deviceCode, at: when(revokedAt) })]), ...(listOlder ? [t('seals.genuine.listOlder', { at: when(listAt) })] : [])];
      const beyond = [t('seals.genuine.asOf'), ...(paper.kind === 'slip' ? [] : [t('seals.genuine.inside')])];
      return { title, text: t('seals.genuine.text'), notes, facts: factsOf(t, paper, language), after: beyond };
    }
    case 'revoked':
      return { title, text: t('seals.revoked.text', { device: verdict.paper.deviceCode, at: when(verdict.revokedAt) }), notes: [], facts: factsOf(t, verdict.paper, language), after };
    case 'unknown':
      return { title, text: verdict.listAt === null ? t('seals.unknown.textNone') : t('seals.unknown.text', { at: when(verdict.listAt) }), notes: [], facts: [], after };
    case 'forged':
    case 'unreadable':
      return { title, text: t(`seals.${verdict.verdict}.text`), notes: [], facts: [], after };
  }
}

function factsOf(t: TFunction, { kind, number, at, time, state, deviceCode }: SealedPaper, language: Language): VerdictWords['facts'] {
  const known = states[kind].includes(state);
  return [
    { label: t('seals.fact.kind'), value: t(`seals.kind.${kind}`) },
    ...(number === '' ? [] : [{ label: t('seals.fact.number'), value: number }]),
    ...(time === null ? [] : [{ label: t(`seals.fact.time.${kind}`), value: moment(t, time, language) }]),
    ...(known ? [{ label: t('seals.fact.state'), value: t(`seals.state.${kind}.${state}`) }] : []),
    { label: t('seals.fact.at'), value: t('seals.fact.by', { at: moment(t, at, language), device: deviceCode }) },
  ];
}

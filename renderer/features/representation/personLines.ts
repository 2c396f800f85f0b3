import type { TFunction } from 'i18next';
import type { Output } from '../../../shared/contract.ts';
import { dayMonthYear, type Language } from '../../words/day.ts';

type Known = Output<'representation.people'>;

/** Oneself (`as` null), or somebody one may act for. */
export interface Choice {
  readonly patientId: string;
  readonly name: Known['self']['name'];
  readonly as: Pick<Known['people'][number], 'birthDate' | 'relationship' | 'until'> | null;
}

/** A birthday tells two children of one name apart; the surname stays off a screen that a queue can read. */
export function personLines(t: TFunction, { as }: Choice, language: Language): readonly string[] {
  if (as === null) return [t('representation.choose.self')];
  return [
    t('representation.choose.born', { day: dayMonthYear(as.birthDate, language) }),
    t(`representation.choose.as.${as.relationship}`, { day: dayMonthYear(as.until, language) }),
  ];
}

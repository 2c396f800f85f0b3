import * as z from 'zod';
import type { Output } from '../../../shared/contract.ts';
import type { Advice } from '../../../shared/features/orders.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { ageOn } from '../../../shared/lib/birthDate.ts';
import { dayOf, type Instant } from '../../../shared/lib/moscow.ts';
import { check, proposeDays, readRule, type Preparation, type Who } from '../../../shared/lib/preparation.ts';
import type { ReadDb } from '../../db/types.ts';
import { totalOf } from './orderList.ts';
import { findPerson, listOffered, type OfferedRow } from './store.ts';

const daysProposed = 6;

/** When blood is taken, by weekday (1 Monday … 7 Sunday); null: closed. */
export type LaboratoryHours = (weekday: number) => { readonly from: number; readonly until: number } | null;

const Rules = z.array(z.string());

interface Prepared extends Preparation {
  /** Services with a rule this program cannot read. It may be the one that matters, so it is said. */
  readonly unread: readonly string[];
}

export function prepare(offered: ReadonlyMap<string, OfferedRow>, codes: readonly string[], who: Who): Prepared {
  const unread = new Set<string>();
  const items = codes.map((code) => {
    const rules = Rules.parse(JSON.parse(offered.get(code)?.rules ?? '[]')).flatMap((json) => {
      const rule = readRule(json);
      if (rule === null) unread.add(code);
      return rule ?? [];
    });
    return { code, rules };
  });
  return { ...check(items, who), unread: [...unread] };
}

export function adviceOf({ advice, unread }: Prepared): Advice[] {
  return unread.length === 0 ? advice : [...advice, { code: 'ask', values: {}, services: [...unread] }];
}

/** What is known of the person the rules speak of; nothing of a visitor. */
export function whoOf(db: ReadDb, patientId: Id | null, now: Instant): Who {
  const person = patientId === null ? undefined : findPerson(db, patientId);
  return { sex: person?.sex ?? null, ageYears: person?.birthDate == null ? null : Math.max(0, ageOn(person.birthDate, dayOf(now))) };
}

export function checkCart(db: ReadDb, { codes, patientId, now, hours }: { codes: readonly string[]; patientId: Id | null; now: Instant; hours: LaboratoryHours }): Output<'orders.check'> {
  const offered = listOffered(db, codes, now);
  const lines = codes.map((code) => {
    const row = offered.get(code);
    return { code, name: { ru: row?.nameRu ?? code, en: row?.nameEn ?? null }, kopecks: row?.active === 1 ? row.kopecks : null };
  });
  const prepared = prepare(offered, codes, whoOf(db, patientId, now));
  const blocked = prepared.troubles.some(({ blocks }) => blocks);
  return {
    ...{ patientId, lines, total: totalOf(lines), advice: adviceOf(prepared), troubles: prepared.troubles },
    // A day for what cannot be done on one day would be a promise nobody can keep.
    days: blocked || codes.length === 0 ? [] : proposeDays(prepared, hours, now, daysProposed),
  };
}

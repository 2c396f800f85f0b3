import type { Appointment } from '@medplum/fhirtypes';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { readResource, type Stored } from '../fhir/resourceStore.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { inRounds } from '../http/rounds.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';
import { resumePutOff, sweepOffers } from './answer.ts';
import { closeWish, overReason } from './join.ts';
import { tellOffered } from './offerLetter.ts';
import { offerRules } from './offerRules.ts';

const everyMs = 1000;
const forgetEveryMs = 10 * 60_000;
/** A question about the order is asked within weeks; a clinic's year of steps would be for nobody. */
const traceDays = 180;

/** One server at a time: another instance's turn comes with the next second. */
async function alone(parts: Pick<ServerParts, 'pool'>, work: (tx: Tx) => Promise<number>): Promise<number> {
  return inTransaction(parts.pool, async (tx) => {
    const { rows } = await tx.query<{ mine: boolean }>(`select pg_try_advisory_xact_lock(hashtextextended('waiting list', 0)) as mine`);
    return rows[0]?.mine ? work(tx) : 0;
  });
}

/** Offers nobody answered go on to the next, and what became free at night is offered in the morning. How many times were looked at. */
export async function passOnOnce(parts: Pick<ServerParts, 'pool' | 'config' | 'newId'>, now: Instant): Promise<number> {
  const rules = offerRules(parts);
  const expired = await alone(parts, (tx) => sweepOffers(postgresSlotStore(tx), rules, now));
  return expired + (await alone(parts, (tx) => resumePutOff(postgresSlotStore(tx), rules, now)));
}

/** Wishes whose last day is over are closed, so that nobody looks for a meaning in them; old steps are forgotten. */
export async function closeOverdue(parts: Pick<ServerParts, 'pool'>, now: Instant): Promise<number> {
  return alone(parts, async (tx) => {
    await tx.query('delete from waiting_trace where at < $1', [timestamp(now - traceDays * 86_400_000)]);
    await tx.query('delete from waiting_link l using waiting_offer o where o.id = l.offer and o.until < $1', [timestamp(now - 86_400_000)]);
    const { rows } = await tx.query<{ id: Id }>(
      `select r.id from resource r where r.type = 'Appointment' and r.content->>'status' = 'waitlist' and not r.deleted
         and fhir_high(r.content->'requestedPeriod'->0->>'end') <= $1 and not exists (select from waiting_offer o where o.state = 'open' and o.entry::text = r.id)
       order by r.id limit 200 for update skip locked`,
      [timestamp(now)],
    );
    for (const { id } of rows) {
      const wish: Stored<Appointment> = await readResource(tx, 'Appointment', id);
      await closeWish(tx, wish, overReason);
    }
    return rows.length;
  });
}

export const waitingRounds: Routes = (app, parts) => {
  let forgottenAt = 0;
  inRounds(app, everyMs, async () => {
    try {
      while ((await passOnOnce(parts, parts.now())) >= 50);
      while ((await tellOffered(parts)) === 20);
      if (parts.now() - forgottenAt < forgetEveryMs) return;
      forgottenAt = parts.now();
      await closeOverdue(parts, parts.now());
    } catch (error) {
      parts.log.warn({ kind: error instanceof Error ? error.name : typeof error }, 'waiting list round failed');
    }
  });
};

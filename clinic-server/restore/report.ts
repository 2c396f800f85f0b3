import type { Id } from '../../shared/lib/ids.ts';
import { openConflict } from '../conflicts/openConflict.ts';
import { whatStands } from '../conflicts/whatStands.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { findResource } from '../fhir/resourceStore.ts';
import { callerOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { provenLease } from '../leases/statement.ts';
import { reportLeases, type Claim, type Displaced } from '../scheduling/leases.ts';
import { everyParameter } from '../scheduling/parameters.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';
import type { Lease } from '../scheduling/slotStore.ts';
import { lockOpening, openIfNobodyIsWaitedFor } from './opening.ts';
import { ClaimPart, LeasePart } from './reportBody.ts';

// A device stands for at most so many times, with a signed statement of half a kilobyte each.
const mostBytes = 4_194_304;

/**
 * A word of an earlier history, or it proves nothing: in the present one every answer is remembered. So nobody displaces what was given
 * out since by a word that was made up.
 */
const isFormer = (word: number, ordinal: number): boolean => word < ordinal * 2 ** 40;

/** Whose visit has lost its time to a later word: there is a visit without a time now, and a person has to be called. */
async function openDisplaced(tx: Tx, { slot, before, after }: Displaced, device: Id, parts: Pick<ServerParts, 'now'>): Promise<void> {
  if (before.kind !== 'appointment') return;
  const row = await findResource(tx, 'Appointment', before.appointment);
  const now = parts.now();
  await openConflict(tx, {
    ...{ kind: 'lease_overlap', patient: row?.patient ?? null, device, commandKey: null, appointment: before.appointment, slot, now },
    ours: { what: 'visit', appointment: before.appointment, slot, device: null, madeAt: null, refusal: 'slot_taken' },
    theirs: { ...(await whatStands(tx, { slot, appointment: null })), device, word: after.word },
  });
}

/** Rules 6 and 7 of the leases: what a device says of itself is the truth about it, once an epoch. docs/wire.md, "Restore, clones and quarantine". */
export const report: Routes = (app, parts) => {
  app.post('/fhir/Slot/$report', { bodyLimit: mostBytes }, async (request, reply) => {
    const caller = callerOf(request);
    if (caller.kind !== 'device') throw new FhirRefusal(403, 'forbidden');
    const device = caller.deviceId;
    const proven = everyParameter(request.body, 'lease', LeasePart).map((signed) => provenLease(signed, parts.denyKey));
    // Another device's would be a lie, not a loss: this one may speak for itself only.
    const leases = proven.filter((lease): lease is Lease => lease?.device === device);
    const claims: readonly Claim[] = everyParameter(request.body, 'claim', ClaimPart).filter(({ word }) => isFormer(word, parts.historyOrdinal));
    await inTransaction(parts.pool, async (tx) => {
      await lockOpening(tx);
      const { count } = await tx.query(
        `update device d set reported_epoch = m.value from meta m where m.name = 'epoch' and d.id = $1 and d.revoked_at is null and d.reported_epoch is distinct from m.value`,
        [device],
      );
      // Sent again because its answer was lost: the truth of then is not the truth of now.
      if (count === 0) return;
      const displaced = await reportLeases(postgresSlotStore(tx), { device, leases, claims });
      for (const one of displaced) await openDisplaced(tx, one, device, parts);
      await openIfNobodyIsWaitedFor(tx);
      tx.announce();
    });
    return reply.code(204).send();
  });
};


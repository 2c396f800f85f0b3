import type { Appointment, Slot } from '@medplum/fhirtypes';
import { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { findResource, type Stored } from '../fhir/resourceStore.ts';
import type { Change, Touched, WriteRule } from '../fhir/writeRule.ts';
import type { ServerParts } from '../http/parts.ts';
import { idOf } from '../scheduling/appointmentResource.ts';
import { holdsItsTime } from '../scheduling/holdsItsTime.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';
import { patientOf } from '../fhir/compartment.ts';
import { withdrawOfferTo } from './leave.ts';
import { offerRules } from './offerRules.ts';
import { passOn, type Freed } from './passOn.ts';

const isId = (id: string | null | undefined): id is Id => Id.safeParse(id).success;

const visitIn = (resource: Stored | null): Stored<Appointment> | null => (resource?.resourceType === 'Appointment' ? resource : null);
const slotIn = (resource: Stored | null): Stored<Slot> | null => (resource?.resourceType === 'Slot' ? resource : null);

function timeOf(visit: Stored<Appointment> | null): Id | null {
  if (!visit || !holdsItsTime(visit.status)) return null;
  const slot = idOf('Slot', visit.slot?.[0]);
  return isId(slot) ? slot : null;
}

/** The time this write gave up, if it did: a visit cancelled, moved or removed, or a time the clinic has opened again. */
function freedBy({ before, after }: Change): (Freed & { readonly slot: Id }) | null {
  const had = timeOf(visitIn(before));
  if (had !== null && timeOf(visitIn(after)) !== had) {
    return { slot: had, cause: timeOf(visitIn(after)) === null ? 'cancelled' : 'moved', givenUpBy: before ? patientOf(before) : null };
  }
  const [was, is] = [slotIn(before), slotIn(after)];
  return was && is && was.status !== 'free' && is.status === 'free' && isId(is.id) ? { slot: is.id, cause: 'opened' } : null;
}

async function offeredTo(tx: Tx, touched: readonly Touched[]): Promise<readonly Id[]> {
  const entries = touched.filter(({ type, id }) => type === 'Appointment' && isId(id)).map(({ id }) => id);
  if (entries.length === 0) return [];
  const { rows } = await tx.query<{ slot: Id }>(`select o.slot from waiting_offer o where o.state = 'open' and o.entry = any($1::uuid[])`, [entries]);
  return rows.map(({ slot }) => slot);
}

/** S6. What the clinic's own systems free by plain FHIR goes the same way as what a patient gives up. After the rule that settles who has which time. */
export function freedTimesAreOffered(parts: Pick<ServerParts, 'config' | 'newId' | 'now'>): WriteRule {
  const rules = offerRules(parts);
  return {
    async prepare(tx, touched) {
      await postgresSlotStore(tx).lockSlots(await offeredTo(tx, touched));
    },
    async settle(tx, changes, about) {
      const store = postgresSlotStore(tx);
      for (const change of changes) {
        const { before, after } = change;
        const id = (after ?? before)?.id;
        // The patient's devices show an offer by its Task: a word in it that nothing stands behind would be a promise to nobody.
        if ((after ?? before)?.resourceType === 'Task' && isId(id) && (await store.offer(id)))
          await about(change, () => Promise.reject(new FhirRefusal(409, 'offer_kept', { expression: ['Task'] })));
        if (visitIn(before)?.status === 'waitlist' && visitIn(after)?.status !== 'waitlist' && isId(id)) await withdrawOfferTo(store, id, rules, parts.now());
      }
      // When everything is written: a visit of the same transaction may have come to the time.
      for (const { slot, ...freed } of changes.flatMap((change) => freedBy(change) ?? []).toSorted((a, b) => (a.slot < b.slot ? -1 : 1))) {
        const now = await findResource(tx, 'Slot', slot);
        if (now && !now.deleted && (await store.occupant(slot)) === null) await passOn(store, slot, freed, rules, parts.now());
      }
    },
  };
}

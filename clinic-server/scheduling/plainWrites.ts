import type { Appointment, Resource, Slot } from '@medplum/fhirtypes';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { patientOf } from '../fhir/compartment.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { readResource, type Stored } from '../fhir/resourceStore.ts';
import type { Change, Touched, WriteRule } from '../fhir/writeRule.ts';
import { idOf } from './appointmentResource.ts';
import { claimsIn } from './claims.ts';
import { holdsItsTime } from './holdsItsTime.ts';
import { assertReadable } from './openTo.ts';
import { standing, stepOver } from './openSlot.ts';
import { postgresSlotStore } from './postgresSlotStore.ts';
import { refuse } from './refuse.ts';
import type { Occupant, SlotStatus } from './slotStore.ts';
import { spanOf } from './spanOf.ts';

// The database's keys are uuids, which know no capitals: an id in capitals would be another resource and the same key.
const isKey = (id: string): boolean => Id.safeParse(id).success && id === id.toLowerCase();

const isA = <T extends Resource['resourceType']>(type: T, resource: Resource | null) =>
  resource?.resourceType === type ? (resource as Extract<Resource, { resourceType: T }>) : null;

const invalid = (path: string): never => {
  throw new FhirRefusal(422, 'invalid_resource', { expression: [path] });
};

/** The slot a visit names. A visit has one time: of two, the second would be nobody's word. */
function slotOf(visit: Appointment): Id | null {
  const [first, ...more] = visit.slot ?? [];
  if (!first) return null;
  if (more.length > 0) return invalid('Appointment.slot[1]');
  const id = idOf('Slot', first);
  return id && isKey(id) ? id : invalid('Appointment.slot[0].reference');
}

async function slotHeldBy(tx: Tx, appointment: Id): Promise<Id | null> {
  const { rows } = await tx.query<{ slot: Id }>('select o.slot from occupancy o where o.appointment = $1', [appointment]);
  return rows[0]?.slot ?? null;
}

async function lockPatients(tx: Tx, touched: readonly Touched[]): Promise<void> {
  const { rows } = await tx.query<{ patient: Id }>(
    `select distinct r.patient from resource r where r.type = 'Appointment' and r.id = any($1) and r.patient is not null`,
    [touched.map(({ id }) => id)],
  );
  const named = touched.flatMap(({ after }) => (after ? (patientOf(after)?.toLowerCase() ?? []) : []));
  const store = postgresSlotStore(tx);
  for (const patient of [...new Set([...named, ...rows.map((row) => row.patient)])].toSorted()) await store.lockPatient(patient);
}

/** What a time may show beside who has it. The clinic may close a time it has given out: that takes it from nobody. */
const shows: Readonly<Record<Occupant['kind'], readonly SlotStatus[]>> = {
  appointment: ['busy', 'busy-unavailable'],
  hold: ['busy-tentative', 'busy-unavailable'],
  lease: ['busy', 'busy-tentative', 'busy-unavailable'],
  offer: ['busy-tentative', 'busy-unavailable'],
};

/** A time that somebody has stays what and when he was told it is. */
async function settleSlot(tx: Tx, { before, after }: Change): Promise<void> {
  const id = (after ?? before)?.id;
  if (!id) return;
  if (after) spanOf(after as Stored<Slot>);
  if (!isKey(id)) return;
  const occupant = await postgresSlotStore(tx).occupant(id);
  if (!occupant) return;
  if (!after) return refuse('slot_occupied');
  // Read again: in the same transaction a visit may have come to it.
  const now = await readResource(tx, 'Slot', id);
  const was = before as Stored<Slot> | null;
  const moved = was && (was.start !== now.start || was.end !== now.end || was.schedule?.reference !== now.schedule?.reference);
  if (moved || !shows[occupant.kind].includes(now.status as SlotStatus)) refuse('slot_occupied');
}

/** Gives a visit its time and its patient, as `book` does, but for the clinic itself: no limit of visits, and no hour is too late. */
async function claim(tx: Tx, visit: Stored<Appointment>, held: Id | null, now: Instant): Promise<void> {
  const claims = claimsIn(tx);
  const patient = patientOf(visit);
  const slotId = slotOf(visit);
  const asked = spanOf(visit);
  if (patient === null || (visit.participant ?? []).filter(({ actor }) => idOf('Patient', actor)).length !== 1)
    return invalid('Appointment.participant');
  if (slotId === null) {
    if (asked) await claims.engage({ id: visit.id, patient, slot: null, ...asked });
    return;
  }
  const store = postgresSlotStore(tx);
  const found = (await store.slot(slotId)) ?? 'removed';
  // A visit stays at a time the clinic has closed since; none comes to it.
  const slot = held === slotId && found !== 'removed' ? found : standing(found);
  // Two words on when the patient is expected: the schedule's and the visit's.
  if (asked && (asked.startsAt !== slot.startsAt || asked.endsAt !== slot.endsAt)) return refuse('slot_closed');
  if (held !== slotId) {
    const occupant = await store.occupant(slotId);
    // A time marked busy that nobody has was given out by the clinic's own system, and this is that system saying to whom.
    const givenByClinic = occupant === null && slot.status === 'busy';
    const instead = givenByClinic ? null : stepOver(slot, occupant, { device: '', holdId: null }, now);
    await claims.occupy(slotId, visit.id, instead);
  }
  await claims.engage({ id: visit.id, patient, slot: slotId, startsAt: slot.startsAt, endsAt: slot.endsAt });
  if (held !== slotId) await claims.show(slotId, 'busy');
}

/**
 * S5. The clinic's own systems write visits and times as plain FHIR; `occupancy` and `appointment_span` follow in the same commit and have
 * the last word, as they have for a patient's booking.
 */
export function visitsKeepTheirTimes(clock: () => Instant): WriteRule {
  return {
    async prepare(tx, touched) {
      for (const { type, id, after } of touched)
        if (type === 'Appointment' && after && !isKey(id)) throw new FhirRefusal(400, 'invalid_id', { expression: ['Appointment.id'] });
      const keyed = touched.filter(({ id }) => isKey(id));
      const visits = keyed.filter(({ type }) => type === 'Appointment');
      const slots = keyed.filter(({ type }) => type === 'Slot').map(({ id }) => id);
      if (visits.length + slots.length === 0) return;
      const store = postgresSlotStore(tx);
      // The order of every operation: patients, then times.
      if (visits.length > 0) await lockPatients(tx, visits);
      for (const { id, after } of visits) {
        const visit = isA('Appointment', after);
        const named = visit && holdsItsTime(visit.status) ? slotOf(visit) : null;
        slots.push(...[named, await slotHeldBy(tx, id)].filter((slot) => slot !== null));
      }
      await store.lockSlots(slots);
      // What ran out is nobody's, whether or not the sweeper has come by.
      for (const slot of new Set(slots)) {
        const occupant = await store.occupant(slot);
        if (occupant?.kind === 'hold' && occupant.expiresAt <= clock()) await store.dropHold(occupant);
      }
    },
    async settle(tx, changes, about) {
      const claims = claimsIn(tx);
      const visits = changes.filter(({ before, after }) => (after ?? before)?.resourceType === 'Appointment');
      const held = new Map<Change, Id | null>();
      // All give back before any takes, so two visits may change places in one transaction.
      for (const change of visits) {
        const id = (change.after ?? change.before)?.id ?? '';
        const visit = isA('Appointment', change.after) as Stored<Appointment> | null;
        const has = await slotHeldBy(tx, id);
        const keeps = has !== null && visit !== null && holdsItsTime(visit.status) && slotOf(visit) === has;
        held.set(change, keeps ? has : null);
        await claims.disengage(id);
        if (!keeps) await claims.vacate(id);
      }
      for (const change of visits) {
        const visit = isA('Appointment', change.after) as Stored<Appointment> | null;
        if (visit && holdsItsTime(visit.status)) await about(change, () => claim(tx, visit, held.get(change) ?? null, clock()));
      }
      for (const change of changes) {
        const resource = change.after ?? change.before;
        if (change.after && (resource?.resourceType === 'Slot' || resource?.resourceType === 'Schedule')) await about(change, async () => assertReadable(resource));
        if (resource?.resourceType === 'Slot') await about(change, () => settleSlot(tx, change));
      }
    },
  };
}

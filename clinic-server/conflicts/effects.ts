import type { Appointment } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import { fromWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { assertConsentStands } from '../documents/consentStore.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { findResource, readResource, updateResource, type Stored } from '../fhir/resourceStore.ts';
import type { ServerParts } from '../http/parts.ts';
import { claimsIn } from '../scheduling/claims.ts';
import { openSlot, stepOver } from '../scheduling/openSlot.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';
import type { Visit } from '../scheduling/slotStore.ts';
import { offerRules } from '../waiting/offerRules.ts';
import { passOn } from '../waiting/passOn.ts';
import type { Effect } from './caseStore.ts';

type Parts = Pick<ServerParts, 'config' | 'newId' | 'now'>;

/** The clinic itself, and not the patient. */
const reason = 'conflict';

async function versionOf(tx: Tx, appointment: Id): Promise<string> {
  return (await readResource(tx, 'Appointment', appointment)).meta.versionId;
}

async function standing(tx: Tx, appointment: Id, now: Instant): Promise<Visit> {
  const visit = await postgresSlotStore(tx).visit(appointment);
  if (visit === null || (visit.status !== 'booked' && visit.status !== 'proposed') || visit.startsAt <= now) throw new FhirRefusal(409, 'not_active');
  return visit;
}

async function free(tx: Tx, visit: Visit): Promise<void> {
  const store = postgresSlotStore(tx);
  await store.lockSlots([visit.slot]);
  await store.cancelVisit(visit, { reason, comment: null });
}

/** W5. The refused visit at another time, for the same patient: whatever refuses that time leaves the case open. */
export async function bookThere(tx: Tx, parts: Parts, { patient, slot: slotId, number, device }: { readonly patient: Id; readonly slot: Id; readonly number: string | null; readonly device: Id }): Promise<Effect> {
  const store = postgresSlotStore(tx);
  const now = parts.now();
  await store.lockPatient(patient);
  await assertConsentStands(tx, patient);
  await store.lockSlots([slotId]);
  const slot = await openSlot(store, slotId, now);
  const instead = stepOver(slot, await store.occupant(slotId), { device, holdId: null }, now);
  const visit: Visit = { id: parts.newId(), patient, slot: slotId, startsAt: slot.startsAt, endsAt: slot.endsAt, status: 'booked' };
  await store.addVisit(visit, instead, { number, created: now, signIn: null }, { word: await store.nextWord(), overlapAccepted: false });
  return { did: 'booked', appointment: visit.id, version: await versionOf(tx, visit.id) };
}

/** The visit itself, to a time of which nobody is sure but the one it has. Whoever waits for its time is offered it, if it is one. */
export async function moveThere(tx: Tx, parts: Parts, { appointment, slot: slotId, device }: { readonly appointment: Id; readonly slot: Id; readonly device: Id }): Promise<Effect> {
  const store = postgresSlotStore(tx);
  const now = parts.now();
  await store.lockPatient((await standing(tx, appointment, now)).patient);
  const visit = await standing(tx, appointment, now);
  await assertConsentStands(tx, visit.patient);
  await store.lockSlots([visit.slot, slotId]);
  const slot = await openSlot(store, slotId, now);
  const instead = stepOver(slot, await store.occupant(slotId), { device, holdId: null }, now);
  await store.moveVisit(visit, slot, instead, { word: await store.nextWord(), overlapAccepted: false });
  await passOn(store, visit.slot, { cause: 'moved', givenUpBy: visit.patient }, offerRules(parts), now);
  return { did: 'moved', appointment, version: await versionOf(tx, appointment), from: visit.slot };
}

export async function cancelVisit(tx: Tx, parts: Parts, appointment: Id): Promise<Effect> {
  const before = await standing(tx, appointment, parts.now());
  await postgresSlotStore(tx).lockPatient(before.patient);
  // Read again behind the lock: the patient may have moved it in the meantime.
  const visit = await standing(tx, appointment, parts.now());
  await free(tx, visit);
  await passOn(postgresSlotStore(tx), visit.slot, { cause: 'cancelled', givenUpBy: visit.patient }, offerRules(parts), parts.now());
  return { did: 'cancelled', appointment, version: await versionOf(tx, appointment), before: visit.status };
}

/** The visit of a record that was merged into another, in the survivor's name. In one transaction, so that nobody else gets the time between. */
export async function handOver(tx: Tx, parts: Parts, appointment: Id, survivor: Id): Promise<Effect> {
  const store = postgresSlotStore(tx);
  const { patient } = await standing(tx, appointment, parts.now());
  for (const one of [patient, survivor].toSorted()) await store.lockPatient(one);
  await assertConsentStands(tx, survivor);
  const visit = await standing(tx, appointment, parts.now());
  const { identifier, created } = await readResource(tx, 'Appointment', appointment);
  await free(tx, visit);
  const booked: Visit = { ...visit, id: parts.newId(), patient: survivor, status: 'booked' };
  const paper = { number: identifier?.[0]?.value ?? null, created: created === undefined ? parts.now() : fromWire(created), signIn: null };
  await store.addVisit(booked, null, paper, { word: await store.nextWord(), overlapAccepted: false });
  return { did: 'handedOver', booked: booked.id, bookedVersion: await versionOf(tx, booked.id), appointment, version: await versionOf(tx, appointment), before: visit.status };
}

const stands = (): never => {
  throw new FhirRefusal(409, 'decision_stands');
};

async function takeBack(tx: Tx, parts: Parts, appointment: Id, version: string, offered: boolean): Promise<void> {
  const row = await findResource(tx, 'Appointment', appointment, true);
  // Whoever has arrived, moved or cancelled since has acted on it.
  if (row === null || row.deleted || row.content.meta.versionId !== version) return stands();
  const visit = await standing(tx, appointment, parts.now());
  await free(tx, visit);
  if (offered) await passOn(postgresSlotStore(tx), visit.slot, { cause: 'cancelled', givenUpBy: visit.patient }, offerRules(parts), parts.now());
}

async function moveBack(tx: Tx, parts: Parts, { appointment, version, from }: { readonly appointment: Id; readonly version: string; readonly from: Id }): Promise<void> {
  if ((await versionOf(tx, appointment)) !== version) return stands();
  await moveThere(tx, parts, { appointment, slot: from, device: '' });
}

async function revive(tx: Tx, parts: Parts, appointment: Id, { version, before }: { readonly version: string; readonly before: string }): Promise<void> {
  const store = postgresSlotStore(tx);
  const visit = await store.visit(appointment);
  if (visit === null || visit.status !== 'cancelled') return stands();
  const { cancelationReason: _reason, ...content }: Stored<Appointment> = await readResource(tx, 'Appointment', appointment);
  if (content.meta.versionId !== version) return stands();
  await store.lockSlots([visit.slot]);
  const slot = await openSlot(store, visit.slot, parts.now());
  if (slot.startsAt !== visit.startsAt || stepOver(slot, await store.occupant(slot.id), { device: '', holdId: null }, parts.now()) !== null) return stands();
  const { occupy, engage, show } = claimsIn(tx);
  await occupy(visit.slot, visit.id, null);
  await engage(visit);
  await updateResource(tx, { ...content, status: before === 'proposed' ? 'proposed' : 'booked' });
  await show(visit.slot, 'busy');
}

const stoodUpon: ReadonlySet<string> = new Set(['slot_taken', 'slot_closed', 'slot_past', 'patient_busy', 'not_active', 'not_found']);

/** Exactly what the decision did, and only while nobody has acted on it; else `decision_stands` and nothing is undone. */
export async function undoEffect(tx: Tx, parts: Parts, effect: Effect): Promise<void> {
  try {
    const store = postgresSlotStore(tx);
    const ids = effect.did === 'handedOver' ? [effect.appointment, effect.booked] : [effect.appointment];
    const patients = await Promise.all(ids.map(async (id) => (await store.visit(id))?.patient));
    for (const patient of [...new Set(patients.flatMap((one) => one ?? []))].toSorted()) await store.lockPatient(patient);
    if (effect.did === 'booked') return await takeBack(tx, parts, effect.appointment, effect.version, true);
    if (effect.did === 'moved') return await moveBack(tx, parts, effect);
    if (effect.did === 'handedOver') await takeBack(tx, parts, effect.booked, effect.bookedVersion, false);
    return await revive(tx, parts, effect.appointment, effect);
  } catch (error) {
    if (error instanceof FhirRefusal && stoodUpon.has(error.code)) return stands();
    throw error;
  }
}

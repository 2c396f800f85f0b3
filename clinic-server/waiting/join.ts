import type { Appointment } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, dayOf, type Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { findResource, insertResource, updateResource, type Stored } from '../fhir/resourceStore.ts';
import { idOf, withRelatedPerson } from '../scheduling/appointmentResource.ts';
import { refuse } from '../scheduling/refuse.ts';
import type { SlotStore } from '../scheduling/slotStore.ts';
import { withdrawOfferTo } from './leave.ts';
import type { OfferRules, WaitingSettings } from './rules.ts';
import { waitingResource, type AskedWish } from './waitingResource.ts';

interface Joining {
  readonly patient: Id;
  readonly signIn: Id;
  readonly relatedPerson: Id | null;
}

async function standingWishes(tx: Tx, patient: Id, now: Instant): Promise<readonly Appointment[]> {
  const { rows } = await tx.query<{ content: Appointment }>(
    `select r.content from resource r where r.type = 'Appointment' and r.patient = $1 and not r.deleted and r.content->>'status' = 'waitlist'
       and coalesce(fhir_high(r.content->'requestedPeriod'->0->>'end'), 'infinity') > $2`,
    [patient, timestamp(now)],
  );
  return rows.map(({ content }) => content);
}

const roleIn = (wish: Appointment): Id | null => (wish.participant ?? []).flatMap(({ actor }) => idOf('PractitionerRole', actor) ?? [])[0] ?? null;
const specialityIn = ({ specialty }: { specialty?: Appointment['specialty'] }): string | null => specialty?.[0]?.coding?.find(({ system }) => system === systems.speciality)?.code ?? null;

/** S6. Under the patient's lock: the count and the likeness to another wish are true until the commit. When somebody joined is this server's word. */
export async function joinList(tx: Tx, asked: AskedWish, { patient, signIn, relatedPerson }: Joining, settings: WaitingSettings, now: Instant): Promise<Stored<Appointment>> {
  const row = await findResource(tx, 'PractitionerRole', asked.role);
  const role = row && !row.deleted && row.content.resourceType === 'PractitionerRole' && row.content.active !== false ? row.content : null;
  if (!role || specialityIn(role) === null) return refuse('not_found');
  const today = dayOf(now);
  // The last day is what counts: a form begun before midnight may be sent after it.
  if (asked.until < today || asked.until < asked.from || asked.from > addDays(today, settings.maxDays)) return refuse('day_past');
  const wishes = await standingWishes(tx, patient, now);
  const wanted = asked.anyDoctor ? null : asked.role;
  if (wishes.some((wish) => roleIn(wish) === wanted && (wanted !== null || specialityIn(wish) === specialityIn(role)))) return refuse('already_waiting');
  if (wishes.length >= settings.maxEntries) return refuse('too_many_entries');
  return insertResource(tx, withRelatedPerson(waitingResource(asked, role, { patient, signIn, joinedAt: now }), relatedPerson), { patient });
}

export const leftReason = 'waiting-left';
export const overReason = 'waiting-over';

/** A wish that ends without a visit. */
export async function closeWish(tx: Tx, wish: Stored<Appointment>, reason: string, relatedPerson: Id | null = null): Promise<Stored<Appointment>> {
  const closed = { ...withRelatedPerson(wish, relatedPerson), status: 'cancelled' as const, cancelationReason: { coding: [{ system: systems.cancelReason, code: reason }] } };
  return updateResource(tx, closed);
}

/** S6. Left twice is left; what was offered to this wish goes to the next in the same commit. */
export async function leaveList(tx: Tx, store: SlotStore, { entry, patient, relatedPerson }: { entry: Id; patient: Id; relatedPerson: Id | null }, rules: OfferRules, now: Instant): Promise<Stored<Appointment>> {
  await store.lockPatient(patient);
  const row = await findResource(tx, 'Appointment', entry);
  if (!row || row.deleted || row.patient !== patient) return refuse('not_found');
  const wish = row.content as Stored<Appointment>;
  if (wish.status === 'cancelled' && !wish.start) return wish;
  if (wish.status !== 'waitlist') return refuse('not_active');
  await withdrawOfferTo(store, entry, rules, now);
  return closeWish(tx, wish, leftReason, relatedPerson);
}

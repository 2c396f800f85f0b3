import type { Appointment, Patient } from '@medplum/fhirtypes';
import type { ConflictDecision, ConflictKind } from '../../shared/features/conflicts.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { fromWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Reader } from '../db/pool.ts';
import { findResource, type Stored } from '../fhir/resourceStore.ts';
import { idOf } from '../scheduling/appointmentResource.ts';
import type { StoredCase } from './caseStore.ts';

/** What is true of a case now, whatever it was when it was opened. */
export interface CaseFacts {
  /** Whose record a decision acts on: the survivor of a merge. Null: nobody's, or a record that is no more. */
  readonly person: Id | null;
  readonly merged: boolean;
  /** The visit the case is about, while it still stands. */
  readonly visit: Id | null;
  /** Another visit that stands in its way, while it does. */
  readonly other: Id | null;
  /** The time that was asked for, by which a doctor is found. */
  readonly slot: Id | null;
}

async function survivorOf(from: Reader, patient: Id): Promise<{ readonly person: Id | null; readonly merged: boolean }> {
  const seen = new Set<Id>();
  for (let id = patient; !seen.has(id); ) {
    seen.add(id);
    const row = await findResource(from, 'Patient', id);
    if (row === null || row.deleted) return { person: null, merged: false };
    const { link = [] } = row.content as Stored<Patient>;
    const next = idOf('Patient', link.find(({ type }) => type === 'replaced-by')?.other);
    if (next === null) return { person: id, merged: id !== patient };
    id = next;
  }
  // Two records that replace each other are nobody's.
  return { person: null, merged: false };
}

async function standingVisit(from: Reader, appointment: Id, now: Instant): Promise<Id | null> {
  const row = await findResource(from, 'Appointment', appointment);
  if (row === null || row.deleted) return null;
  const { status, start } = row.content as Stored<Appointment>;
  return (status === 'booked' || status === 'proposed') && start !== undefined && fromWire(start) > now ? appointment : null;
}

export async function factsOf(from: Reader, one: StoredCase, now: Instant): Promise<CaseFacts> {
  const { person, merged } = one.patient === null ? { person: null, merged: false } : await survivorOf(from, one.patient);
  const visit = one.appointment === null ? null : await standingVisit(from, one.appointment, now);
  const beside = one.theirs?.appointment ?? null;
  const other = beside === null || beside === one.appointment ? null : await standingVisit(from, beside, now);
  return { person, merged, visit, other, slot: one.slot ?? one.ours.slot };
}

/** The visit has lost its time, or never had it to itself: another time is what helps. */
const needsTime: ReadonlySet<ConflictKind> = new Set(['lease_overlap', 'slot_closed', 'schedule_changed']);

function ofStandingVisit(kind: ConflictKind, others: readonly ConflictDecision[]): readonly [ConflictDecision, ...ConflictDecision[]] {
  if (needsTime.has(kind)) return ['move_there', 'called', 'keep', 'cancel_visit', ...others, 'by_hand'];
  // The patient cannot be at two visits: which one it is to be only they know.
  return kind === 'patient_busy' ? ['called', 'keep', 'move_there', 'cancel_visit', ...others, 'by_hand'] : ['keep', 'called', 'cancel_visit', ...others, 'by_hand'];
}

/** W5. What may be decided of a case, the suggested one first. What the server can do in one transaction comes before what a person does by hand. */
export function choicesOf({ kind, ours }: Pick<StoredCase, 'kind' | 'ours'>, { person, merged, visit, other, slot }: CaseFacts): readonly [ConflictDecision, ...ConflictDecision[]] {
  if (kind === 'device_cloned') return ['acknowledged', 'by_hand'];
  if (visit !== null && merged && person !== null) return ['apply_to_survivor', 'cancel_visit', 'by_hand'];
  // A change of a visit that was refused leaves it as it is; what the patient wanted may still be done.
  if (visit !== null && ours.refusal !== null && ours.what === 'cancel') return ['called', 'cancel_visit', 'keep', 'by_hand'];
  if (visit !== null && ours.what === 'move' && slot !== null) return ['move_there', 'called', 'dropped', 'by_hand'];
  if (visit !== null && (ours.refusal === null || ours.what === 'book' || ours.what === 'visit')) return ofStandingVisit(kind, other === null ? [] : ['cancel_another']);
  const wantsTime = slot !== null && person !== null && kind !== 'consent_withdrawn' && (ours.what === 'book' || ours.what === null);
  if (wantsTime && visit === null) return ['book_there', 'called', 'dropped', 'by_hand'];
  if (ours.what === 'seen' || ours.what === 'leave' || ours.what === 'decline_offer') return ['acknowledged', 'by_hand'];
  return ['called', 'dropped', 'by_hand'];
}

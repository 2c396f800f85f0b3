import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { ConflictDeed, ConflictKind } from '../../shared/features/conflicts.ts';
import { headers } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { findResource, type OfType } from '../fhir/resourceStore.ts';
import { callerOf } from '../http/authentication.ts';
import { openConflict } from './openConflict.ts';
import { whatStands } from './whatStands.ts';

/** A command whose maker is not in front of the device any more: a refusal would be read by nobody. */
export interface Unattended {
  readonly device: Id;
  readonly patient: Id | null;
  readonly asked: AskedDeed;
  /** By the device's clock: shown, and nothing is ordered by it. */
  readonly madeAt: Instant | null;
}

interface AskedDeed {
  readonly what: ConflictDeed;
  readonly appointment: Id | null;
  readonly slot: Id | null;
  readonly startsAt: string | null;
  readonly number: string | null;
}

const deeds: Readonly<Record<string, ConflictDeed>> = {
  ...{ '/fhir/Appointment/$book': 'book', '/fhir/Appointment/:id/$reschedule': 'move', '/fhir/Appointment/:id/$cancel': 'cancel', '/fhir/Appointment/:id/$check-in': 'arrive' },
  ...{ '/fhir/Appointment/$wait-list': 'wait', '/fhir/Appointment/:id/$leave-list': 'leave', '/fhir/Task/:id/$accept-offer': 'accept_offer', '/fhir/Task/:id/$decline-offer': 'decline_offer' },
  ...{ '/fhir/ServiceRequest/$order': 'order', '/fhir/ServiceRequest/$cancel-order': 'cancel_order', '/fhir/$erase': 'erase', '/fhir/DiagnosticReport/:id/$meta-add': 'seen' },
  ...{ '/identity/acceptances': 'sign', '/identity/consents/withdraw': 'withdraw' },
};

const reference = (type: string) =>
  z
    .object({ reference: z.templateLiteral([`${type}/`, z.uuid()]) })
    .transform(({ reference: whole }) => whole.slice(type.length + 1))
    .nullable()
    .catch(null);
const Visit = z.object({ id: Id.nullable().catch(null), slot: z.tuple([reference('Slot')]).nullable().catch(null), start: z.string().max(40).nullable().catch(null), identifier: z.tuple([z.object({ value: z.string().max(40) })]).nullable().catch(null) });
const Body = z.object({ parameter: z.array(z.object({ name: z.string(), resource: Visit.optional().catch(undefined), valueReference: reference('Slot') })).catch([]) });

/** Ids and times of what was asked; whatever a person typed stays where it was. */
function askedIn(request: FastifyRequest): AskedDeed {
  const path = request.routeOptions.url ?? '';
  const what = deeds[path] ?? 'other';
  const parameters = Body.safeParse(request.body).data?.parameter ?? [];
  const visit = parameters.find(({ name }) => name === 'appointment')?.resource;
  const named = path.startsWith('/fhir/Appointment/:id/') ? (Id.safeParse((request.params as { id?: unknown }).id).data ?? null) : null;
  return {
    what,
    appointment: visit?.id ?? named,
    slot: visit?.slot?.[0] ?? parameters.find(({ name }) => name === 'slot')?.valueReference ?? null,
    startsAt: visit?.start ?? null,
    number: visit?.identifier?.[0].value ?? null,
  };
}

/** Null when somebody waits for the answer: a person's own token, or a device that does not say otherwise. */
export function unattendedOf(request: FastifyRequest): Unattended | null {
  return request.headers[headers.attended] === 'no' ? pushedBy(request) : null;
}

/** Whoever waits: what somebody was promised does not end without a case. Null: not of a device's outbox. */
export function pushedBy(request: FastifyRequest): Unattended | null {
  const caller = callerOf(request);
  if (caller.kind !== 'device') return null;
  const made = Instant.safeParse(Number(request.headers[headers.madeAt] ?? Number.NaN));
  return { device: caller.deviceId, patient: caller.signIn?.patientId ?? null, asked: askedIn(request), madeAt: made.data ?? null };
}

const byCode: Readonly<Record<string, ConflictKind>> = {
  ...{ slot_taken: 'slot_taken', slot_closed: 'slot_closed', slot_past: 'slot_closed', patient_busy: 'patient_busy', consent_withdrawn: 'consent_withdrawn' },
  ...{ not_active: 'schedule_changed', visit_over: 'schedule_changed', another_office: 'schedule_changed', price_changed: 'field_both_sides', already_waiting: 'field_both_sides' },
};

/** A refusal of a record that is no more is about the record first, whatever it was refused for. */
async function kindOf(tx: Tx, code: string, patient: Id | null): Promise<ConflictKind> {
  const row = patient === null ? null : await findResource(tx, 'Patient', patient);
  if (patient !== null && (row === null || row.deleted)) return 'patient_deleted';
  const links = row === null ? [] : ((row.content as OfType<'Patient'>).link ?? []);
  if (links.some(({ type }) => type === 'replaced-by')) return 'patient_merged';
  return Object.hasOwn(byCode, code) ? (byCode[code] ?? 'command_refused') : 'command_refused';
}

/** W5, I8. In the transaction of the stored answer: a crash leaves a refusal with its case, or neither. */
export async function openRefused(tx: Tx, { device, patient, asked, madeAt }: Unattended, { key, code, now }: { readonly key: Id; readonly code: string; readonly now: Instant }): Promise<void> {
  const { count } = await tx.query('select from conflict_case c where c.command_key = $1', [key]);
  // Whatever became of its record since, a command sent again is the same case.
  if (count > 0) return;
  const { appointment, slot, ...facts } = asked;
  await openConflict(tx, {
    ...{ kind: await kindOf(tx, code, patient), patient, device, commandKey: key, appointment, slot, now },
    ours: { ...facts, slot, device, madeAt, refusal: code },
    theirs: await whatStands(tx, { slot, appointment }),
  });
}

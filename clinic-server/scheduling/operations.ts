import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { extensions, headers } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import { pushedBy, unattendedOf, type Unattended } from '../conflicts/unattended.ts';
import { assertConsentStands } from '../documents/consentStore.ts';
import { findDevice } from '../devices/deviceStore.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { readResource } from '../fhir/resourceStore.ts';
import { callerOf } from '../http/authentication.ts';
import type { Caller } from '../http/caller.ts';
import { fhirJson } from '../http/outcome.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import type { Tx } from '../db/pool.ts';
import { openConcerns } from '../leases/concerns.ts';
import type { Relied } from '../leases/relied.ts';
import { leaseIn, reliedOn, withoutWord, wordIn } from '../leases/reliedIn.ts';
import { offerRules } from '../waiting/offerRules.ts';
import { answerOnce, type Answer } from './answerOnce.ts';
import { book, type Standing } from './book.ts';
import { cancel, reschedule } from './change.ts';
import { extendHold, hold, releaseHold } from './hold.ts';
import { askedVisit, holdAnswer, readParameters, required, SlotReference, UrnId } from './parameters.ts';
import { postgresSlotStore } from './postgresSlotStore.ts';
import type { Channel, Lease, SlotStore } from './slotStore.ts';

type DeviceCaller = Exclude<Caller, { kind: 'system' | 'staff' }>;

export interface Actor {
  readonly caller: DeviceCaller;
  readonly patientId: Id;
  readonly signInId: Id;
}

function deviceOf(request: FastifyRequest): DeviceCaller {
  const caller = callerOf(request);
  // At the desk visits are made for somebody else; who may, and what is written down then, comes with the desk's own screens.
  if (caller.kind === 'system' || caller.kind === 'staff') throw new FhirRefusal(403, 'forbidden');
  return caller;
}

/** Whose visits these are: the patient's own token, or the sign-in an outbox entry was made under, which authenticate.ts found to be this device's. */
export function actorOf(request: FastifyRequest): Actor {
  const caller = deviceOf(request);
  const signIn = caller.kind === 'patient' ? caller : caller.signIn;
  if (!signIn) throw new FhirRefusal(403, 'forbidden');
  return { caller, patientId: signIn.patientId, signInId: signIn.signInId };
}

export function pathId(request: FastifyRequest): Id {
  const id = Id.safeParse((request.params as { id?: unknown }).id);
  if (!id.success) throw new FhirRefusal(404, 'not_found');
  return id.data;
}

const channelOf = ({ profile, officeId }: DeviceCaller): Channel => ({ profile, office: officeId });

function keyOf(request: FastifyRequest): Id {
  const key = Id.safeParse(request.headers[headers.idempotencyKey]);
  if (!key.success) throw new FhirRefusal(400, 'no_idempotency_key');
  return key.data;
}

type Work = (store: SlotStore, tx: Tx) => Promise<Answer>;

/** D3: whoever has withdrawn the consent gets no new time here; what stands may be cancelled. */
async function assertMayBook(store: SlotStore, tx: Tx, patientId: Id): Promise<void> {
  await store.lockPatient(patientId);
  await assertConsentStands(tx, patientId);
}

/** O6: a device that was revoked between the door and here gives nothing out any more. Not an answer to keep: what it sends is for the quarantine. */
async function assertBelieved(store: SlotStore, tx: Tx, device: Id): Promise<void> {
  await store.lockDevice(device);
  if (!(await findDevice(tx, device))) throw new FhirRefusal(503, 'try_later', { headers: { 'retry-after': '1' } });
}

/** O2: the end of what was promised is a case, whoever waits for the answer. */
function casesOf(request: FastifyRequest, lease: Lease | null, word: number | null): Unattended | null {
  return lease === null && word === null ? unattendedOf(request) : pushedBy(request);
}

/** The answer of `work`, at most once for the request's key; `store` writes in the name of who acts. */
export async function once(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: DeviceCaller,
  work: Work,
  unattended: Unattended | null = unattendedOf(request),
): Promise<FastifyReply> {
  const key = keyOf(request);
  const signIn = caller.kind === 'patient' ? caller : caller.signIn;
  const asked = [request.url.split('?')[0], signIn?.signInId ?? null, withoutWord(request.body ?? null)];
  const answer = await answerOnce(parts.pool, { key, caller: caller.deviceId, asked, now: parts.now(), unattended }, (tx) =>
    work(postgresSlotStore(tx, signIn?.representation?.relatedPersonId ?? null), tx),
  );
  reply.code(answer.status);
  return answer.body ? reply.type(fhirJson).send(answer.body) : reply.send();
}

/** S3–S5. docs/wire.md, "Operations of the reference server". */
export const scheduling: Routes = (app, parts) => {
  const { policy } = parts.config;
  const freeing = { ...policy, offers: offerRules(parts) };
  const withWord = async (tx: Tx, id: Id, said: number | null, status: number): Promise<Answer> => {
    const body = await readResource(tx, 'Appointment', id);
    const word = said === null ? [] : [{ url: extensions.word, valueString: String(said) }];
    return { status, body: { ...body, extension: [...(body.extension ?? []), ...word] } };
  };

  /** The visit, with the word by which it has its time; and the cases of what is wrong with it though it was promised. */
  const given = async (tx: Tx, request: FastifyRequest, visit: Standing, relied: Relied | null, status: number): Promise<Answer> => {
    const by = relied && pushedBy(request);
    if (by) await openConcerns(tx, visit, by, { key: keyOf(request), now: parts.now() });
    return withWord(tx, visit.id, visit.word, status);
  };

  app.post('/fhir/Slot/:id/$hold', async (request, reply) => {
    const caller = deviceOf(request);
    const read = readParameters(request.body);
    const longer = read('longer', 'valueBoolean', z.boolean()) ?? false;
    const asked = { slot: pathId(request), holdId: required(read('holdId', 'valueUuid', UrnId), 'holdId'), device: caller.deviceId };
    const seconds = longer ? policy.holdSecondsLonger : policy.holdSeconds;
    return once(parts, request, reply, caller, async (store) => ({
      status: 200,
      body: holdAnswer(await hold(store, { ...asked, seconds, channel: channelOf(caller) }, parts.now())),
    }));
  });

  app.post('/fhir/Slot/$extend-hold', async (request, reply) => {
    const caller = deviceOf(request);
    const holdId = required(readParameters(request.body)('holdId', 'valueUuid', UrnId), 'holdId');
    return once(parts, request, reply, caller, async (store) => ({
      status: 200,
      body: holdAnswer(await extendHold(store, { holdId, device: caller.deviceId }, parts.now())),
    }));
  });

  app.post('/fhir/Slot/$release', async (request, reply) => {
    const caller = deviceOf(request);
    const holdId = required(readParameters(request.body)('holdId', 'valueUuid', UrnId), 'holdId');
    return once(parts, request, reply, caller, async (store) => {
      await releaseHold(store, { holdId, device: caller.deviceId });
      return { status: 204, body: null };
    });
  });

  app.post('/fhir/Appointment/$book', async (request, reply) => {
    const { caller, patientId, signInId } = actorOf(request);
    const read = readParameters(request.body);
    const visit = askedVisit(required(read('appointment', 'resource', z.looseObject({})), 'appointment'));
    const holdId = read('holdId', 'valueUuid', UrnId) ?? null;
    // The sign-in says who asks; a visit for anybody else is not what the patient confirmed.
    if (visit.patient !== patientId) throw new FhirRefusal(403, 'forbidden');
    const lease = leaseIn(read, { device: caller.deviceId, slot: visit.slot }, parts);
    const word = wordIn(read);
    const work: Work = async (store, tx) => {
      const relied = await reliedOn(tx, lease, word);
      if (relied) await assertBelieved(store, tx, caller.deviceId);
      else await assertMayBook(store, tx, patientId);
      const now = parts.now();
      const paper = { number: visit.number, created: visit.created ?? now, signIn: signInId };
      const booked = await book(
        store,
        { appointment: visit.id, slot: visit.slot, patient: patientId, device: caller.deviceId, holdId, startsAt: visit.startsAt, paper, relied, channel: channelOf(caller) },
        policy,
        now,
      );
      return given(tx, request, booked, relied, 201);
    };
    return once(parts, request, reply, caller, work, casesOf(request, lease, word));
  });

  app.post('/fhir/Appointment/:id/$cancel', async (request, reply) => {
    const { caller, patientId } = actorOf(request);
    const read = readParameters(request.body);
    const reason = required(read('reason', 'valueCode', z.string().regex(/^[a-z][a-z-]{0,40}$/)), 'reason');
    const comment = read('comment', 'valueString', z.string().max(500)) ?? null;
    const word = wordIn(read);
    const appointment = pathId(request);
    return once(parts, request, reply, caller, async (store, tx) => {
      const formerly = (await reliedOn(tx, null, word)) !== null;
      await cancel(store, { appointment, patient: patientId, paper: { reason, comment }, formerly }, freeing, parts.now());
      // By it the device can say after a restore that this was done, whoever had made the visit.
      return withWord(tx, appointment, await store.nextWord(), 200);
    });
  });

  app.post('/fhir/Appointment/:id/$reschedule', async (request, reply) => {
    const { caller, patientId } = actorOf(request);
    const read = readParameters(request.body);
    const slot = required(read('slot', 'valueReference', SlotReference), 'slot');
    const holdId = read('holdId', 'valueUuid', UrnId) ?? null;
    const lease = leaseIn(read, { device: caller.deviceId, slot }, parts);
    const word = wordIn(read);
    const appointment = pathId(request);
    const work: Work = async (store, tx) => {
      const relied = await reliedOn(tx, lease, word);
      if (relied) await assertBelieved(store, tx, caller.deviceId);
      else await assertMayBook(store, tx, patientId);
      const moved = await reschedule(store, { appointment, patient: patientId, slot, device: caller.deviceId, holdId, relied, channel: channelOf(caller) }, freeing, parts.now());
      return given(tx, request, moved, relied, 200);
    };
    return once(parts, request, reply, caller, work, casesOf(request, lease, word));
  });
};

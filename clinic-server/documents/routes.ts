import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { headers } from '../../shared/fhir/names.ts';
import { DocumentKind, DocumentVersion, Sha256 } from '../../shared/lib/clinicDocument.ts';
import { Id } from '../../shared/lib/ids.ts';
import { Instant } from '../../shared/lib/moscow.ts';
import { longestTypedName } from '../../shared/lib/typedName.ts';
import { unattendedOf } from '../conflicts/unattended.ts';
import { reading, type Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { readResource } from '../fhir/resourceStore.ts';
import { callerOf, staffOf } from '../http/authentication.ts';
import type { Caller } from '../http/caller.ts';
import { fhirJson } from '../http/outcome.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { noteAccess, ownerOfFile } from '../ownData/accessLog.ts';
import { findResultFile } from '../results/resultFiles.ts';
import { answerOnce, type Answer } from '../scheduling/answerOnce.ts';
import { nameOfStaff } from '../staff/staffStore.ts';
import { acceptDocument, type AcceptanceRequest } from './acceptDocument.ts';
import { findCopy } from './acceptanceStore.ts';
import { documentInForce } from './published.ts';
import { withdrawConsent } from './withdrawConsent.ts';

const Acceptance = z.object({
  kind: DocumentKind,
  version: DocumentVersion,
  sha256: Sha256,
  how: z.enum(['finger', 'typed', 'paper']),
  signature: z.base64().max(80_000).nullable(),
  typedName: z.string().trim().min(2).max(longestTypedName).nullable().default(null),
  acceptedAt: Instant,
});

/** Signed on paper, before the member of staff who asks: the moment is the server's, the picture stays on the sheet. */
const Paper = z.object({ patientId: Id, kind: DocumentKind, version: DocumentVersion, sha256: Sha256 });

const Withdrawal = z.object({
  /** Null: the whole consent. */
  purposes: z.array(z.string().max(40)).min(1).max(20).nullable(),
});

type DeviceCaller = Exclude<Caller, { kind: 'system' }>;
type Signer = Exclude<DeviceCaller, { kind: 'staff' }>;

/** Staff sign nothing: in their name there is one thing to say, that somebody else signed on paper. */
function deviceOf(request: FastifyRequest): Signer {
  const caller = callerOf(request);
  if (caller.kind === 'system' || caller.kind === 'staff') throw new FhirRefusal(403, 'forbidden');
  return caller;
}

/** The patient this request is about: signed in, or named by the sign-in an outbox entry was made under. */
function patientOf(caller: DeviceCaller): { readonly patientId: Id; readonly signInId: Id } | null {
  if (caller.kind === 'patient') return caller;
  return caller.kind === 'device' ? caller.signIn : null;
}

function bodyOf<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  const read = schema.safeParse(request.body);
  if (!read.success) throw new FhirRefusal(400, 'invalid_request');
  return read.data;
}

async function once(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: DeviceCaller,
  work: (tx: Tx, key: Id) => Promise<Answer>,
): Promise<FastifyReply> {
  const key = Id.safeParse(request.headers[headers.idempotencyKey]);
  if (!key.success) throw new FhirRefusal(400, 'no_idempotency_key');
  const asked = [request.url.split('?')[0], patientOf(caller)?.signInId ?? null, request.body ?? null];
  const answer = await answerOnce(parts.pool, { key: key.data, caller: caller.deviceId, asked, now: parts.now(), unattended: unattendedOf(request) }, (tx) => work(tx, key.data));
  return reply.code(answer.status).type(answer.status >= 400 ? fhirJson : 'application/json; charset=utf-8').send(answer.body);
}

/** R1, R2, D3. docs/wire.md, "Documents". */
export const documents: Routes = (app, parts) => {
  app.post('/identity/acceptances', async (request, reply) => {
    const caller = deviceOf(request);
    const body = bodyOf(Acceptance, request);
    const who = patientOf(caller);
    const asked: Omit<AcceptanceRequest, 'id'> = { ...body, deviceId: caller.deviceId, profile: caller.profile, patientId: who?.patientId ?? null, signInId: who?.signInId ?? null, recordedBy: null };
    return once(parts, request, reply, caller, async (tx, id) => {
      const consent = await acceptDocument(tx, parts, { ...asked, id });
      return { status: 201, body: { acceptanceId: id, ...(consent === null ? {} : { consent }) } };
    });
  });

  app.post('/identity/acceptances/paper', async (request, reply) => {
    const caller = staffOf(request, 'registrar');
    const { patientId, ...named } = bodyOf(Paper, request);
    return once(parts, request, reply, caller, async (tx, id) => {
      const patient = await readResource(tx, 'Patient', patientId);
      // A record that was merged into another signs nothing any more.
      if (patient.active === false) throw new FhirRefusal(404, 'not_found');
      // What lies on the desk may be last year's sheet.
      if ((await documentInForce(tx, named.kind, parts.now()))?.version !== named.version) throw new FhirRefusal(409, 'document_not_in_force');
      const recordedBy = { staffId: caller.staffId, name: await nameOfStaff(tx, caller.staffId) };
      const { deviceId, profile } = caller;
      const consent = await acceptDocument(tx, parts, { ...named, id, deviceId, profile, patientId, signInId: null, how: 'paper', signature: null, typedName: null, acceptedAt: parts.now(), recordedBy });
      return { status: 201, body: { acceptanceId: id, consent } };
    });
  });

  app.post('/identity/consents/withdraw', async (request, reply) => {
    const caller = deviceOf(request);
    const who = patientOf(caller);
    if (!who) throw new FhirRefusal(403, 'forbidden');
    const { purposes } = bodyOf(Withdrawal, request);
    return once(parts, request, reply, caller, async (tx) => ({
      status: 200,
      body: await withdrawConsent(tx, parts, { patientId: who.patientId, signInId: who.signInId, deviceId: caller.deviceId, purposes }),
    }));
  });

  app.get<{ Params: { id: string } }>('/fhir/Binary/:id', async (request, reply) => {
    const caller = callerOf(request);
    const id = Id.safeParse(request.params.id);
    if (caller.kind !== 'patient' && caller.kind !== 'system') throw new FhirRefusal(403, 'forbidden');
    const from = reading(parts.pool);
    const patient = caller.kind === 'patient' ? caller.patientId : null;
    const content = id.success ? ((await findCopy(from, id.data, patient)) ?? (await findResultFile(from, id.data, patient))) : null;
    if (!content || !id.success) throw new FhirRefusal(404, 'not_found');
    const owner = await ownerOfFile(from, id.data);
    // D4: before it goes out, so that nobody sees a file without its patient being able to learn of it.
    await noteAccess(parts, caller, { deed: 'read', patients: owner === null ? [] : [owner], things: ['documents'] });
    return reply.type('application/pdf').send(content);
  });
};

import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { headers } from '../../shared/fhir/names.ts';
import { DocumentKind, DocumentVersion, Sha256 } from '../../shared/lib/clinicDocument.ts';
import { Id } from '../../shared/lib/ids.ts';
import { Instant } from '../../shared/lib/moscow.ts';
import { longestTypedName } from '../../shared/lib/typedName.ts';
import { reading, type Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import type { Caller } from '../http/caller.ts';
import { fhirJson } from '../http/outcome.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { answerOnce, type Answer } from '../scheduling/answerOnce.ts';
import { acceptDocument, type AcceptanceRequest } from './acceptDocument.ts';
import { findCopy } from './acceptanceStore.ts';
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

const Withdrawal = z.object({
  /** Null: the whole consent. */
  purposes: z.array(z.string().max(40)).min(1).max(20).nullable(),
});

type DeviceCaller = Exclude<Caller, { kind: 'system' }>;

function deviceOf(request: FastifyRequest): DeviceCaller {
  const caller = callerOf(request);
  if (caller.kind === 'system') throw new FhirRefusal(403, 'forbidden');
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
  const answer = await answerOnce(parts.pool, { key: key.data, caller: caller.deviceId, asked, now: parts.now() }, (tx) => work(tx, key.data));
  return reply.code(answer.status).type(answer.status >= 400 ? fhirJson : 'application/json; charset=utf-8').send(answer.body);
}

/** R1, R2, D3. docs/wire.md, "Documents". */
export const documents: Routes = (app, parts) => {
  app.post('/identity/acceptances', async (request, reply) => {
    const caller = deviceOf(request);
    const body = bodyOf(Acceptance, request);
    const who = patientOf(caller);
    const asked: Omit<AcceptanceRequest, 'id'> = { ...body, deviceId: caller.deviceId, profile: caller.profile, patientId: who?.patientId ?? null, signInId: who?.signInId ?? null };
    return once(parts, request, reply, caller, async (tx, id) => {
      const consent = await acceptDocument(tx, parts, { ...asked, id });
      return { status: 201, body: { acceptanceId: id, ...(consent === null ? {} : { consent }) } };
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
    const content = id.success ? await findCopy(reading(parts.pool), id.data, caller.kind === 'patient' ? caller.patientId : null) : null;
    if (!content) throw new FhirRefusal(404, 'not_found');
    return reply.type('application/pdf').send(content);
  });
};

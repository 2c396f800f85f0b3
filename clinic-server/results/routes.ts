import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { headers, systems } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { unattendedOf } from '../conflicts/unattended.ts';
import { inTransaction, reading, type Reader } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { assertMayWrite } from '../fhir/access.ts';
import { etagOf } from '../fhir/bundle.ts';
import { readInScope } from '../fhir/interactions.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { findResource } from '../fhir/resourceStore.ts';
import { fhirId } from '../fhir/validate.ts';
import { callerOf } from '../http/authentication.ts';
import type { Caller } from '../http/caller.ts';
import { fhirJson } from '../http/outcome.ts';
import type { Routes } from '../http/parts.ts';
import { answerOnce } from '../scheduling/answerOnce.ts';
import { readParameters, required } from '../scheduling/parameters.ts';
import { markSeen } from './markSeen.ts';
import { addResultFile } from './resultFiles.ts';

type Person = Extract<Caller, { kind: 'patient' | 'device' }>;

/** Whose results these are: the patient's own token, or the sign-in an outbox entry was made under. */
function readerOf(request: FastifyRequest): { readonly caller: Person; readonly patientId: Id; readonly signInId: Id } {
  const caller = callerOf(request);
  if (caller.kind !== 'patient' && caller.kind !== 'device') throw new FhirRefusal(403, 'forbidden');
  const signIn = caller.kind === 'patient' ? caller : caller.signIn;
  if (!signIn) throw new FhirRefusal(403, 'forbidden');
  return { caller, patientId: signIn.patientId, signInId: signIn.signInId };
}

async function isOpen(from: Reader, signInId: Id, now: Instant): Promise<boolean> {
  const { count } = await from.query('select from sign_in s where s.id = $1 and s.ended_at is null and s.token_ends_at > $2', [signInId, timestamp(now)]);
  return count > 0;
}

/** The one tag a patient may set. Any other is somebody else's word about the report. */
const SeenMeta = z.strictObject({ tag: z.tuple([z.strictObject({ system: z.literal(systems.seen), code: z.literal('seen') })]) });

const pdfStart = Buffer.from('%PDF-');

const PdfBinary = z
  .strictObject({
    resourceType: z.literal('Binary'),
    id: Id,
    contentType: z.literal('application/pdf'),
    securityContext: z.strictObject({ reference: z.string().regex(/^Patient\//) }).transform(({ reference }) => reference.slice('Patient/'.length)).pipe(Id),
    data: z.base64().transform((text) => Buffer.from(text, 'base64')),
  })
  .refine(({ data }) => data.subarray(0, pdfStart.length).equals(pdfStart));

/** Rows L1–L3: what a patient says of a report, and the files the clinic's own systems bring. Reading is plain FHIR. */
export const results: Routes = (app, parts) => {
  app.post<{ Params: { id: string } }>('/fhir/DiagnosticReport/:id/$meta-add', async (request, reply) => {
    const { caller, patientId, signInId } = readerOf(request);
    required(readParameters(request.body)('meta', 'valueMeta', SeenMeta), 'meta');
    const key = Id.safeParse(request.headers[headers.idempotencyKey]);
    if (!key.success) throw new FhirRefusal(400, 'no_idempotency_key');
    const { id } = request.params;
    if (!fhirId.test(id)) throw new FhirRefusal(404, 'not_found');
    const asked = ['$meta-add', id, signInId, request.body ?? null];
    const answer = await answerOnce(parts.pool, { key: key.data, caller: caller.deviceId, asked, now: parts.now(), unattended: unattendedOf(request) }, async (tx) => {
      await markSeen(tx, patientId, id);
      return { status: 200, body: null };
    });
    // Of a patient who has left, the device may bring what they did and is told nothing of what it is about.
    if (caller.kind === 'device' && answer.body === null && !(await isOpen(reading(parts.pool), signInId, parts.now()))) return reply.code(204).send();
    // Read anew and not remembered: asked again with the same key, a report that was taken back meanwhile must not come out once more.
    const body = answer.body ?? (await readInScope(reading(parts.pool), { kind: 'patient', patient: patientId }, 'DiagnosticReport', id));
    return reply.code(answer.status).type(fhirJson).send(body);
  });

  app.put<{ Params: { id: string } }>('/fhir/Binary/:id', async (request, reply) => {
    assertMayWrite(callerOf(request));
    const read = PdfBinary.safeParse(request.body);
    if (!read.success) throw new FhirRefusal(422, 'invalid_resource', { expression: ['Binary'] });
    const { id, securityContext: patient, data: content } = read.data;
    if (id !== request.params.id) throw new FhirRefusal(400, 'id_mismatch');
    const created = await inTransaction(parts.pool, async (tx) => {
      const owner = await findResource(tx, 'Patient', patient);
      if (!owner || owner.deleted) throw new FhirRefusal(422, 'no_patient');
      return addResultFile(tx, { id, patient, content }, parts.now());
    });
    return reply.code(created ? 201 : 200).header('etag', etagOf(1)).send();
  });
};

import type { FastifyRequest } from 'fastify';
import type { Patient } from '@medplum/fhirtypes';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { dayOf, MoscowDay } from '../../shared/lib/moscow.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { insertResource, readResource, updateResource, type Stored } from '../fhir/resourceStore.ts';
import { staffOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { audit } from '../locks/identityAudit.ts';
import { releaseHoldsOf } from '../scheduling/releaseHoldsOf.ts';
import { maskedPerson } from '../staff/masked.ts';
import { relatedPersonOf } from './relatedPerson.ts';
import { documentOf, lastDayOf } from './representationRules.ts';
import { addRepresentation, revoke, rightsOf, type WithPerson } from './representationStore.ts';

const Grant = z
  .object({
    patientId: Id,
    representativeId: Id,
    relationship: z.enum(['parent', 'guardian', 'proxy']),
    document: z.enum(['birth_certificate', 'guardianship', 'power_of_attorney']),
    /** The registrar's word: nothing is granted on somebody's own. */
    documentSeen: z.literal(true),
    until: MoscowDay.nullable(),
  })
  .refine(({ patientId, representativeId }) => patientId !== representativeId)
  .refine(({ relationship, document }) => documentOf[relationship] === document);
const Revoke = z.object({ reason: z.string().trim().min(1).max(500) });

function read<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  const read = schema.safeParse(request.body);
  if (!read.success) throw new FhirRefusal(400, 'invalid_request');
  return read.data;
}

async function living(tx: Tx, id: Id): Promise<Stored<Patient>> {
  const patient = await readResource(tx, 'Patient', id);
  // A record that was merged into another is nobody's any more.
  if (patient.active === false) throw new FhirRefusal(404, 'not_found');
  return patient;
}

const bornOn = ({ birthDate }: Patient): MoscowDay | null => MoscowDay.safeParse(birthDate).data ?? null;

async function grant(tx: Tx, parts: ServerParts, asked: z.infer<typeof Grant>, by: { staffId: Id; deviceId: Id }): Promise<{ representationId: Id; until: MoscowDay }> {
  const { patientId: patient, representativeId, relationship, document } = asked;
  const [represented, representative] = [await living(tx, patient), await living(tx, representativeId)];
  const now = parts.now();
  const today = dayOf(now);
  const { childUntilAge } = parts.config;
  const until = lastDayOf({ relationship, until: asked.until, today, birthDate: bornOn(represented), representativeBirthDate: bornOn(representative), childUntilAge });
  const [id, relatedPerson] = [parts.newId(), parts.newId()];
  const isNew = await addRepresentation(tx, { id, patient, representative: representativeId, relationship, document, until, relatedPerson, grantedBy: by.staffId, now });
  if (!isNew) throw new FhirRefusal(409, 'already_representative');
  await insertResource(tx, relatedPersonOf({ patient, representative, relationship, since: today, until }, relatedPerson), { patient });
  await audit(tx, { action: 'representative_granted', staff: by.staffId, device: by.deviceId, patient, representative: representativeId, representation: id, now });
  return { representationId: id, until };
}

async function takeBack(tx: Tx, parts: ServerParts, { id, reason }: { id: Id; reason: string }, by: { staffId: Id; deviceId: Id }): Promise<readonly Id[]> {
  const now = parts.now();
  const ended = await revoke(tx, { id, staff: by.staffId, reason, now });
  if (!ended) throw new FhirRefusal(404, 'not_found');
  const { patient, representative, relatedPerson } = ended.representation;
  const before = await readResource(tx, 'RelatedPerson', relatedPerson);
  await updateResource(tx, { ...before, active: false, period: { ...before.period, end: dayOf(now) } });
  await audit(tx, { action: 'representative_revoked', staff: by.staffId, device: by.deviceId, patient, representative, representation: id, now });
  return ended.devices;
}

function told(right: WithPerson): object {
  const { id: representationId, relationship, document, until, grantedAt, person } = right;
  const { family = '', given = [] } = person.name?.[0] ?? {};
  const { name, birthDay } = maskedPerson({ family, given, birthDate: person.birthDate ?? '', phone: '' });
  return { representationId, patientId: person.id, name, birthDay, relationship, document, until, grantedAt };
}

/** Row R10 at the desk: who may act for whom, after a document was seen. */
export const representativesAtDesk: Routes = (app, parts) => {
  app.post('/identity/representatives', async (request, reply) => {
    const by = staffOf(request, 'registrar');
    const asked = read(Grant, request);
    return reply.code(201).send(await inTransaction(parts.pool, (tx) => grant(tx, parts, asked, by)));
  });

  app.post('/identity/representatives/list', async (request) => {
    const { staffId, deviceId } = staffOf(request, 'registrar');
    const { patientId } = read(z.object({ patientId: Id }), request);
    return inTransaction(parts.pool, async (tx) => {
      const now = parts.now();
      await living(tx, patientId);
      const [representatives, represents] = [await rightsOf(tx, patientId, 'patient', now), await rightsOf(tx, patientId, 'representative', now)];
      // Whose record was looked at is written before it is shown.
      await audit(tx, { action: 'representatives_seen', staff: staffId, device: deviceId, patient: patientId, now });
      return { representatives: representatives.map(told), represents: represents.map(told) };
    });
  });

  app.post('/identity/representatives/:id/revoke', async (request, reply) => {
    const by = staffOf(request, 'registrar');
    const id = Id.safeParse((request.params as { id: string }).id);
    const { reason } = read(Revoke, request);
    if (!id.success) throw new FhirRefusal(404, 'not_found');
    const devices = await inTransaction(parts.pool, (tx) => takeBack(tx, parts, { id: id.data, reason }, by));
    // What was held for who is out now is everybody's again.
    for (const device of devices) await releaseHoldsOf(parts, device);
    return reply.code(204).send();
  });
};

import * as z from 'zod';
import type { FastifyRequest } from 'fastify';
import { Id } from '../../shared/lib/ids.ts';
import { moscowDay } from '../../shared/lib/moscow.ts';
import { PartOfDay } from '../../shared/lib/partOfDay.ts';
import { assertConsentStands } from '../documents/consentStore.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { readResource } from '../fhir/resourceStore.ts';
import type { Routes } from '../http/parts.ts';
import { idOf } from '../scheduling/appointmentResource.ts';
import { actorOf, once, type Actor } from '../scheduling/operations.ts';
import { readParameters, required, UrnId } from '../scheduling/parameters.ts';
import { acceptOffer, declineOffer } from './answer.ts';
import { joinList, leaveList } from './join.ts';
import { offerRules } from './offerRules.ts';
import type { AskedWish } from './waitingResource.ts';

const RoleReference = z
  .object({ reference: z.string() })
  .transform((reference) => idOf('PractitionerRole', reference))
  .pipe(Id);

function askedWish(body: unknown): AskedWish {
  const read = readParameters(body);
  return {
    entry: required(read('entryId', 'valueUuid', UrnId), 'entryId').toLowerCase(),
    number: read('number', 'valueString', z.string().min(1).max(40)) ?? null,
    role: required(read('role', 'valueReference', RoleReference), 'role'),
    anyDoctor: read('anyDoctor', 'valueBoolean', z.boolean()) ?? false,
    from: moscowDay(required(read('from', 'valueDate', z.iso.date()), 'from')),
    until: moscowDay(required(read('until', 'valueDate', z.iso.date()), 'until')),
    part: read('part', 'valueCode', PartOfDay) ?? null,
  };
}

function idIn(request: FastifyRequest): Id {
  const id = Id.safeParse((request.params as { id?: unknown }).id);
  if (!id.success) throw new FhirRefusal(404, 'not_found');
  return id.data.toLowerCase();
}

const relatedPersonOf = ({ caller }: Actor): Id | null => (caller.kind === 'patient' ? caller : caller.signIn)?.representation?.relatedPersonId ?? null;

/** S6. docs/wire.md, "Waiting list". */
export const waitingList: Routes = (app, parts) => {
  const rules = offerRules(parts);

  app.post('/fhir/Appointment/$wait-list', async (request, reply) => {
    const actor = actorOf(request);
    const asked = askedWish(request.body);
    return once(parts, request, reply, actor.caller, async (store, tx) => {
      await store.lockPatient(actor.patientId);
      await assertConsentStands(tx, actor.patientId);
      const joining = { patient: actor.patientId, signIn: actor.signInId, relatedPerson: relatedPersonOf(actor) };
      return { status: 201, body: await joinList(tx, asked, joining, parts.config.waiting, parts.now()) };
    });
  });

  app.post('/fhir/Appointment/:id/$leave-list', async (request, reply) => {
    const actor = actorOf(request);
    const entry = idIn(request);
    return once(parts, request, reply, actor.caller, async (store, tx) => ({
      status: 200,
      body: await leaveList(tx, store, { entry, patient: actor.patientId, relatedPerson: relatedPersonOf(actor) }, rules, parts.now()),
    }));
  });

  app.post('/fhir/Task/:id/$accept-offer', async (request, reply) => {
    const actor = actorOf(request);
    const offer = idIn(request);
    return once(parts, request, reply, actor.caller, async (store, tx) => {
      const { entry } = await acceptOffer(store, { offer, patient: actor.patientId }, rules, parts.now());
      return { status: 200, body: await readResource(tx, 'Appointment', entry) };
    });
  });

  app.post('/fhir/Task/:id/$decline-offer', async (request, reply) => {
    const actor = actorOf(request);
    const offer = idIn(request);
    return once(parts, request, reply, actor.caller, async (store, tx) => {
      await declineOffer(store, { offer, patient: actor.patientId }, rules, parts.now());
      return { status: 200, body: await readResource(tx, 'Task', offer) };
    });
  });
};

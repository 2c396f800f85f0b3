import type { Bundle, ServiceRequest } from '@medplum/fhirtypes';
import type { FastifyRequest } from 'fastify';
import { assertConsentStands } from '../documents/consentStore.ts';
import { baseOf } from '../fhir/bundle.ts';
import type { Stored } from '../fhir/resourceStore.ts';
import type { Routes } from '../http/parts.ts';
import { actorOf, once, type Actor } from '../scheduling/operations.ts';
import { readParameters, required, UrnId } from '../scheduling/parameters.ts';
import { askedOrder } from './askedOrder.ts';
import { cancelOrder } from './cancelOrder.ts';
import { sendOrder, type OrderActor } from './sendOrder.ts';

function orderActor({ caller, patientId, signInId }: Actor): OrderActor {
  const signIn = caller.kind === 'patient' ? caller : caller.signIn;
  return { patient: patientId, relatedPerson: signIn?.representation?.relatedPersonId ?? null, signIn: signInId };
}

function bundleOf(request: FastifyRequest, lines: readonly Stored<ServiceRequest>[]): Bundle {
  const base = baseOf(request);
  return { resourceType: 'Bundle', type: 'collection', entry: lines.map((resource) => ({ fullUrl: `${base}/ServiceRequest/${resource.id}`, resource })) };
}

/** P2, P3. docs/wire.md, "Pre-orders". */
export const orders: Routes = (app, parts) => {
  app.post('/fhir/ServiceRequest/$order', async (request, reply) => {
    const actor = actorOf(request);
    const asked = askedOrder(request.body);
    return once(parts, request, reply, actor.caller, async (store, tx) => {
      // D3: a withdrawal is before this order or after it, never beside it.
      await store.lockPatient(actor.patientId);
      await assertConsentStands(tx, actor.patientId);
      return { status: 201, body: bundleOf(request, await sendOrder(tx, asked, orderActor(actor), parts.now())) };
    });
  });

  app.post('/fhir/ServiceRequest/$cancel-order', async (request, reply) => {
    const actor = actorOf(request);
    const orderId = required(readParameters(request.body)('orderId', 'valueUuid', UrnId), 'orderId');
    return once(parts, request, reply, actor.caller, async (store, tx) => {
      await store.lockPatient(actor.patientId);
      return { status: 200, body: bundleOf(request, await cancelOrder(tx, orderId, orderActor(actor), parts.now())) };
    });
  });
};

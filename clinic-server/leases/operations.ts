import type { FastifyRequest } from 'fastify';
import type { ParametersParameter } from '@medplum/fhirtypes';
import * as z from 'zod';
import type { Id } from '../../shared/lib/ids.ts';
import { inTransaction } from '../db/pool.ts';
import { findDevice } from '../devices/deviceStore.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import type { Caller } from '../http/caller.ts';
import { fhirJson } from '../http/outcome.ts';
import type { Routes } from '../http/parts.ts';
import { grantLeases, returnLease } from '../scheduling/leases.ts';
import { everyParameter, readParameters, required, SlotReference, UrnId } from '../scheduling/parameters.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';
import type { LeasedTime } from '../scheduling/slotStore.ts';
import { officeOf } from './officeOf.ts';
import { signedLease } from './statement.ts';

/** A device in its own name: what it may give out is nobody's who is signed in there. */
function deviceOf(request: FastifyRequest): Extract<Caller, { kind: 'device' }> {
  const caller = callerOf(request);
  if (caller.kind !== 'device') throw new FhirRefusal(403, 'forbidden');
  return caller;
}

const wantedPart = ({ slot, leaseId }: LeasedTime): ParametersParameter => ({
  name: 'wanted',
  part: [
    { name: 'slot', valueReference: { reference: `Slot/${slot}` } },
    { name: 'leaseId', valueUuid: `urn:uuid:${leaseId}` },
  ],
});

/** O2. docs/wire.md, "Leases". */
export const leases: Routes = (app, parts) => {
  const policy = parts.config.leases;

  const leasePart = (lease: LeasedTime): ParametersParameter => {
    const signed = signedLease(lease, parts);
    return { name: 'lease', part: [{ name: 'lease', valueString: signed.lease }, { name: 'signature', valueString: signed.signature }] };
  };

  app.post('/fhir/Slot/$lease', async (request, reply) => {
    const { deviceId, officeId, profile } = deviceOf(request);
    const except: readonly Id[] = everyParameter(request.body, 'except', z.object({ valueReference: SlotReference })).map(({ valueReference }) => valueReference);
    const told = await inTransaction(parts.pool, async (tx) => {
      const store = postgresSlotStore(tx);
      const now = parts.now();
      // Asked again under the lock of the revocation: a lease granted behind it would be kept from everybody for ever.
      await store.lockDevice(deviceId);
      if (!(await findDevice(tx, deviceId))) throw new FhirRefusal(401, 'refused_device');
      const { devices, share } = await officeOf(tx, { device: deviceId, office: officeId, now }, policy);
      return grantLeases(store, { device: deviceId, office: officeId, profile, devices, share, except, newId: parts.newId }, policy, now);
    });
    const parameter = [...told.leases.map(leasePart), ...told.wanted.map(wantedPart)];
    return reply.type(fhirJson).send({ resourceType: 'Parameters', ...(parameter.length === 0 ? {} : { parameter }) });
  });

  app.post('/fhir/Slot/$return-lease', async (request, reply) => {
    const { deviceId } = deviceOf(request);
    const read = readParameters(request.body);
    const asked = { slot: required(read('slot', 'valueReference', SlotReference), 'slot'), leaseId: required(read('leaseId', 'valueUuid', UrnId), 'leaseId'), device: deviceId };
    // No other answer to a lease that is not this device's, or is no more: the first answer may have been lost.
    await inTransaction(parts.pool, (tx) => returnLease(postgresSlotStore(tx), asked));
    return reply.code(204).send();
  });
};

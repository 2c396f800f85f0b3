import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { headers } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import { instant } from '../../shared/lib/moscow.ts';
import { openConflict } from '../conflicts/openConflict.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { fhirJson, operationOutcome } from '../http/outcome.ts';
import type { Routes } from '../http/parts.ts';
import { audit } from '../locks/identityAudit.ts';
import { checkedAssertion } from './assertion.ts';
import { findRevoked, revokeDevice, takeAssertion } from './deviceStore.ts';
import { KeptPush, keepPush } from './quarantine.ts';
import { takeSequence } from './sequence.ts';

const Sequence = z.string().regex(/^[1-9]\d{0,14}$/).transform(Number);

const Asserted = KeptPush.extend({ assertion: z.string().max(4000) });

function pushOf(request: FastifyRequest): KeptPush & { readonly number: number } {
  const number = Sequence.safeParse(request.headers[headers.sequence]);
  const signIn = request.headers[headers.signIn];
  const push = KeptPush.safeParse({
    ...{ key: request.headers[headers.idempotencyKey], signIn: Id.safeParse(signIn).data ?? null, number: number.data ?? null },
    ...{ method: request.method, path: request.url.split('?')[0], body: request.body ?? null },
  });
  if (!push.success || !number.success) throw new FhirRefusal(400, 'invalid_request');
  return { ...push.data, number: number.data };
}

function setAside(reply: FastifyReply): FastifyReply {
  return reply.code(202).type(fhirJson).send(operationOutcome({ status: 202, code: 'quarantined', expression: [] }));
}

/** Row O6. docs/wire.md, "Restore, clones and quarantine". */
export const pushes: Routes = (app, parts) => {
  app.addHook('preHandler', async (request, reply) => {
    const { caller } = request;
    if (request.headers[headers.sequence] === undefined || caller?.kind !== 'device') return;
    const push = pushOf(request);
    const now = parts.now();
    const device = caller.deviceId;
    const cloned = await inTransaction(parts.pool, async (tx) => {
      if (await takeSequence(tx, { device, number: push.number, key: push.key, now })) return false;
      // Suspended, its case and what it brought in one commit: neither disk gets one more command through.
      await revokeDevice(tx, device, now, 'cloned');
      const caseId = await openConflict(tx, {
        ...{ kind: 'device_cloned', patient: null, device, commandKey: push.key, appointment: null, slot: null, now },
        ...{ ours: { what: 'other', number: push.number, device, madeAt: now, refusal: 'refused_device' }, theirs: null },
      });
      await audit(tx, { action: 'device_cloned', device, caseId, now });
      await keepPush(tx, device, push, now);
      return true;
    });
    if (!cloned) return;
    parts.log.warn({ device: caller.deviceCode }, 'two disks of one device: it is suspended');
    return setAside(reply);
  });

  // The device's own key and no token: a revoked device has none, and may do nothing else in the world than leave here what it did.
  app.post('/device/quarantine', async (request, reply) => {
    const asked = Asserted.safeParse(request.body);
    if (!asked.success) throw new FhirRefusal(400, 'invalid_request');
    const { assertion, ...push } = asked.data;
    const asserted = await checkedAssertion(assertion, parts.now(), (id) => findRevoked(reading(parts.pool), id));
    if (!asserted) throw new FhirRefusal(401, 'refused_device');
    await inTransaction(parts.pool, async (tx) => {
      if (!(await takeAssertion(tx, asserted.device, asserted.jti, instant(asserted.expiresAt)))) throw new FhirRefusal(401, 'refused_device');
      await keepPush(tx, asserted.device, push, parts.now());
    });
    return setAside(reply);
  });
};

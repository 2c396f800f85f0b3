import { importJWK } from 'jose';
import * as z from 'zod';
import { inTransaction, reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { Profile } from '../../shared/rpc/shell.ts';
import { addDevice, findDevice, lockEnrolmentCode, type Device, type PublicKey } from './deviceStore.ts';
import { enrolmentHash } from './secrets.ts';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const Enrolment = z.object({
  code: z.string().min(1).max(100),
  profile: Profile,
  publicKeyJwk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
});

/** What a device is told of itself and of the clinic's rules. */
function described(device: Device, parts: ServerParts): object {
  return {
    deviceId: device.id,
    deviceCode: device.code,
    profile: device.profile,
    officeId: device.officeId,
    clinicName: parts.config.clinicName,
    clinicPhone: parts.config.clinicPhone,
    epoch: parts.epoch,
    policy: parts.config.policy,
    tlsPins: parts.config.tlsPins,
    ...(parts.config.recoveryKey === null ? {} : { recoveryKey: parts.config.recoveryKey }),
    keyGeneration: parts.config.keyGeneration,
    denyKey: parts.denyKey.publicKey,
  };
}

async function enrol(parts: ServerParts, body: unknown): Promise<Device> {
  const asked = Enrolment.safeParse(body);
  if (!asked.success) throw new FhirRefusal(400, 'invalid_request');
  const { code, profile, publicKeyJwk } = asked.data;
  // A point that is not on the curve would be accepted now and fail at every token.
  await importJWK(publicKeyJwk, 'ES256').catch(() => {
    throw new FhirRefusal(400, 'invalid_request');
  });
  const codeHash = enrolmentHash(code);
  return inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    const found = await lockEnrolmentCode(tx, codeHash, now);
    if (!found || found.profile !== profile) throw new FhirRefusal(403, 'enrolment_refused');
    if (!found.device)
      return addDevice(tx, { id: parts.newId(), profile, officeId: found.officeId, publicKey: publicKeyJwk, codeHash, now });
    // The answer may have been lost on the way: the same key asking again is the same device, any other is a stranger.
    const device = await findDevice(tx, found.device);
    if (!device || !sameKey(device.publicKey, publicKeyJwk)) throw new FhirRefusal(403, 'enrolment_refused');
    return device;
  });
}

function sameKey(a: PublicKey, b: PublicKey): boolean {
  return a.x === b.x && a.y === b.y;
}

export const enrolment: Routes = (app, parts) => {
  app.post('/device/enrol', async (request, reply) => {
    const device = await enrol(parts, request.body);
    return reply.code(201).send(described(device, parts));
  });

  app.get('/device/me', async (request) => {
    const caller = callerOf(request);
    if (caller.kind === 'system') throw new FhirRefusal(403, 'forbidden');
    const device = await findDevice(reading(parts.pool), caller.deviceId);
    if (!device) throw new FhirRefusal(401, 'refused_device');
    return described(device, parts);
  });
};

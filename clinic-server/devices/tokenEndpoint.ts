import { decodeJwt, importJWK, jwtVerify } from 'jose';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { instant } from '../../shared/lib/moscow.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { addDeviceToken, findDevice, takeAssertion, type PublicKey } from './deviceStore.ts';
import { hashOf, newSecret } from './secrets.ts';

export const tokenSeconds = 300;
const longestAssertionSeconds = 300;
// A device's clock is set by the server's answers, not by the server's trust: a minute is for the way.
const toleranceSeconds = 60;

const Form = z.object({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
  client_assertion: z.string().max(4000),
});
const Claims = z.object({ iss: Id, sub: Id, jti: z.string().min(1).max(200), exp: z.number() });

function claimsOf(assertion: string): z.infer<typeof Claims> | null {
  try {
    return Claims.parse(decodeJwt(assertion));
  } catch {
    return null;
  }
}

async function signedBy(device: { id: Id; publicKey: PublicKey }, assertion: string, now: number): Promise<boolean> {
  try {
    await jwtVerify(assertion, await importJWK({ ...device.publicKey }, 'ES256'), {
      algorithms: ['ES256'],
      audience: 'kabinet-token',
      issuer: device.id,
      subject: device.id,
      currentDate: new Date(now),
      clockTolerance: toleranceSeconds,
    });
    return true;
  } catch {
    return false;
  }
}

async function checked(parts: ServerParts, assertion: string): Promise<{ device: Id; jti: string; expiresAt: number } | null> {
  // Read before it is believed, only to learn whose key to check it with.
  const claims = claimsOf(assertion);
  // Outside the checks that answer "no": a database that is away must not look like a revoked device.
  const device = claims && (await findDevice(reading(parts.pool), claims.iss));
  if (!device || !(await signedBy(device, assertion, parts.now()))) return null;
  if (claims.exp * 1000 > parts.now() + (longestAssertionSeconds + toleranceSeconds) * 1000) return null;
  return { device: device.id, jti: claims.jti, expiresAt: Math.ceil((claims.exp + toleranceSeconds) * 1000) };
}

/** SMART Backend Services: a signed statement against a short-lived token. Every "no" is the same, so it teaches a guesser nothing. */
export const tokenEndpoint: Routes = (app, parts) => {
  app.post('/token', async (request, reply) => {
    const form = Form.safeParse(request.body instanceof URLSearchParams ? Object.fromEntries(request.body) : null);
    if (!form.success) throw new FhirRefusal(400, 'invalid_request');
    const assertion = await checked(parts, form.data.client_assertion);
    if (!assertion) throw new FhirRefusal(401, 'refused_device');
    const secret = newSecret();
    await inTransaction(parts.pool, async (tx) => {
      // Taken in the token's own commit: of two copies of one statement only one gets a token.
      if (!(await takeAssertion(tx, assertion.device, assertion.jti, instant(assertion.expiresAt))))
        throw new FhirRefusal(401, 'refused_device');
      await addDeviceToken(tx, { hash: hashOf(secret), device: assertion.device, expiresAt: instant(parts.now() + tokenSeconds * 1000) });
    });
    return reply.header('cache-control', 'no-store').send({ access_token: secret, token_type: 'bearer', expires_in: tokenSeconds });
  });
};

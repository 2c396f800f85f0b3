import { decodeJwt, importJWK, jwtVerify } from 'jose';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import type { PublicKey } from './deviceStore.ts';

const longestAssertionSeconds = 300;
// A device's clock is set by the server's answers, not by the server's trust: a minute is for the way.
const toleranceSeconds = 60;

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

export interface Asserted {
  readonly device: Id;
  readonly jti: string;
  readonly expiresAt: number;
}

/** What a device's signed statement says, if `find` knows the device and the key is its own; whether it was used before is for the caller to see. */
export async function checkedAssertion(assertion: string, now: number, find: (id: Id) => Promise<{ id: Id; publicKey: PublicKey } | null>): Promise<Asserted | null> {
  // Read before it is believed, only to learn whose key to check it with.
  const claims = claimsOf(assertion);
  // Outside the checks that answer "no": a database that is away must not look like a revoked device.
  const device = claims && (await find(claims.iss));
  if (!device || !(await signedBy(device, assertion, now))) return null;
  if (claims.exp * 1000 > now + (longestAssertionSeconds + toleranceSeconds) * 1000) return null;
  return { device: device.id, jti: claims.jti, expiresAt: Math.ceil((claims.exp + toleranceSeconds) * 1000) };
}

import { reading } from '../db/pool.ts';
import { fromDatabase, milliseconds } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import type { PublicKey } from './deviceStore.ts';

interface Row {
  readonly id: string;
  readonly code: string;
  readonly publicKey: PublicKey;
  readonly revokedAt: number | null;
}

/** Whose keys sign the papers of this clinic and until when, for devices without a line. Signed as the list of ended sign-ins is, under a kind of its own. */
async function sealKeys(parts: Pick<ServerParts, 'pool' | 'now' | 'epoch' | 'denyKey'>): Promise<{ readonly list: string; readonly signature: string }> {
  // Before the look: a device revoked meanwhile must not be said to have been in service at the list's time.
  const issuedAt = parts.now();
  const { rows } = await reading(parts.pool).query<Row>(`select d.id, d.code, d.public_key as "publicKey", ${milliseconds('d.revoked_at')} as "revokedAt" from device d order by d.id`);
  const devices = rows.map(({ id, code, publicKey: { x, y }, revokedAt }) => ({ id, code, x, y, revokedAt: revokedAt === null ? null : fromDatabase(revokedAt) }));
  const list = Buffer.from(JSON.stringify({ kind: 'kabinet seal keys 1', epoch: parts.epoch, issuedAt, devices }));
  return { list: list.toString('base64url'), signature: parts.denyKey.sign(list).toString('base64url') };
}

/** Signed papers: what a device has to know to tell one from a forgery by itself. */
export const seals: Routes = (app, parts) => {
  app.get('/identity/seal-keys', async (request) => {
    if (callerOf(request).kind === 'system') throw new FhirRefusal(403, 'forbidden');
    return sealKeys(parts);
  });
};

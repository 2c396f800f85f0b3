import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { Instant } from '../../shared/lib/moscow.ts';
import type { Database, ReadDb } from '../db/types.ts';
import type { ClinicApi } from './clinicApi.ts';
import { readDevice } from './deviceRecord.ts';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const Signed = z.object({ list: z.string().max(4_000_000), signature: z.string().max(200) });
type Signed = z.infer<typeof Signed>;

/** The kind is part of what is signed: the clinic's key signs other lists too, and none may pass for another. */
const SealKeys = z.object({
  kind: z.literal('kabinet seal keys 1'),
  epoch: z.string(),
  issuedAt: Instant,
  devices: z.array(z.object({ id: Id, code: z.string().max(40), x: coordinate, y: coordinate, revokedAt: Instant.nullable() })),
});
/** Every device the clinic has ever had, with the key it signs papers with. */
export type SealKeys = z.infer<typeof SealKeys>;

function believed({ list, signature }: Signed, clinicKey: string): SealKeys | null {
  const bytes = Buffer.from(list, 'base64url');
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: clinicKey }, format: 'jwk' });
    if (!verify(null, bytes, key, Buffer.from(signature, 'base64url'))) return null;
    return SealKeys.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** What this device was last told; null when it was never told anything it can believe. */
export function readSealKeys(db: ReadDb): SealKeys | null {
  const key = readDevice(db)?.record.denyKey;
  const row = db.get<Signed>('SELECT list, signature FROM seal_keys');
  return key === undefined || row === undefined ? null : believed(row, key);
}

/** An answer that is not signed, or older than what is kept, changes nothing: an old list would call a stolen device's papers genuine again. */
export async function renewSealKeys(db: Database, clinic: ClinicApi): Promise<void> {
  const key = readDevice(db.read)?.record.denyKey;
  if (key === undefined) return;
  const answer = await clinic.send({ method: 'GET', path: '/identity/seal-keys', as: 'device' });
  const signed = answer.status === 200 ? Signed.safeParse(answer.body).data : undefined;
  const list = signed && believed(signed, key);
  if (!signed || !list) return;
  const before = readSealKeys(db.read);
  // Another history of the clinic begins its clock anew; within one, only what is newer counts.
  if (before !== null && before.epoch === list.epoch && before.issuedAt >= list.issuedAt) return;
  db.write((tx) =>
    tx.run('INSERT INTO seal_keys (only_row, list, signature) VALUES (1, $list, $signature) ON CONFLICT (only_row) DO UPDATE SET list = $list, signature = $signature', { ...signed }),
  );
}

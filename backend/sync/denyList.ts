import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import type { Database, ReadDb } from '../db/types.ts';
import type { ClinicApi } from './clinicApi.ts';
import { readDevice } from './deviceRecord.ts';

/** Older than this, nobody at a desk without a line has more rights than a registrar: whom the clinic dismissed meanwhile it cannot know. */
export const oldAfterMs = 24 * 3_600_000;

const Signed = z.object({ list: z.string().max(4_000_000), signature: z.string().max(200) });
type Signed = z.infer<typeof Signed>;
const DenyList = z.object({ kind: z.literal('kabinet deny list 1'), epoch: z.string(), issuedAt: z.int(), signIns: z.array(Id), staff: z.array(Id), passwords: z.array(z.object({ staff: Id, setAt: z.int() })).default([]) });
export type DenyList = z.infer<typeof DenyList>;

/** The list, when it was signed by this clinic's key; otherwise null. */
export function believed({ list, signature }: Signed, denyKey: string): DenyList | null {
  const bytes = Buffer.from(list, 'base64url');
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: denyKey }, format: 'jwk' });
    if (!verify(null, bytes, key, Buffer.from(signature, 'base64url'))) return null;
    return DenyList.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** What this device was last told; null when it was never told anything it can believe. */
export function readDenyList(db: ReadDb): DenyList | null {
  const key = readDevice(db)?.record.denyKey;
  const row = db.get<Signed>('SELECT list, signature FROM deny_list');
  return key === undefined || row === undefined ? null : believed(row, key);
}

/** An answer that is not signed, or older than what is kept, changes nothing: an old list would let in whom a newer one keeps out. */
export async function renewDenyList(db: Database, clinic: ClinicApi): Promise<void> {
  const key = readDevice(db.read)?.record.denyKey;
  if (key === undefined) return;
  const answer = await clinic.send({ method: 'GET', path: '/identity/deny-list', as: 'device' });
  const signed = answer.status === 200 ? Signed.safeParse(answer.body).data : undefined;
  const list = signed && believed(signed, key);
  if (!signed || !list) return;
  const before = readDenyList(db.read);
  // Another history of the clinic begins its clock anew; within one, only what is newer counts.
  if (before !== null && before.epoch === list.epoch && before.issuedAt >= list.issuedAt) return;
  db.write((tx) =>
    tx.run('INSERT INTO deny_list (only_row, list, signature) VALUES (1, $list, $signature) ON CONFLICT (only_row) DO UPDATE SET list = $list, signature = $signature', { ...signed }),
  );
}

/** What a desk without a line has to know of it. A clock put back makes a list look young; one put forward only takes rights away. */
export interface Denial {
  /** Switched off, or known here by a password that has been changed since. Both times are the server's: no clock of a desk can make the old one look new. */
  readonly isDenied: (who: { readonly staffId: Id; readonly passwordSetAt: number }) => boolean;
  readonly isOld: () => boolean;
}

export function denialOf(db: ReadDb, now: () => number): Denial {
  return {
    isDenied: ({ staffId, passwordSetAt }) => {
      const list = readDenyList(db);
      return list !== null && (list.staff.includes(staffId) || list.passwords.some(({ staff, setAt }) => staff === staffId && setAt > passwordSetAt));
    },
    isOld: () => {
      const list = readDenyList(db);
      return list === null || now() - list.issuedAt > oldAfterMs;
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { Id } from '../../shared/lib/ids.ts';
import { instant, type Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { milliseconds, timestamp } from '../db/timestamp.ts';
import { hashOf } from '../devices/secrets.ts';

export const attemptSeconds = 300;
/** Beginning costs a signature; nobody at a kiosk begins more often than this. */
const mostInFiveMinutes = 20;

export interface Attempt {
  readonly id: Id;
  readonly madeAt: Instant;
  /** Who is signed in already and proves once more to be themselves. */
  readonly expectedPatient: Id | null;
}

/** A new attempt with its state, which is not kept; null when the device has begun too many. Whatever the device had begun before is over. */
export async function beginAttempt(
  tx: Tx,
  { id, device, expectedPatient, now }: { id: Id; device: Id; expectedPatient: Id | null; now: Instant },
): Promise<{ readonly state: string } | null> {
  const { rows } = await tx.query<{ begun: number }>('select count(*)::int as begun from esia_attempt a where a.device = $1 and a.made_at > $2', [
    device,
    timestamp(now - attemptSeconds * 1000),
  ]);
  if ((rows[0]?.begun ?? 0) >= mostInFiveMinutes) return null;
  // One window a device: two attempts side by side could be answered crosswise.
  await tx.query(`update esia_attempt set used_at = $2, outcome = 'replaced' where device = $1 and used_at is null`, [device, timestamp(now)]);
  const state = randomUUID();
  await tx.query(
    'insert into esia_attempt (id, device, state_hash, purpose, expected_patient, made_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [id, device, hashOf(state), expectedPatient === null ? 'sign_in' : 'again', expectedPatient, timestamp(now), timestamp(now + attemptSeconds * 1000)],
  );
  return { state };
}

/** Ends an attempt of this device, whatever comes of it; null when it is not one that waits. */
export async function useUp(tx: Tx, { id, device, now }: { id: Id; device: Id; now: Instant }): Promise<(Attempt & { readonly stateHash: Buffer }) | null> {
  const { rows } = await tx.query<{ id: Id; madeAt: number; expectedPatient: Id | null; stateHash: Buffer }>(
    `update esia_attempt a set used_at = $3 where a.id = $1 and a.device = $2 and a.used_at is null and a.expires_at > $3
     returning a.id, ${milliseconds('a.made_at')} as "madeAt", a.expected_patient as "expectedPatient", a.state_hash as "stateHash"`,
    [id, device, timestamp(now)],
  );
  const row = rows[0];
  return row ? { ...row, madeAt: instant(Math.round(row.madeAt)) } : null;
}

/** Why it ended. Once only: the first word is the true one. */
export async function noteOutcome(tx: Tx, id: Id, { outcome, patient = null, signIn = null }: { outcome: string; patient?: Id | null; signIn?: Id | null }): Promise<void> {
  await tx.query('update esia_attempt set outcome = $2, patient = $3, sign_in = $4 where id = $1 and outcome is null', [id, outcome, patient, signIn]);
}

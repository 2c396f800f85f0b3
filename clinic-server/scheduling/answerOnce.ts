import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type pg from 'pg';
import { openRefused, type Unattended } from '../conflicts/unattended.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { operationOutcome } from '../http/outcome.ts';

export interface Answer {
  readonly status: number;
  readonly body: object | null;
}

export interface OnceRequest {
  readonly key: Id;
  /** The device: a key is worth nothing in another's hands. */
  readonly caller: Id;
  /** What was asked, the whole of it. */
  readonly asked: unknown;
  readonly now: Instant;
  /** Null: somebody waits for the answer. */
  readonly unattended: Unattended | null;
}

/**
 * Runs `work` at most once for a key. The key is written first and the answer last, in the transaction of the effect itself: a copy of the
 * request waits at the key until the first one is decided, and no crash can leave an effect without its answer or the other way round.
 */
export async function answerOnce(
  pool: pg.Pool,
  { key, caller, asked, now, unattended }: OnceRequest,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  const requestHash = createHash('sha256').update(JSON.stringify(asked)).digest();
  return inTransaction(pool, async (tx) => {
    const claimed = await tx.query(
      'insert into answered (key, caller, request_hash, status, answered_at) values ($1, $2, $3, 0, $4) on conflict (key) do nothing',
      [key, caller, requestHash, timestamp(now)],
    );
    if (claimed.count === 0) {
      const stored = await storedAnswer(tx, key, caller, requestHash);
      // The first answer was for somebody who waited, and was lost; now nobody waits.
      await visible(stored);
      return stored;
    }
    await tx.query('savepoint effect');
    const answer = await shownOnly(tx, work).catch(async (error: unknown) => {
      if (!(error instanceof FhirRefusal) || error.status >= 500) throw error;
      // Undone to the last row, and still remembered: asked again, a refused command stays refused.
      await tx.query('rollback to savepoint effect');
      return { status: error.status, body: operationOutcome(error) };
    });
    await tx.query('update answered set status = $2, body = $3::jsonb where key = $1', [
      key,
      answer.status,
      answer.body && JSON.stringify(answer.body),
    ]);
    await visible(answer);
    return answer;

    async function visible({ status, body }: Answer): Promise<void> {
      const refused = status >= 400 ? StoredRefusal.safeParse(body).data : undefined;
      if (unattended !== null && refused !== undefined) await openRefused(tx, unattended, { key, code: refused.issue[0].details.coding[0].code, now });
    }
  });
}

const StoredRefusal = z.object({ issue: z.tuple([z.object({ details: z.object({ coding: z.tuple([z.object({ code: z.string() })]) }) })]) });

async function storedAnswer(tx: Tx, key: Id, caller: Id, requestHash: Buffer): Promise<Answer> {
  const { rows } = await tx.query<{ caller: Id; hash: Buffer; status: number; body: object | null }>(
    'select a.caller, a.request_hash as hash, a.status, a.body from answered a where a.key = $1',
    [key],
  );
  const stored = rows[0];
  if (!stored || stored.caller !== caller || !stored.hash.equals(requestHash)) throw new FhirRefusal(409, 'id_reused');
  await assertShown(tx, stored.body);
  return { status: stored.status, body: stored.body };
}

/**
 * D1: no operation brings out once more what was deleted, or taken back: not by an edit made before, and not by an answer remembered from
 * before. Refused, it is undone.
 */
async function assertShown(tx: Tx, body: object | null): Promise<void> {
  if (body === null) return;
  const { count } = await tx.query(
    `select from jsonb_path_query($1::jsonb, 'strict $.** ? (exists (@.resourceType))') as n(v) join resource r on r.type = n.v->>'resourceType' and r.id = n.v->>'id'
     where r.held is not null limit 1`,
    [JSON.stringify(body)],
  );
  if (count > 0) throw new FhirRefusal(404, 'not_found');
}

async function shownOnly(tx: Tx, work: (tx: Tx) => Promise<Answer>): Promise<Answer> {
  const answer = await work(tx);
  await assertShown(tx, answer.body);
  return answer;
}

const keptDays = 60;

/** Devices keep settled commands for 30 days and may send them again after a restore; twice that is safe. */
export async function forgetAnswers(tx: Tx, now: Instant): Promise<void> {
  await tx.query('delete from answered where answered_at < $1', [timestamp(now - keptDays * 86_400_000)]);
}

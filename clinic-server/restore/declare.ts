import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { databaseHistory } from './databaseHistory.ts';
import { writeHistory, type History } from './historyFile.ts';
import { openIfNobodyIsWaitedFor } from './opening.ts';
import { logOf, readLog, type Fact } from './registryLog.ts';

export interface Declared {
  readonly epoch: string;
  readonly ordinal: number;
  /** Devices the backup did not know. */
  readonly devices: number;
  /** Of devices in the lost time: in whose name they bring what they did. */
  readonly signIns: number;
  /** Under a right to act for somebody that is lost: what was done by it is for people to look at. */
  readonly signInsLost: number;
  readonly restamped: number;
  readonly waitedFor: number;
}

/** What was counted without the file may have been counted before: far enough that no word is given twice. */
const ordinalsOfTheUnknown = 16;

async function registryBack(tx: Tx, facts: readonly Fact[]): Promise<Pick<Declared, 'devices' | 'signIns' | 'signInsLost'>> {
  let [devices, signIns, signInsLost] = [0, 0, 0];
  for (const fact of facts) {
    if (fact.kind === 'device') {
      const { count } = await tx.query(
        'insert into device (id, code, profile, office_id, public_key, enrolled_at) values ($1, $2, $3, $4, $5::jsonb, $6) on conflict (id) do nothing',
        [fact.id, fact.code, fact.profile, fact.officeId, JSON.stringify(fact.publicKey), timestamp(fact.enrolledAt)],
      );
      devices += count;
      // Or the next device to be enrolled would be given a code that is printed on slips already.
      await tx.query(
        'insert into device_counter (profile, last) values ($1, $2) on conflict (profile) do update set last = greatest(device_counter.last, excluded.last)',
        [fact.profile, Number(/\d+$/.exec(fact.code)?.[0] ?? 0)],
      );
    } else if (fact.kind === 'revoked') {
      await tx.query('update device set revoked_at = coalesce(revoked_at, $2), revoked_why = coalesce(revoked_why, $3) where id = $1', [fact.id, timestamp(fact.at), fact.why]);
    } else if (await signInBack(tx, fact)) signIns += 1;
    else signInsLost += 1;
  }
  return { devices, signIns, signInsLost };
}

/** False when it was under a right to act for somebody that this database does not know: in nobody else's name is it brought. */
async function signInBack(tx: Tx, { id, device, patient, method, representation, madeAt }: Extract<Fact, { kind: 'signIn' }>): Promise<boolean> {
  const { rows } = await tx.query<{ known: boolean; acts: boolean }>(
    'select exists (select from sign_in s where s.id = $1) as known, $2::uuid is null or exists (select from representation p where p.id = $2) as acts',
    [id, representation],
  );
  if (rows[0]?.known) return true;
  if (!rows[0]?.acts) return false;
  // It is over: its token was a secret of the lost time, and only names in whose name something was done.
  await tx.query(
    `insert into sign_in (id, device, patient, token_hash, token_expires_at, token_ends_at, made_at, ended_at, method, representation) values ($1, $2, $3, $4, $5, $5, $5, $5, $6, $7)`,
    [id, device, patient, createHash('sha256').update(`lost ${id}`).digest(), timestamp(madeAt), method, representation],
  );
  return true;
}

/** Whatever the lost time has ended would be good again: it is ended once more, for everybody. */
async function endWhatOpens(tx: Tx, now: Instant): Promise<void> {
  await tx.query('update sign_in set ended_at = $1 where ended_at is null', [timestamp(now)]);
  await tx.query('update staff_sign_in set ended_at = $1 where ended_at is null', [timestamp(now)]);
  await tx.query('update enrolment_code set expires_at = $1 where device is null and expires_at > $1', [timestamp(now)]);
  await tx.query('delete from one_visit_code where used_at is null');
  await tx.query('delete from device_token');
}

/**
 * Put back by a dump, rows have numbers of another cluster's transactions; what is not behind every open one is never handed out. Only
 * the order in the feed is written: nothing of the rows themselves has changed, and no rule is to think so.
 */
async function restamp(tx: Tx): Promise<number> {
  await tx.query('alter table resource disable trigger user');
  const { count } = await tx.query('update resource set xid = pg_current_xact_id() where xid >= pg_snapshot_xmin(pg_current_snapshot())');
  await tx.query('alter table resource enable trigger user');
  await tx.query('update sign_in set xid = pg_current_xact_id() where xid >= pg_snapshot_xmin(pg_current_snapshot())');
  return count;
}

/**
 * Rules 6 and 10 of the leases: a new epoch, everything closed, nobody has reported, and the registry as it was told outside of the
 * database. One transaction, and the file after it: cut off in between, the next start finds the word in the database and follows it.
 * `file` null: it is lost too, and the administrator answers for the list of devices.
 */
export async function declareRestore(pool: pg.Pool, { path, file, epoch, now }: { readonly path: string; readonly file: History | null; readonly epoch: Id; readonly now: Instant }): Promise<Declared> {
  const log = logOf(path);
  const facts = readLog(log);
  const declared = await inTransaction(pool, async (tx) => {
    const database = await databaseHistory(tx);
    const ordinal = file === null ? database.ordinal + ordinalsOfTheUnknown : Math.max(file.ordinal, database.ordinal) + 1;
    const mark = Math.max(file?.highWater ?? 0, database.mark) + 1;
    await tx.query(`update meta set value = $1 where name = 'epoch'`, [epoch]);
    await tx.query(`update meta set value = $1 where name = 'history ordinal'`, [String(ordinal)]);
    await tx.query('update history set mark = $1, marked_xid = 0, closed_at = $2', [mark, timestamp(now)]);
    const restamped = await restamp(tx);
    const back = await registryBack(tx, facts);
    await endWhatOpens(tx, now);
    await openIfNobodyIsWaitedFor(tx);
    const { rows } = await tx.query<{ waitedFor: number }>('select count(*)::int as "waitedFor" from device d where d.revoked_at is null');
    return { epoch, ordinal, mark, cluster: database.cluster, restamped, ...back, waitedFor: rows[0]?.waitedFor ?? 0 };
  });
  const { mark, cluster, ...told } = declared;
  writeHistory(path, { kind: 'kabinet history 1', epoch, ordinal: told.ordinal, highWater: mark, cluster });
  return told;
}

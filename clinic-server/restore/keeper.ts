import type pg from 'pg';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, reading, type Tx } from '../db/pool.ts';
import { fromDatabase, milliseconds, timestamp } from '../db/timestamp.ts';
import { databaseHistory, judge } from './databaseHistory.ts';
import { readHistory, writeHistory } from './historyFile.ts';
import { appendFacts, logOf, signInsKeptMs, tidied, type Fact } from './registryLog.ts';

/** The start of a server whose database was put back and nobody has said so. */
export class UndeclaredRestore extends Error {
  override name = 'UndeclaredRestore';
}

/** For the administrator, on the screen of the machine itself. */
export const undeclaredWords = (file: string): string =>
  [
    'База данных старше, чем записано в файле истории: её восстановили из копии и не объявили об этом. Сервер не запущен, ничего не изменено.',
    `Файл истории: ${file}`,
    'Если восстановление верное, объявите его: node clinic-server/restore/tool.ts --declare --history FILE (и --database или --data, как у сервера).',
    '',
    'The database is older than the history file says: it was restored from a backup and nobody has declared it. The server has not started and nothing was changed.',
    `History file: ${file}`,
    'If the restore is right, declare it: node clinic-server/restore/tool.ts --declare --history FILE (and --database or --data as for the server).',
  ].join('\n');

export interface HistoryKeeper {
  readonly ordinal: number;
  /** When it resolves, what this database knew at the call is outside of it too. */
  note(): Promise<void>;
  /** The database has gone back under a running server. */
  isBehind(): boolean;
}

type DeviceFact = Extract<Fact, { kind: 'device' }>;
type RevokedFact = Extract<Fact, { kind: 'revoked' }>;
type SignInFact = Extract<Fact, { kind: 'signIn' }>;

async function devicesOf(tx: Tx): Promise<readonly Fact[]> {
  const { rows } = await tx.query<Omit<DeviceFact, 'kind'> & { revokedAt: number | null; why: RevokedFact['why'] }>(
    `select d.id, d.code, d.profile, d.office_id as "officeId", d.public_key as "publicKey", ${milliseconds('d.enrolled_at')} as "enrolledAt", ${milliseconds('d.revoked_at')} as "revokedAt",
       coalesce(d.revoked_why, 'revoked') as why from device d`,
  );
  return rows.flatMap(({ revokedAt, why, publicKey: { kty, crv, x, y }, ...device }): Fact[] => [
    { kind: 'device', ...device, publicKey: { kty, crv, x, y }, enrolledAt: fromDatabase(device.enrolledAt) },
    ...(revokedAt === null ? [] : [{ kind: 'revoked', id: device.id, why, at: fromDatabase(revokedAt) } as const]),
  ]);
}

/** Committed since the transaction `from`, some of them told before. */
async function signInsOf(tx: Tx, from: string, now: Instant): Promise<readonly SignInFact[]> {
  const { rows } = await tx.query<Omit<SignInFact, 'kind'>>(
    `select s.id, s.device, s.patient, s.method, s.representation, ${milliseconds('s.made_at')} as "madeAt" from sign_in s where s.xid >= $1::xid8 and s.made_at > $2`,
    [from, timestamp(now - signInsKeptMs)],
  );
  return rows.map((row) => ({ kind: 'signIn', ...row, madeAt: fromDatabase(row.madeAt) }));
}

const nameOf = (fact: Fact): string => `${fact.kind} ${fact.id}`;

/**
 * Row O6. Holds the file outside the database against the database. Refuses with `UndeclaredRestore` before anything was served. Without a
 * file (`path` null) nothing is held against anything: for a demonstration.
 */
export async function openHistory(pool: pg.Pool, path: string | null, now: () => Instant): Promise<HistoryKeeper> {
  const database = await databaseHistory(reading(pool));
  if (path === null) return { ordinal: database.ordinal, note: async () => undefined, isBehind: () => false };
  const verdict = judge(readHistory(path), database);
  if (verdict === 'behind') throw new UndeclaredRestore(undeclaredWords(path));
  const { epoch, ordinal, cluster } = database;
  const log = logOf(path);
  const told = new Set(tidied(log, now()).map(nameOf));
  let { mark } = database;
  let written: number | null = verdict === 'same' ? mark : null;
  let from = '0';
  let behind = false;
  let running: Promise<void> | null = null;
  let waiting: Promise<void> | null = null;

  async function round(): Promise<void> {
    const facts = await inTransaction(pool, async (tx) => {
      // The number moves only when something else was written since it moved last, or two servers would move it for each other for ever.
      await tx.query(
        `update history set mark = mark + 1, marked_xid = pg_current_xact_id()::text::numeric where marked_xid is distinct from pg_snapshot_xmax(pg_current_snapshot())::text::numeric - 1`,
      );
      const { rows } = await tx.query<{ open: string }>(`select pg_snapshot_xmin(pg_current_snapshot())::text as open`);
      const current = await databaseHistory(tx);
      if (current.epoch !== epoch || current.ordinal !== ordinal || current.mark < mark) {
        behind = true;
        return [];
      }
      mark = current.mark;
      const found = [...(await devicesOf(tx)), ...(await signInsOf(tx, from, now()))];
      // Who commits later than this look has a number that is not below: looked at again.
      from = rows[0]?.open ?? from;
      return found;
    });
    if (behind || path === null) return;
    const fresh = facts.filter((fact) => !told.has(nameOf(fact)));
    appendFacts(log, fresh);
    for (const fact of fresh) told.add(nameOf(fact));
    // After the commit, never before: a number the database has not kept would refuse the next start for nothing.
    if (mark !== written) writeHistory(path, { kind: 'kabinet history 1', epoch, ordinal, highWater: mark, cluster });
    written = mark;
  }

  /** A call during a round waits for the next one: the round on its way may have looked already. */
  function note(): Promise<void> {
    if (behind) return Promise.resolve();
    if (running === null) {
      running = round().finally(() => (running = null));
      return running;
    }
    waiting ??= running.then(
      () => undefined,
      () => undefined,
    ).then(() => {
      waiting = null;
      return note();
    });
    return waiting;
  }

  await note();
  return { ordinal, note, isBehind: () => behind };
}


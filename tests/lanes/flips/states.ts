import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { ReadDb } from '../../../backend/db/types.ts';

/** One committed state of the file: a digest of every table, by name. */
export type State = ReadonlyMap<string, string>;

const logHeadBytes = 32;
const frameBytes = 24 + 4_096;

/** What can be read of every table, in the order of the schema, until one cannot be read; `unread` is then the error's code. */
export function readTables(db: ReadDb): { readonly state: State; readonly unread: string | null } {
  const state = new Map<string, string>();
  try {
    for (const { name } of db.all<{ name: string }>(`SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name`)) {
      const rows = db.all<Record<string, unknown>>(`SELECT * FROM main.${name}`).map((row) => JSON.stringify(row));
      state.set(name, createHash('sha1').update(rows.toSorted().join('\n')).digest('hex'));
    }
    return { state, unread: null };
  } catch (error) {
    return { state, unread: codeOf(error) };
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
}

/** Every state that was ever committed since the log was begun: the file with the log up to each of its commits. */
export function committedStates(files: ReadonlyMap<string, Buffer>, key: Buffer, where: string): State[] {
  const log = files.get('kabinet.db-wal') ?? Buffer.alloc(0);
  const lengths = [0];
  for (let at = logHeadBytes; at + frameBytes <= log.length; at += frameBytes) {
    // Frames of an earlier log lie behind the last one of this log.
    if (!log.subarray(at + 8, at + 16).equals(log.subarray(16, 24))) break;
    if (log.readUInt32BE(at + 4) > 0) lengths.push(at + frameBytes);
  }
  return lengths.map((length) => openRaw(files.get('kabinet.db') ?? Buffer.alloc(0), log.subarray(0, length), key, where));
}

function openRaw(file: Buffer, log: Buffer, key: Buffer, where: string): State {
  const folder = mkdtempSync(join(where, 'kabinet-state-'));
  try {
    const path = join(folder, 'kabinet.db');
    writeFileSync(path, file);
    writeFileSync(`${path}-wal`, log);
    const sqlite = new Sqlite(path, { readonly: true });
    try {
      sqlite.pragma(`cipher = 'sqlcipher'`);
      sqlite.pragma(`key = "x'${key.toString('hex')}'"`);
      const { state, unread } = readTables({ all: <Row>(sql: string) => sqlite.prepare(sql).all() as Row[], get: <Row>(sql: string) => sqlite.prepare(sql).get() as Row | undefined });
      if (unread !== null) throw new Error(`the undamaged file cannot be read: ${unread}`);
      return state;
    } finally {
      sqlite.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether everything that was read is one committed state, or the part of it that could be read. */
export function isPartOf(read: State, state: State): boolean {
  return [...read].every(([name, digest]) => state.get(name) === digest);
}

import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';

/** Commits that this device made are not in its file any more: the log was damaged, cut short or taken away. */
export class CommitsLost extends Error {
  override name = 'CommitsLost';
}

/** How far the file had come when the last commit returned. */
interface Mark {
  /** Audit events so far; every command and every access writes one, and none is ever deleted. */
  readonly events: number;
  /** Which log the commit is in: the two numbers SQLite draws whenever it begins the log anew. Empty: folded into the file and gone. */
  readonly log: string;
  /** Pages in that log. */
  readonly pages: number;
}

const pathOf = (database: string): string => `${database}-mark`;
const lineOf = ({ events, log, pages }: Mark): string => `kabinet mark 1 ${events} ${log === '' ? '-' : log} ${pages}`;
const checksumOf = (line: string): string => createHash('sha256').update(line).digest('hex').slice(0, 16);
const recordBytes = 96;

/** The log's header is plain: bytes 16 to 23 name it. */
function logName(file: number): string {
  const name = Buffer.alloc(8);
  return readSync(file, name, 0, 8, 16) === 8 ? name.toString('hex') : '';
}

/** A question that is asked again and again: how far the open file is. `logFile` null: there is no log. */
function progressOf(sqlite: Sqlite.Database): (logFile: number | null) => Mark {
  const events = sqlite.prepare<[], { events: number }>(`SELECT seq AS events FROM main.sqlite_sequence WHERE name = 'audit'`);
  const position = sqlite.prepare<[], { log: number }>('PRAGMA wal_checkpoint(NOOP)');
  return (logFile) => {
    const pages = logFile === null ? 0 : Math.max(0, position.get()?.log ?? 0);
    return { events: events.get()?.events ?? 0, log: pages === 0 || logFile === null ? '' : logName(logFile), pages };
  };
}

/** Null: none. Everything has been folded, or it was taken away. */
function openLog(database: string): number | null {
  try {
    return openSync(`${database}-wal`, 'r');
  } catch {
    return null;
  }
}

/** Null: there is none, or it cannot be believed. */
function readMark(database: string): Mark | null {
  let file;
  try {
    file = openSync(pathOf(database), 'r');
    const record = Buffer.alloc(recordBytes);
    const text = record.toString('latin1', 0, readSync(file, record, 0, recordBytes, 0)).trimEnd();
    const [, line = '', events, log, pages, checksum] = /^(kabinet mark 1 (\d+) (-|[0-9a-f]{16}) (\d+)) ([0-9a-f]{16})$/.exec(text) ?? [];
    return checksum === checksumOf(line) ? { events: Number(events), log: log === '-' || log === undefined ? '' : log, pages: Number(pages) } : null;
  } catch {
    return null;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * Throws `CommitsLost` when the file is behind its mark. SQLite itself cannot know: a damaged page of the log ends the log there, as an
 * unfinished write does, and a log that is gone leaves the file as of the last fold; both open without a word.
 */
export function assertNothingLost(sqlite: Sqlite.Database, database: string): void {
  const mark = readMark(database);
  if (mark === null) return;
  const logFile = openLog(database);
  try {
    const found = progressOf(sqlite)(logFile);
    if (found.events < mark.events) throw new CommitsLost('events');
    if (mark.log === '') return;
    if (found.log === mark.log) {
      if (found.pages < mark.pages) throw new CommitsLost('log');
      return;
    }
  } finally {
    if (logFile !== null) closeSync(logFile);
  }
  // Another log, or none: begun anew just before the process was killed, or damaged at its head while it was being folded into the file.
  const [checked] = sqlite.pragma('integrity_check') as { readonly integrity_check: string }[];
  if (checked?.integrity_check !== 'ok') throw new CommitsLost('pages');
}

/**
 * Keeps beside the file how far it has come. Written after the commit and never flushed: it costs microseconds, and what a power cut takes
 * of it only makes it older or unreadable, never ahead of the file. A disk without room for it costs the mark, not the commit.
 */
export function keepCommitMark(sqlite: Sqlite.Database, database: string) {
  let file: number | null = null;
  let logFile: number | null = null;
  let last = '';
  let progress: ReturnType<typeof progressOf> | null = null;

  function put(mark: Mark): void {
    const line = lineOf(mark);
    if (line === last) return;
    file ??= openSync(pathOf(database), constants.O_RDWR | constants.O_CREAT, 0o600);
    writeSync(file, `${line} ${checksumOf(line)}`.padEnd(recordBytes), 0, 'latin1');
    last = line;
  }

  function attempt(work: () => void): void {
    try {
      work();
    } catch {
      // The commit stands; the mark stays behind, which is allowed.
    }
  }

  return {
    committed: () =>
      attempt(() => {
        logFile ??= openLog(database);
        progress ??= progressOf(sqlite);
        put(progress(logFile));
      }),
    /** Before the file is closed, which folds the log and deletes it. */
    closing: () => attempt(() => put((progress ?? progressOf(sqlite))(null))),
    closed(): void {
      for (const one of [file, logFile]) if (one !== null) closeSync(one);
    },
  };
}

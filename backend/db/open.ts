import Sqlite from 'better-sqlite3';
import { assertNothingLost, keepCommitMark } from './commitMark.ts';
import { assertNotFromTheFuture, migrate, versionOf } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { personalTables, type PersonalSchema } from './personalTables.ts';
import type { Database, Params, ReadDb, WriteTx } from './types.ts';

export interface OpenOptions {
  /** A file: a database in memory cannot be encrypted and is refused. */
  readonly path: string;
  /** 32 bytes. The caller keeps ownership and zeroes them. */
  readonly key: Buffer;
  /** `personal` on a kiosk: patients' rows live in memory only. */
  readonly personal: PersonalSchema;
  /** A build of SQLite for this Electron, or null for the one in the package. */
  readonly binding: string | null;
}

/** better-sqlite3-multiple-ciphers adds `key` to the class its types describe. */
interface Keyed extends Sqlite.Database {
  key(key: Buffer): number;
  rekey(key: Buffer): number;
}

/** An open database with what only the owner of the patient's session may do. */
export interface DeviceDatabase extends Database {
  /** Empties every personal table that lives in memory; at a desk nothing happens. */
  forgetPatient(): void;
}

/**
 * Throws `DatabaseFromTheFuture`, `CommitsLost`, or SQLite's own error when the key does not fit or the file is damaged; the file is then as before:
 * an existing one is first read through a read-only handle, because a writing one would fold the log into it while closing.
 */
export function openDatabase(options: OpenOptions, exists: boolean): DeviceDatabase {
  if (exists) probe(options);
  const sqlite = open(options, false);
  try {
    harden(sqlite);
    migrate(sqlite, migrations);
    createPersonalTables(sqlite, options.personal);
  } catch (error) {
    sqlite.close();
    throw error;
  }
  return handles(sqlite, options);
}

/**
 * Encrypts the whole file anew, in one transaction of the log: killed at any moment, the file opens with the old key or with the new one.
 * Throws SQLite's error when it cannot (no space); the old key is then the right one still.
 */
export function rekeyDatabase(options: OpenOptions, nextKey: Buffer): void {
  const sqlite = open(options, false);
  try {
    harden(sqlite);
    // Pages of the old key in front of those of the new one would hide the change from whoever opens with the new key after a crash.
    if (!foldLog(sqlite)) throw new Error('somebody else has the file open');
    withRaw(nextKey, (raw) => sqlite.rekey(raw));
    // Committed already: this only takes the old key's pages off the disk now and not at the next close.
    foldLog(sqlite);
  } finally {
    sqlite.close();
  }
}

/** False when somebody else is reading: then the log stays as long as it is. */
function foldLog(sqlite: Sqlite.Database): boolean {
  const [folded] = sqlite.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
  return folded?.busy === 0;
}

/** Loads the native library, and nothing else: no file, no key. Throws when there is none for this program. */
export function loadSqlite(binding: string | null): void {
  new Sqlite(':memory:', withBinding(binding)).close();
}

const withBinding = (binding: string | null) => (binding === null ? {} : { nativeBinding: binding });

/** The raw key as SQLite takes it, gone again afterwards. */
function withRaw(key: Buffer, take: (raw: Buffer) => void): void {
  const raw = Buffer.from(`x'${key.toString('hex')}'`);
  take(raw);
  raw.fill(0);
}

function open({ path, key, binding }: OpenOptions, readonly: boolean): Keyed {
  const sqlite = new Sqlite(path, { readonly, timeout: 5_000, ...withBinding(binding) }) as Keyed;
  // Cipher, then key, then anything else: any other order makes a file that the right order can never open.
  sqlite.pragma(`cipher = 'sqlcipher'`);
  withRaw(key, (raw) => sqlite.key(raw));
  return sqlite;
}

function probe(options: OpenOptions): void {
  const sqlite = open(options, true);
  try {
    sqlite.prepare('SELECT count(*) FROM sqlite_schema').get();
    assertNotFromTheFuture(sqlite, migrations.length);
    // Through this handle and no other: a writing one would go on writing where the lost commits were.
    assertNothingLost(sqlite, options.path);
    // What every start reads next: found unreadable by a writing handle, the file would be changed by its closing.
    if (versionOf(sqlite) > 0) sqlite.prepare('SELECT only_row, record, epoch FROM device').all();
  } finally {
    sqlite.close();
  }
}

function harden(sqlite: Sqlite.Database): void {
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('trusted_schema = OFF');
  sqlite.pragma('cell_size_check = ON');
  sqlite.pragma('secure_delete = ON');
  // Otherwise sorting patients in memory spills them, in plain text, into a temporary file.
  sqlite.pragma('temp_store = MEMORY');
  sqlite.pragma('mmap_size = 0');
}

function createPersonalTables(sqlite: Sqlite.Database, schema: PersonalSchema): void {
  if (schema === 'personal') {
    sqlite.exec(`ATTACH ':memory:' AS personal`);
    sqlite.pragma('personal.secure_delete = ON');
  }
  sqlite.transaction(() => personalTables.forEach((table) => sqlite.exec(table(schema))))();
  if (schema === 'main') return;
  const doubled = sqlite
    .prepare<[], { name: string }>('SELECT name FROM main.sqlite_schema WHERE name IN (SELECT name FROM personal.sqlite_schema)')
    .get();
  // A name in both resolves to the file, silently: the next patient's rows would be written to disk.
  if (doubled) throw new Error(`personal table ${doubled.name} exists in the file`);
}

function handles(sqlite: Sqlite.Database, { personal, path }: Pick<OpenOptions, 'personal' | 'path'>): DeviceDatabase {
  const mark = keepCommitMark(sqlite, path);
  const prepared = new Map<string, Sqlite.Statement<[Params]>>();
  // Statements survive DETACH and ATTACH: SQLite prepares them again by itself.
  function statement(sql: string): Sqlite.Statement<[Params]> {
    const known = prepared.get(sql);
    if (known) return known;
    const made = sqlite.prepare<[Params]>(sql);
    prepared.set(sql, made);
    return made;
  }
  function readOnly(sql: string): Sqlite.Statement<[Params]> {
    const found = statement(sql);
    if (!found.readonly || !found.reader) throw new Error('writing through a read handle');
    return found;
  }

  const read: ReadDb = {
    all: <Row>(sql: string, params: Params = {}) => readOnly(sql).all(params) as Row[],
    get: <Row>(sql: string, params: Params = {}) => readOnly(sql).get(params) as Row | undefined,
  };
  const tx = {
    all: <Row>(sql: string, params: Params = {}) => statement(sql).all(params) as Row[],
    get: <Row>(sql: string, params: Params = {}) => statement(sql).get(params) as Row | undefined,
    run: (sql: string, params: Params = {}) => ({ changes: statement(sql).run(params).changes }),
  } as WriteTx;

  function forgetPatient(): void {
    if (personal === 'main' || !sqlite.open) return;
    sqlite.transaction(() => {
      const tables = sqlite.prepare<[], { name: string }>(`SELECT name FROM personal.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).all();
      for (const { name } of tables) sqlite.exec(`DELETE FROM personal.${name}`);
    })();
  }

  function close(): void {
    if (!sqlite.open) return;
    forgetPatient();
    // Deleted with secure_delete and detached, hardly anything of the patient stays in memory until the process ends.
    if (personal === 'personal') sqlite.exec('DETACH personal');
    mark.closing();
    sqlite.close();
    mark.closed();
  }

  function write<T>(fn: (tx: WriteTx) => T): T {
    const result = sqlite.transaction(() => fn(tx)).immediate();
    mark.committed();
    return result;
  }

  return { read, write, close, forgetPatient };
}

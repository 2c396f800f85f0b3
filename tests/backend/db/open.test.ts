import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { attempt } from '../../../backend/db/savepoint.ts';
import { openDatabase } from '../../../backend/db/open.ts';
import type { PersonalSchema } from '../../../backend/db/personalTables.ts';

let folder: string;
let path: string;
const key = randomBytes(32);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kabinet-db-'));
  path = join(folder, 'kabinet.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (personal: PersonalSchema = 'personal', withKey = key) => openDatabase({ path, key: withKey, personal, binding: null }, existsSync(path));
const sha = () => createHash('sha256').update(readFileSync(path)).digest('hex');

/** The file through a connection of its own, with the same key. */
function raw(work: (sqlite: Sqlite.Database) => void): void {
  const sqlite = new Sqlite(path);
  sqlite.pragma(`cipher = 'sqlcipher'`);
  sqlite.pragma(`key = "x'${key.toString('hex')}'"`);
  work(sqlite);
  sqlite.close();
}

test('H40 the file is encrypted and every pragma that protects it is set', () => {
  const db = open();
  const pragma = (name: string) => Object.values(db.read.get<Record<string, unknown>>(`SELECT * FROM pragma_${name}`) ?? {})[0];
  expect(pragma('journal_mode')).toBe('wal');
  expect(pragma('synchronous')).toBe(2);
  expect(pragma('foreign_keys')).toBe(1);
  expect(pragma('trusted_schema')).toBe(0);
  expect(pragma('cell_size_check')).toBe(1);
  expect(pragma('secure_delete')).toBe(1);
  expect(pragma('temp_store')).toBe(2);
  db.close();
  expect(readFileSync(path).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
});

test('K2 a patient row on a kiosk is in no file of the device, before and after closing', () => {
  const db = open();
  const canary = 'КАНАРЕЙКА-7341';
  db.write((tx) => {
    for (let index = 0; index < 500; index += 1) {
      tx.run(`INSERT INTO patient (id, family, given, patronymic, birth_date, phone) VALUES ($id, $name, $name, $name, '1980-01-01', $name)`, { id: `p${index}`, name: canary });
    }
  });
  expect(db.read.all('SELECT id, family FROM patient ORDER BY family, id DESC')).toHaveLength(500);
  const holds = () => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(canary));
  expect(holds()).toBe(false);
  raw((sqlite) => expect(sqlite.prepare(`SELECT name FROM sqlite_schema WHERE name IN ('patient', 'appointment') OR name LIKE 'personal%'`).all()).toEqual([]));
  db.forgetPatient();
  expect(db.read.all('SELECT id FROM patient')).toEqual([]);
  db.close();
  expect(holds()).toBe(false);
});

test('K2 a personal table that slipped into the file stops the start', () => {
  open().close();
  raw((sqlite) => sqlite.exec('CREATE TABLE patient (id TEXT)'));
  expect(() => open()).toThrow('personal table patient exists in the file');
});

test('O3 at a desk patients are kept in the encrypted file over a restart', () => {
  const insert = `INSERT INTO patient (id, family, given, birth_date) VALUES ('p', 'Ёлкин', 'Пётр', '1980-01-01')`;
  const before = open('main');
  before.write((tx) => tx.run(insert));
  before.forgetPatient();
  before.close();
  const after = open('main');
  expect(after.read.all('SELECT id, family FROM patient')).toEqual([{ id: 'p', family: 'Ёлкин' }]);
  after.close();
});

test('H41 with a wrong key the file does not open and not one byte of it changes', () => {
  const db = open();
  db.write((tx) => tx.run(`INSERT INTO counter (name, value) VALUES ('x', 1)`));
  db.close();
  const before = sha();
  expect(() => open('personal', randomBytes(32))).toThrow();
  expect(sha()).toBe(before);
  const again = open();
  expect(again.read.get('SELECT value FROM counter')).toEqual({ value: 1 });
  again.close();
});

test('O3 a database of a newer build is refused untouched', () => {
  open().close();
  raw((sqlite) => sqlite.pragma('user_version = 9999'));
  const before = sha();
  expect(() => open()).toThrow(expect.objectContaining({ name: 'DatabaseFromTheFuture' }));
  expect(sha()).toBe(before);
});

test('O3 a database of a newer build that was killed keeps its log: looking at it folds nothing in', () => {
  open().close();
  const killed = join(folder, 'killed.db');
  raw((sqlite) => {
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('user_version = 9999');
    for (const name of ['', '-wal']) copyFileSync(`${path}${name}`, `${killed}${name}`);
  });
  const content = () => ['', '-wal'].map((name) => createHash('sha256').update(readFileSync(`${killed}${name}`)).digest('hex'));
  const before = content();
  expect(readFileSync(`${killed}-wal`).length).toBeGreaterThan(0);
  expect(() => openDatabase({ path: killed, key, personal: 'personal', binding: null }, true)).toThrow(expect.objectContaining({ name: 'DatabaseFromTheFuture' }));
  expect(content()).toEqual(before);
});

test('O3 a damaged file is refused untouched', () => {
  open().close();
  raw((sqlite) => sqlite.exec('DELETE FROM counter'));
  const bytes = readFileSync(path);
  bytes[500] = (bytes[500] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const before = sha();
  expect(() => open()).toThrow();
  expect(sha()).toBe(before);
});

test('H21 a read handle cannot write, not even by a statement that returns rows', () => {
  const db = open();
  expect(() => db.read.get(`DELETE FROM counter RETURNING name`)).toThrow('read handle');
  expect(() => db.read.all(`INSERT INTO counter (name, value) VALUES ('x', 1) RETURNING name`)).toThrow('read handle');
  db.close();
});

test('O3 a transaction that throws leaves nothing, and a failed part inside one leaves only itself undone', () => {
  const db = open();
  const count = () => db.read.get<{ n: number }>('SELECT count(*) AS n FROM counter')?.n;
  const add = `INSERT INTO counter (name, value) VALUES ($name, 1)`;
  expect(() =>
    db.write((tx) => {
      tx.run(add, { name: 'a' });
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(count()).toBe(0);
  const error = db.write((tx) => {
    tx.run(add, { name: 'kept' });
    return attempt(tx, () => {
      tx.run(add, { name: 'undone' });
      throw new Error('part');
    });
  });
  expect(error).toEqual(new Error('part'));
  expect(db.read.all('SELECT name FROM counter')).toEqual([{ name: 'kept' }]);
  db.close();
});

test('H49 the audit table refuses change and deletion', () => {
  const db = open();
  db.write((tx) => tx.run(`INSERT INTO audit (at, role, action) VALUES (1, 'visitor', 'x')`));
  expect(() => db.write((tx) => tx.run(`UPDATE audit SET action = 'y'`))).toThrow('append-only');
  expect(() => db.write((tx) => tx.run('DELETE FROM audit'))).toThrow('append-only');
  db.close();
});

import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { CommitsLost } from '../../../backend/db/commitMark.ts';
import { openDatabase, type DeviceDatabase } from '../../../backend/db/open.ts';

const key = randomBytes(32);
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

function folderOf(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `kabinet-${name}-`));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function openIn(folder: string): DeviceDatabase {
  const path = join(folder, 'kabinet.db');
  const db = openDatabase({ path, key, personal: 'personal', binding: null }, existsSync(path));
  closing.unshift(() => db.close());
  return db;
}

function event(db: DeviceDatabase): void {
  db.write((tx) => tx.run(`INSERT INTO audit (at, role, action) VALUES (1, 'patient', 'slips.print')`));
}

function count(db: DeviceDatabase, name: string): void {
  db.write((tx) => tx.run('INSERT INTO counter (name, value) VALUES ($name, 1)', { name }));
}

/** What a kill leaves: the folder as it is while the device works. */
function killed(from: string): string {
  const folder = folderOf('killed');
  for (const name of readdirSync(from)) copyFileSync(join(from, name), join(folder, name));
  return folder;
}

/** A device with one event folded into its file and two commits in the log: an event, and a row that no event goes with. */
function worked(): string {
  const folder = folderOf('worked');
  const before = openIn(folder);
  event(before);
  before.close();
  const db = openIn(folder);
  event(db);
  count(db, 'last');
  return folder;
}

const events = (db: DeviceDatabase) => db.read.get<{ many: number }>('SELECT count(*) AS many FROM audit')?.many;

test('F10 a killed device opens with everything, and so does one that was closed', () => {
  const folder = killed(worked());
  const db = openIn(folder);
  expect(events(db)).toBe(2);
  db.close();
  expect(existsSync(join(folder, 'kabinet.db-wal'))).toBe(false);
  expect(events(openIn(folder))).toBe(2);
});

test('F10 a log that is gone, cut short or damaged anywhere is a loss and not an older state, and nothing is changed by finding it', () => {
  const folder = worked();
  const log = (of: string) => join(of, 'kabinet.db-wal');
  const harm: readonly ((of: string) => void)[] = [
    (of) => unlinkSync(log(of)),
    (of) => truncateSync(log(of), 0),
    (of) => truncateSync(log(of), 20),
    // Only the last commit, which wrote no event.
    (of) => truncateSync(log(of), statSync(log(of)).size - 1),
    (of) => {
      const bytes = readFileSync(log(of));
      bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
      writeFileSync(log(of), bytes);
    },
  ];
  for (const [index, work] of harm.entries()) {
    const damaged = killed(folder);
    work(damaged);
    const before = readFileSync(join(damaged, 'kabinet.db'));
    expect(() => openIn(damaged), String(index)).toThrow(CommitsLost);
    expect(readFileSync(join(damaged, 'kabinet.db')).equals(before)).toBe(true);
  }
});

test('F10 a mark that is gone, torn or older than the file accuses nobody', () => {
  const folder = worked();
  const older = readFileSync(join(folder, 'kabinet.db-mark'));
  const db = openIn(folder);
  event(db);
  for (const mark of [older, null, Buffer.alloc(0), older.subarray(0, 30), Buffer.alloc(older.length)]) {
    const copy = killed(folder);
    if (mark === null) unlinkSync(join(copy, 'kabinet.db-mark'));
    else writeFileSync(join(copy, 'kabinet.db-mark'), mark);
    expect(events(openIn(copy))).toBe(3);
  }
});

test('F10 a log begun anew after the mark was written is looked through and believed', () => {
  const folder = worked();
  const mark = readFileSync(join(folder, 'kabinet.db-mark'));
  const again = killed(folder);
  openIn(again).close();
  event(openIn(again));
  const copy = killed(again);
  writeFileSync(join(copy, 'kabinet.db-mark'), mark);
  expect(events(openIn(copy))).toBe(3);
});

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, type DeviceDatabase } from '../../../backend/db/open.ts';
import { syncRules } from '../../../backend/features/index.ts';
import { Unreachable, type ClinicAnswer } from '../../../backend/sync/clinicApi.ts';
import { retryErrors, takeDeferred } from '../../../backend/sync/feedRows.ts';
import { deferredRows, errorRows, knownVersion, position } from '../../../backend/sync/feedStore.ts';
import { enqueue, settle } from '../../../backend/sync/outbox.ts';
import { createPageSize } from '../../../backend/sync/pageSize.ts';
import { pull, type PullDeps } from '../../../backend/sync/pull.ts';
import { indexRules, type RuleIndex } from '../../../backend/sync/ruleIndex.ts';
import { extensions } from '../../../shared/fhir/names.ts';

let folder: string;
let db: DeviceDatabase;
/** Milliseconds on the clock of the port. */
let clock: number;
let asked: URLSearchParams[];
/** The feed, and what a page of so many rows does to the clock. */
let feed: object[];
let takesMs: (rows: number) => number;
let locked: string[];
let breaks: boolean;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kabinet-pull-'));
  db = openDatabase({ path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'main', binding: null }, false);
  [clock, asked, feed, takesMs, locked, breaks] = [0, [], [], () => 10, [], false];
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (id: string, version: number) => ({ resource: { resourceType: 'Appointment', id, meta: { versionId: String(version) } } });
const gone = (id: string, version: number, left: boolean) => ({
  ...(left ? { extension: [{ url: extensions.leftScope, valueBoolean: true }] } : {}),
  ...{ request: { method: 'DELETE', url: `Appointment/${id}` }, response: { status: '204', etag: `W/"${version}"` } },
});
const many = (count: number) => Array.from({ length: count }, () => put(randomUUID(), 1));

const rules: RuleIndex = {
  ...indexRules(syncRules),
  wants: (type): type is 'Appointment' => type === 'Appointment',
  apply: (tx, { id }) => (tx.run('INSERT INTO counter (name, value) VALUES ($id, 1) ON CONFLICT (name) DO NOTHING', { id }), ['appointments']),
  remove(tx, _type, id) {
    if (breaks) throw new Error('a rule of ours');
    tx.run('DELETE FROM counter WHERE name = $id', { id });
    return ['appointments'];
  },
  locks: () => locked,
};
const kept = () => db.read.all<{ name: string }>('SELECT name FROM counter ORDER BY name').map(({ name }) => name);

function deps(pageSize = createPageSize()): PullDeps {
  return {
    ...{ db, rules, pageSize, newId: randomUUID, wallNow: () => 0, monotonicNow: () => clock, reportBug: () => undefined, forOffice: true },
    ...{ onPage: () => undefined, wanted: () => true },
    clinic: { send: async ({ path }) => answer(new URL(path, 'http://clinic.invalid').searchParams) },
  };
}

function answer(parameters: URLSearchParams): ClinicAnswer {
  asked.push(parameters);
  const [from, count] = [Number(parameters.get('_cursor') ?? 0), Number(parameters.get('_count'))];
  const entry = feed.slice(from, from + count);
  clock += takesMs(count);
  const link = [{ relation: 'next', url: `/fhir/_history?_cursor=${from + entry.length}` }];
  return { status: 200, body: { resourceType: 'Bundle', type: 'history', total: feed.length - from, link, entry }, refusal: null, retryAfterMs: null };
}
const sizes = () => asked.map((parameters) => Number(parameters.get('_count')));

test('O5 pages grow on a good line to two thousand rows and no further', async () => {
  feed = many(5_200);
  takesMs = (rows) => 5 + rows / 100;
  await pull(deps(), 'personal');
  expect(sizes()).toEqual([50, 100, 200, 400, 800, 1_600, 2_000, 2_000]);
  expect(kept()).toHaveLength(5_200);
});

test('O5 a page takes about 300 ms of what the line carries; the way there and back does not count', async () => {
  feed = many(3_000);
  takesMs = (rows) => 700 + rows;
  await pull(deps(), 'personal');
  const settled = sizes().slice(5);
  expect(settled.length).toBeGreaterThan(2);
  for (const rows of settled) expect(rows).toBeGreaterThan(200);
  for (const rows of settled) expect(rows).toBeLessThan(450);
});

test('O5 a line that carries only short pages gets them: each cut halves the next, down to fifty rows', async () => {
  feed = many(900);
  const pageSize = createPageSize();
  await pull(deps(pageSize), 'personal');
  feed.push(...many(2_000));
  takesMs = (rows) => {
    if (rows > 120) throw new Unreachable('cut');
    return 10;
  };
  for (let tries = 0; tries < 20 && position(db.read, 'personal').cursor !== '2900'; tries += 1) await pull(deps(pageSize), 'personal').catch((error: unknown) => expect(error).toBeInstanceOf(Unreachable));
  expect(position(db.read, 'personal').cursor).not.toBe('900');
  expect(Math.min(...sizes().slice(5))).toBe(100);
  takesMs = () => {
    throw new Unreachable('cut');
  };
  for (let tries = 0; tries < 6; tries += 1) await pull(deps(pageSize), 'personal').catch(() => undefined);
  expect(sizes().at(-1)).toBe(50);
});

test('O1 a desk asks for its office’s records under the device’s own name', async () => {
  await pull(deps(), 'personal');
  await pull({ ...deps(), forOffice: false }, 'personal');
  await pull(deps(), 'shared');
  expect(asked.map((parameters) => parameters.get('_scope'))).toEqual(['office', null, null]);
});

test('O1 a server that knows no offices is no failure', async () => {
  const refused: ClinicAnswer = { status: 400, body: null, refusal: 'unknown_parameter', retryAfterMs: null };
  await pull({ ...deps(), clinic: { send: async () => refused } }, 'personal');
  await expect(pull({ ...deps(), clinic: { send: async () => refused } }, 'shared')).rejects.toThrow('server_error');
});

test('O1 what left is gone here and forgotten: it comes back in the very version it had', async () => {
  const [id, other] = [randomUUID(), randomUUID()];
  feed = [put(id, 5), put(other, 2), gone(id, 5, true)];
  await pull(deps(), 'personal');
  expect(kept()).toEqual([other]);
  expect(knownVersion(db.read, 'personal', 'Appointment', id)).toBe(0);
  feed.push(put(id, 5));
  await pull(deps(), 'personal');
  expect(kept().toSorted()).toEqual([id, other].toSorted());
  // One that was removed at the clinic does not.
  feed.push(gone(other, 3, false), put(other, 3));
  await pull(deps(), 'personal');
  expect(kept()).toEqual([id]);
});

test('O1 what left waits for an unsent change of it, and goes when the change has settled', async () => {
  const [id, commandId] = [randomUUID(), randomUUID()];
  feed = [put(id, 1)];
  await pull(deps(), 'personal');
  db.write((tx) => enqueue(tx, { commandId, channel: 'appointments.cancel', input: {}, output: {}, role: 'patient', patientId: null, signInId: null, at: 0 }));
  locked = [`Appointment/${id}`];
  feed.push(gone(id, 1, true));
  await pull(deps(), 'personal');
  expect(kept()).toEqual([id]);
  // Came back and left again meanwhile: the last word counts, though all of them speak of one version.
  feed.push(put(id, 1));
  await pull(deps(), 'personal');
  expect(deferredRows(db.read, 'personal')).toEqual([]);
  feed.push(gone(id, 1, true));
  await pull(deps(), 'personal');
  expect(deferredRows(db.read, 'personal')).toMatchObject([{ id, deleted: true, left: true }]);
  db.write((tx) => settle(tx, 1, 'applied', null, 0));
  locked = [];
  db.write((tx) => takeDeferred(tx, deps()));
  expect(kept()).toEqual([]);
  expect(deferredRows(db.read, 'personal')).toEqual([]);
});

test('O1 what left and could not be taken away is tried again at the next start', async () => {
  const id = randomUUID();
  feed = [put(id, 1), gone(id, 1, true)];
  breaks = true;
  await pull(deps(), 'personal');
  expect(errorRows(db.read, 'personal')).toMatchObject([{ id, left: true }]);
  breaks = false;
  db.write((tx) => retryErrors(tx, deps(), 'personal'));
  expect([kept(), errorRows(db.read, 'personal')]).toEqual([[], []]);
});

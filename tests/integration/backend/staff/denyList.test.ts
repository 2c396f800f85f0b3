import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, type DeviceDatabase } from '../../../../backend/db/open.ts';
import { createDesk } from '../../../../backend/server/desk.ts';
import type { ClinicAnswer, ClinicRequest } from '../../../../backend/sync/clinicApi.ts';
import { Unreachable } from '../../../../backend/sync/clinicApi.ts';
import { denialOf, readDenyList, renewDenyList } from '../../../../backend/sync/denyList.ts';
import { saveDevice } from '../../../../backend/sync/deviceRecord.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { createFakeClock } from '../../../support/fakeClock.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 22, 9);
const clinicKey = generateKeyPairSync('ed25519');
const staffId = randomUUID();
const irina = { login: 'irina', password: 'parol-registratury' };
const said = (status: number, body: unknown): ClinicAnswer => ({ status, body, refusal: null, retryAfterMs: null });

interface Word {
  readonly staff?: readonly string[];
  readonly passwords?: readonly { readonly staff: string; readonly setAt: number }[];
  readonly issuedAt?: number;
  readonly epoch?: string;
}
function signed({ staff = [], passwords = [], issuedAt = start, epoch = 'one' }: Word, key = clinicKey): { list: string; signature: string } {
  const list = Buffer.from(JSON.stringify({ kind: 'kabinet deny list 1', epoch, issuedAt, signIns: [], staff, passwords }));
  return { list: list.toString('base64url'), signature: sign(null, list, key.privateKey).toString('base64url') };
}

let folder: string;
let db: DeviceDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kabinet-deny-'));
  db = openDatabase({ path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'main', binding: null }, false);
  const { x } = clinicKey.publicKey.export({ format: 'jwk' });
  db.write((tx) =>
    saveDevice(tx, {
      ...{ deviceId: randomUUID(), code: 'Р01', profile: 'reception', officeId: randomUUID(), clinic: { ru: 'К', en: null }, phone: '', denyKey: x ?? '' },
      policy: { idleSeconds: 1, warnSeconds: 1, changeableHours: 1, maxActiveVisits: 1, holdSeconds: 1, holdSecondsLonger: 1 },
    }),
  );
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const hear = (answer: object | null, status = 200) => renewDenyList(db, { send: () => Promise.resolve(said(status, answer)) });

test('R6 a desk keeps the clinic’s signed list and nothing anybody else has signed or changed', async () => {
  await hear(signed({ staff: [staffId] }));
  expect(readDenyList(db.read)?.staff).toEqual([staffId]);
  const empty = signed({ issuedAt: start + hour });
  const changed = { ...empty, list: Buffer.from(Buffer.from(empty.list, 'base64url').toString().replace('"one"', '"two"')).toString('base64url') };
  for (const forged of [signed({ issuedAt: start + hour }, generateKeyPairSync('ed25519')), changed, { list: empty.list, signature: '' }, { list: '', signature: empty.signature }, {}])
    await hear(forged);
  await hear(null, 503);
  expect(readDenyList(db.read)?.staff).toEqual([staffId]);
});

test('R6 an older list of the same clinic’s history does not replace a newer one; a restored clinic’s does', async () => {
  await hear(signed({ staff: [staffId], issuedAt: start }));
  await hear(signed({ issuedAt: start - hour }));
  expect(readDenyList(db.read)?.staff).toEqual([staffId]);
  await hear(signed({ issuedAt: start + hour }));
  expect(readDenyList(db.read)?.staff).toEqual([]);
  await hear(signed({ staff: [staffId], issuedAt: start, epoch: 'two' }));
  expect(readDenyList(db.read)?.staff).toEqual([staffId]);
});

function desk() {
  const clock = createFakeClock();
  const line = { up: true, passwordSetAt: 0 };
  const now = () => instant(start + clock.now());
  const send = ({ path }: ClinicRequest): Promise<ClinicAnswer> => {
    if (!line.up) return Promise.reject(new Unreachable('no line'));
    return Promise.resolve(path === '/identity/staff/sign-in' ? said(200, { signInId: randomUUID(), token: 'staff-token', staff: { id: staffId, name: 'Ирина', role: 'seniorRegistrar' }, passwordSetAt: line.passwordSetAt, mustChange: false }) : said(204, null));
  };
  const made = createDesk({
    ...{ db, clinic: { send }, profile: 'reception', publish: () => undefined, now, offlineDays: () => 14, denial: denialOf(db.read, now) },
    session: { actor: () => ({ role: 'visitor', patientId: null, signInId: null }) },
    ports: { after: (ms, run) => clock.after(ms, run), monotonicNow: () => clock.now(), wallNow: () => start + clock.now(), newId: () => randomUUID() },
  });
  return { desk: made, clock, line };
}

async function known() {
  const made = desk();
  expect(await made.desk.signIn(irina)).toMatchObject({ mode: 'online' });
  await made.desk.signOut();
  made.line.up = false;
  return made;
}

test('R6 whom the list names does not come in without a line, and what proved them is destroyed', async () => {
  const { desk: here } = await known();
  await hear(signed({ staff: [staffId] }));
  expect(await here.signIn(irina)).toEqual({ state: 'refused', code: 'offline_refused' });
  expect(db.read.all('SELECT login FROM staff_verifier')).toEqual([]);
  await hear(signed({ issuedAt: start + 1 }));
  expect(await here.signIn(irina)).toMatchObject({ state: 'refused' });
});

test('R9 a password that was changed at the centre opens no other desk without a line, nor keeps one open, whatever the clock of this desk says', async () => {
  const made = await known();
  const here = made.desk;
  expect(await here.signIn(irina)).toEqual({ state: 'in', mode: 'offline' });
  // The change is older than this desk's own look at the password: its clock goes wrong.
  const passwords = [{ staff: staffId, setAt: start - hour }];
  await hear(signed({ passwords: [{ staff: randomUUID(), setAt: start + hour }], issuedAt: start + 1 }));
  expect(here.member()).toMatchObject({ mode: 'offline' });
  await hear(signed({ passwords, issuedAt: start + 2 }));
  expect([here.member(), here.ended()]).toEqual([null, { why: 'over', login: 'irina' }]);
  expect(await here.signIn(irina)).toEqual({ state: 'refused', code: 'offline_refused' });
  expect(db.read.all('SELECT login FROM staff_verifier')).toEqual([]);
  Object.assign(made.line, { up: true, passwordSetAt: start - hour });
  expect(await here.signIn(irina)).toMatchObject({ mode: 'online' });
  await here.signOut();
  made.line.up = false;
  expect(await here.signIn(irina)).toEqual({ state: 'in', mode: 'offline' });
});

test('R6 with a list older than a day, or none, a senior works without a line as a registrar', async () => {
  const { desk: here, clock } = await known();
  expect(await here.signIn(irina)).toEqual({ state: 'in', mode: 'offline' });
  expect(here.actor()).toMatchObject({ role: 'registrar' });
  await hear(signed({}));
  expect(here.actor()).toMatchObject({ role: 'seniorRegistrar' });
  for (let minute = 0; minute < 24 * 60; minute += 5) {
    clock.advance(5 * 60_000);
    here.touched();
  }
  expect(here.member()).toMatchObject({ role: 'seniorRegistrar', mode: 'offline' });
  clock.advance(1);
  expect(here.member()).toMatchObject({ role: 'registrar', mode: 'offline', limited: true });
});

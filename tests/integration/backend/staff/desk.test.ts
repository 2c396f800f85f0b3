import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createStaffHandlers } from '../../../../backend/features/staff/handlers.ts';
import { aliveEveryMs, createDesk, deskIdleMs, deskWarnMs } from '../../../../backend/server/desk.ts';
import { longestOfflineWaitSeconds, offlineWaitAfter } from '../../../../backend/server/staffVerifier.ts';
import { Unreachable, type ClinicAnswer, type ClinicRequest } from '../../../../backend/sync/clinicApi.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Profile } from '../../../../shared/rpc/shell.ts';
import { createFakeClock } from '../../../support/fakeClock.ts';
import { featuresOffline } from '../../../support/features.ts';

const day = 86_400_000;
const irina = { login: 'irina', password: 'tikhaya-rechka-7' };
const said = (status: number, body: unknown = null, refusal: string | null = null): ClinicAnswer => ({ status, body, refusal, retryAfterMs: null });

/** A desk over a real file; the line and the clock are the test's. */
function deskOf(profile: Profile = 'reception', days = 14) {
  const { db } = featuresOffline();
  const clock = createFakeClock();
  const start = 1_790_000_000_000;
  const wall = { put: 0 };
  const id = randomUUID();
  const stands = { ms: deskIdleMs };
  const asked: ClinicRequest[] = [];
  const told: string[] = [];
  const line = {
    up: true,
    role: 'registrar',
    mustChange: false,
    answer: (request: ClinicRequest): ClinicAnswer => {
      if (request.path === '/identity/staff/me') return said(200, { id, name: 'Ирина', role: line.role });
      if (request.path !== '/identity/staff/sign-in') return said(204);
      const { login, password } = request.body as typeof irina;
      if (login !== irina.login || password !== irina.password) return said(401, null, 'wrong_login');
      return said(200, { signInId: randomUUID(), token: 'staff-token', staff: { id, name: 'Ирина', role: line.role }, passwordSetAt: 0, mustChange: line.mustChange });
    },
  };
  const clinic = {
    send: (request: ClinicRequest): Promise<ClinicAnswer> => {
      asked.push(request);
      return line.up ? Promise.resolve(line.answer(request)) : Promise.reject(new Unreachable('no line'));
    },
  };
  const wallNow = () => start + clock.now() + wall.put;
  const visitor = { role: 'visitor', patientId: null, signInId: null } as const;
  const open = () =>
    createDesk({
      ...{ db, clinic, profile, session: { actor: () => visitor }, publish: (topics) => void told.push(...topics), offlineDays: () => days, idleMs: () => stands.ms, denial: { isDenied: () => false, isOld: () => false } },
      ports: { after: (ms, run) => clock.after(ms, run), monotonicNow: () => clock.now(), wallNow, newId: () => randomUUID() },
      now: () => instant(wallNow()),
    });
  const verifiers = () => db.read.all<{ login: string }>('SELECT login FROM staff_verifier').map(({ login }) => login);
  return { db, desk: open(), open, clock, wall, stands, line, asked, told, verifiers };
}

const offlineAgain = async (kept: ReturnType<typeof deskOf>, typed = irina) => {
  kept.line.up = false;
  return kept.open().signIn(typed);
};

test('R9 staff sign in with the server, and for fourteen days without it, as whom the server last said they were', async () => {
  const kept = deskOf();
  kept.line.role = 'seniorRegistrar';
  expect(await kept.desk.signIn({ login: ' IRINA ', password: irina.password })).toEqual({ state: 'in', mode: 'online' });
  expect(kept.desk.actor()).toMatchObject({ role: 'seniorRegistrar', patientId: null });
  expect(kept.desk.token()).toBe('staff-token');
  kept.line.up = false;
  const later = kept.open();
  expect(await later.signIn(irina)).toEqual({ state: 'in', mode: 'offline' });
  expect(later.member()).toMatchObject({ name: 'Ирина', role: 'seniorRegistrar', mode: 'offline' });
  expect(later.token()).toBeNull();
  await expect(later.ask({ method: 'GET', path: '/identity/cases' })).rejects.toThrow(Unreachable);
  kept.clock.advance(14 * day - 1);
  expect(await offlineAgain(kept)).toEqual({ state: 'in', mode: 'offline' });
  kept.clock.advance(2);
  expect(await offlineAgain(kept)).toEqual({ state: 'refused', code: 'offline_expired' });
});

test('R9 without a line a wrong password and a stranger are told the same, and nothing is kept of a stranger', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  expect(await offlineAgain(kept, { ...irina, password: 'not it' })).toEqual({ state: 'refused', code: 'offline_refused' });
  expect(await offlineAgain(kept, { login: 'nobody', password: 'not it' })).toEqual({ state: 'refused', code: 'offline_refused' });
  expect(kept.db.read.all('SELECT login FROM staff_try ORDER BY login')).toEqual([{ login: '' }, { login: 'irina' }]);
});

test('R9 five slips are free, the sixth makes everybody wait, over a restart too, and what is tried while waiting is not looked at', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  for (let slip = 0; slip < 6; slip += 1) expect(await offlineAgain(kept, { ...irina, password: `wrong ${slip}` })).toEqual({ state: 'refused', code: 'offline_refused' });
  expect(await offlineAgain(kept)).toEqual({ state: 'wait', waitSeconds: 30 });
  kept.clock.advance(30_000);
  expect(await offlineAgain(kept)).toEqual({ state: 'in', mode: 'offline' });
  expect([5, 6, 7, 8, 11, 12, 1_000].map(offlineWaitAfter)).toEqual([0, 30, 60, 120, longestOfflineWaitSeconds, longestOfflineWaitSeconds, longestOfflineWaitSeconds]);
});

test('R9 one of the staff cannot clear the count of guesses at another by signing in themselves', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  for (let slip = 0; slip < 5; slip += 1) await offlineAgain(kept, { login: 'boss', password: `guess ${slip}` });
  expect(await offlineAgain(kept)).toEqual({ state: 'in', mode: 'offline' });
  await offlineAgain(kept, { login: 'boss', password: 'guess' });
  expect(await offlineAgain(kept, { login: 'boss', password: 'guess again' })).toMatchObject({ state: 'wait' });
});

test('R9 guesses sent at once are counted before any of them is looked at', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  kept.line.up = false;
  const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => kept.open().signIn({ ...irina, password: `wrong ${at}` })));
  expect(answers.filter(({ state }) => state === 'refused')).toHaveLength(6);
});

test('R9 a password the server refuses is worth nothing without it either, nor is any on a device the clinic has put out', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  await kept.desk.signOut();
  kept.line.answer = () => said(401, null, 'wrong_login');
  expect(await kept.open().signIn(irina)).toEqual({ state: 'refused', code: 'wrong_login' });
  expect(kept.verifiers()).toEqual([]);
  expect(await offlineAgain(kept)).toEqual({ state: 'refused', code: 'offline_refused' });

  const revoked = deskOf();
  await revoked.desk.signIn(irina);
  revoked.line.answer = () => said(401, null, 'refused_device');
  expect(await revoked.open().signIn(irina)).toEqual({ state: 'refused', code: 'device_refused' });
  expect(revoked.verifiers()).toEqual([]);
});

test('R9 a server that is broken is no refusal: what the desk remembers still opens it', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  kept.line.answer = () => said(503, null, 'try_later');
  expect(await kept.open().signIn(irina)).toEqual({ state: 'in', mode: 'offline' });
  expect(kept.verifiers()).toEqual(['irina']);
});

test('R9 a clock that is put back does not make the fourteen days longer', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  kept.clock.advance(13 * day);
  expect(await offlineAgain(kept)).toEqual({ state: 'in', mode: 'offline' });
  kept.wall.put = -10 * day;
  expect(await offlineAgain(kept)).toEqual({ state: 'refused', code: 'offline_clock' });
});

test('R9 at a kiosk no password of staff is sent, checked or remembered', async () => {
  const kept = deskOf('kiosk');
  expect(await kept.desk.signIn(irina)).toEqual({ state: 'refused', code: 'not_here' });
  expect(kept.asked).toEqual([]);
  expect(kept.verifiers()).toEqual([]);
});

test('R9 a clinic may let a desk stand open for less, or more, and is heard at once', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  kept.stands.ms = 90_000;
  kept.desk.touched();
  kept.clock.advance(31_000);
  expect(kept.desk.closesIn()).toBe(59);
  kept.desk.touched();
  kept.stands.ms = 2 * deskIdleMs;
  kept.desk.touched();
  kept.clock.advance(deskIdleMs);
  expect([kept.desk.closesIn(), kept.desk.member()?.mode]).toEqual([null, 'online']);
  kept.clock.advance(deskIdleMs);
  expect(kept.desk.member()).toBeNull();
});

test('R9 ten minutes without a hand close the desk, also when the machine slept or its clock was put back', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  kept.clock.advance(deskIdleMs - 1);
  kept.desk.touched();
  kept.clock.advance(deskIdleMs - 1);
  expect(kept.desk.member()).not.toBeNull();
  kept.clock.advance(1_001);
  expect(kept.desk.member()).toBeNull();
  expect(kept.desk.ended()).toEqual({ why: 'idle', login: 'irina' });
  expect(kept.asked.at(-1)).toMatchObject({ path: '/identity/staff/sign-out', as: 'staff' });
  expect(kept.desk.token()).toBeNull();

  const slept = deskOf();
  await slept.desk.signIn(irina);
  slept.wall.put = deskIdleMs;
  expect(slept.desk.actor()).toBeNull();
});

test('R9 a minute before it closes the desk says so with the seconds left, and any word of a hand takes it back', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  kept.told.length = 0;
  kept.clock.advance(deskIdleMs - deskWarnMs - 1);
  expect([kept.desk.closesIn(), kept.told]).toEqual([null, []]);
  kept.clock.advance(1_001);
  expect([kept.desk.closesIn(), kept.told]).toEqual([59, ['staff']]);
  kept.clock.advance(30_000);
  expect(kept.desk.closesIn()).toBe(29);
  kept.desk.touched();
  expect([kept.desk.closesIn(), kept.told]).toEqual([null, ['staff', 'staff']]);
  kept.clock.advance(deskIdleMs - 30_000);
  expect(kept.desk.closesIn()).toBe(30);
  kept.clock.advance(31_000);
  expect([kept.desk.member(), kept.desk.closesIn(), kept.desk.ended()?.why]).toEqual([null, null, 'idle']);
});

test('R9 after a change of the password nothing is left at this desk that the old one would open', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  await kept.desk.passwordChanged();
  expect([kept.desk.member(), kept.desk.ended(), kept.verifiers()]).toEqual([null, { why: 'password', login: 'irina' }, []]);
  expect(kept.asked.at(-1)?.path).toBe('/identity/staff/sign-in');
  expect(await offlineAgain(kept)).toEqual({ state: 'refused', code: 'offline_refused' });
});

test('R9 a change of the password whose answer was lost is never called a wrong password: asked again, the desk says that it seems to be changed', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  const change = () => createStaffHandlers({ desk: kept.desk })['staff.changePassword']({ password: irina.password, next: 'тихая роща у реки' }, { actor: { role: 'registrar', signInId: null, patientId: null }, now: instant(0), printJob: null });
  kept.line.up = false;
  expect(await change()).toMatchObject({ code: 'offline' });
  expect(kept.desk.member()).toMatchObject({ mode: 'online' });
  Object.assign(kept.line, { up: true, answer: () => said(401, null, 'no_token') });
  expect(await change()).toMatchObject({ code: 'not_allowed' });
  expect([kept.desk.ended(), kept.verifiers()]).toEqual([{ why: 'unsure', login: 'irina' }, []]);
});

test('R9 a one-time password is remembered nowhere, and what the desk knew before it is over', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  await kept.desk.signOut();
  expect(kept.verifiers()).toEqual(['irina']);
  kept.line.mustChange = true;
  const came = kept.open();
  expect(await came.signIn(irina)).toEqual({ state: 'in', mode: 'online' });
  expect(came.member()).toMatchObject({ mustChange: true });
  expect(kept.verifiers()).toEqual([]);
  expect(await offlineAgain(kept)).toEqual({ state: 'refused', code: 'offline_refused' });
});

test('R9 the server ends a sign-in while it is used: the desk closes, and nothing is left to sign in with offline', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  kept.line.answer = () => said(401, null, 'no_token');
  kept.clock.advance(aliveEveryMs);
  kept.desk.touched();
  await expect.poll(() => kept.desk.member()).toBeNull();
  expect(kept.desk.ended()).toEqual({ why: 'over', login: 'irina' });
  expect(kept.verifiers()).toEqual([]);
});

test('R9 a role that was changed at the centre is the role at the desk a few minutes later', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  kept.line.role = 'administrator';
  kept.clock.advance(aliveEveryMs);
  kept.desk.touched();
  await expect.poll(() => kept.desk.actor()?.role).toBe('administrator');
});

test('R9 who signed in, and whether without the server, is written down; the password and what it was hashed with are nowhere else', async () => {
  const kept = deskOf();
  await kept.desk.signIn(irina);
  await offlineAgain(kept);
  const events = kept.db.read.all<{ action: string; staffId: string | null }>('SELECT action, staff_id AS staffId FROM audit');
  expect(events.map(({ action }) => action)).toEqual(['staff.signIn', 'staff.signInOffline']);
  expect(new Set(events.map(({ staffId }) => staffId)).size).toBe(1);
  expect(events[0]?.staffId).toBe(kept.desk.member()?.staffId);
  const tables = kept.db.read.all<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`);
  for (const { name } of tables) expect(JSON.stringify(kept.db.read.all(`SELECT * FROM "${name}"`))).not.toContain(irina.password);
});

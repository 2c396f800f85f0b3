import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../backend/db/open.ts';
import { createDispatcher } from '../../../backend/server/dispatch.ts';
import { Refusal, type Actor, type Handlers } from '../../../backend/server/handler.ts';
import { describeError, redact } from '../../../backend/server/log.ts';
import { saveDevice } from '../../../backend/sync/deviceRecord.ts';
import { contract, type Channel } from '../../../shared/contract.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { isForDesk, type Role } from '../../../shared/rpc/procedure.ts';
import type { Profile } from '../../../shared/rpc/shell.ts';
import { limits } from '../../../shared/rpc/wire.ts';

const patientId = randomUUID();
const patient: Actor = { role: 'patient', patientId, signInId: randomUUID() };
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** The real door over a real database; the handlers are the test's, because the door is what is tested. */
function door(handlers: Partial<Record<Channel, unknown>>, actor: Actor | (() => Actor) = patient, profile: Profile = 'reception') {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-door-'));
  const db = openDatabase({ path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'personal', binding: null }, false);
  closing.push(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  db.write((tx) =>
    saveDevice(tx, {
      ...{ deviceId: randomUUID(), code: 'К03', profile: 'kiosk', officeId: randomUUID(), clinic: { ru: 'К', en: null }, phone: '' },
      policy: { idleSeconds: 1, warnSeconds: 1, changeableHours: 1, maxActiveVisits: 1, holdSeconds: 1, holdSecondsLonger: 1 },
    }),
  );
  const clock = { now: 0 };
  const timers: { at: number; action: () => void }[] = [];
  const published: string[] = [];
  const bugs: { error: unknown; reference: string }[] = [];
  const dispatch = createDispatcher({
    db,
    handlers: handlers as Handlers,
    actor: typeof actor === 'function' ? actor : () => actor,
    profile,
    now: () => instant(1_700_000_000_000 + clock.now),
    ports: {
      monotonicNow: () => clock.now,
      newId: () => randomUUID(),
      after: (milliseconds, action) => {
        timers.push({ at: clock.now + milliseconds, action });
        return () => undefined;
      },
    },
    publish: (topics) => published.push(...topics),
    onCommand: () => published.push('pushed'),
    reportBug: (error, _channel, reference) => bugs.push({ error, reference }),
  });
  const call = (channel: string, input: unknown, printJob: string | null = null) => dispatch({ printJob }, channel, input);
  const advance = (milliseconds: number) => {
    clock.now += milliseconds;
    timers.filter(({ at }) => at <= clock.now).forEach(({ action }) => action());
  };
  const audit = () => db.read.all<{ action: string; subject: string; role: string }>('SELECT action, subject, role FROM audit ORDER BY position');
  const outbox = () => db.read.all<{ channel: string; state: string; input: string }>('SELECT channel, state, input FROM outbox ORDER BY position');
  return { db, call, advance, audit, outbox, published, bugs };
}

const cancel = () => ({ commandId: randomUUID(), appointmentId: randomUUID(), reason: 'plans' as const, comment: null });
const echo = (_tx: unknown, { appointmentId }: { appointmentId: string }) => ({ appointmentId });

const roles: readonly Role[] = ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator', 'print'];
const channels = Object.keys(contract) as Channel[];

/** One door of each place for all calls: opening an encrypted file for every call and role would be most of this file's time. */
let asker: Actor = patient;
const reached: string[] = [];
const everyHandler = Object.fromEntries(
  channels.map((channel) => [
    channel,
    () => {
      reached.push(channel);
      throw new Error('reached');
    },
  ]),
);
const doors: Partial<Record<Profile, ReturnType<typeof door>>> = {};
const closingDoors: (() => void)[] = [];
beforeAll(() => {
  for (const profile of ['reception', 'kiosk'] as const) doors[profile] = door(everyHandler, () => asker, profile);
  closingDoors.push(...closing.splice(0));
});
afterAll(() => closingDoors.forEach((close) => close()));

async function askAs(role: Role, channel: Channel, profile: Profile) {
  asker = { ...patient, role: role === 'print' ? 'visitor' : role };
  reached.length = 0;
  const reply = await doors[profile]?.call(channel, validInput(channel), role === 'print' ? randomUUID() : null);
  return { reply, reached: reached.includes(channel) };
}

test.each(channels)('R9 %s is open to the roles it declares and to nobody else', async (channel) => {
  for (const role of roles) {
    const allowed = contract[channel].allow.some((one) => one === role);
    const { reply, reached: isReached } = await askAs(role, channel, 'reception');
    expect({ role, isReached }).toEqual({ role, isReached: allowed });
    expect(reply).toMatchObject({ ok: false, error: { code: allowed ? 'internal' : 'forbidden' } });
  }
});

test.each(channels.filter((channel) => isForDesk(contract[channel])))('R9 %s is refused at a kiosk, whoever asks and whatever they are', async (channel) => {
  for (const role of roles) {
    expect(await askAs(role, channel, 'kiosk')).toEqual({ reply: { ok: false, error: { code: 'forbidden' } }, reached: false });
    expect(doors.kiosk?.bugs).toEqual([]);
  }
});

test('R9 every call of the staff belongs to a desk: none is forgotten', () => {
  const named = channels.filter((channel) => channel.startsWith('staff.'));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((channel) => !isForDesk(contract[channel]))).toEqual([]);
});

function validInput(channel: Channel): unknown {
  const id = randomUUID();
  const fields: Record<string, unknown> = {
    ...{ slotId: id, holdId: id, longer: false, appointmentId: id, commandId: id, reason: channel === 'identity.leave' ? 'left' : 'plans', comment: null },
    ...{ text: channel === 'seals.check' ? 'A' : '', speciality: null, officeId: null, day: channel === 'doctors.list' ? null : '2026-11-23', roleId: id, from: '2026-11-23', count: 7 },
    ...{ category: null, offset: 0, limit: 10, paper: '80mm', language: 'ru', waitMs: 0, login: 'a@example.org', password: 'x', code: '000000' },
    ...{ documentId: id, beforeId: id, kind: channel === 'results.list' ? null : 'terms', version: '2026-01', sha256: 'a'.repeat(64), how: 'typed', signature: null, typedName: 'Анна', purposes: null },
    ...{ patientId: id, caseId: id, decision: channel === 'conflicts.decide' ? 'called' : 'done', state: 'open', note: null, accessible: false },
    ...{ email: 'a@example.org', family: 'Иванова', given: 'Анна', patronymic: null, birthDate: '1951-04-03', phone: '+79000000000', snils: null, acceptances: [id] },
    ...{ registrationId: id, handoffId: id, step: 'form' },
    ...{ acceptanceId: id, next: 'x', name: 'Ирина', role: 'registrar', staffId: id, disabled: false },
    ...{ representativeId: id, representationId: id, relationship: 'parent', document: 'birth_certificate', documentSeen: true, until: channel === 'waiting.join' ? '2026-11-30' : null },
    ...{ current: 'x', oldCode: null, newCode: '000000' },
    ...{ binaryId: id, page: null },
    ...{ mark: 'screen.home', week: null },
    alsoLater: false,
    ...{ noticeId: id, russian: 'Работы', english: null, urgent: false },
    ...{ codes: [], orderId: id, lines: [{ lineId: id, code: 'A09.05.065', kopecks: 1 }] },
    ...{ entryId: id, offerId: id, anyDoctor: false, part: null },
    slip: 'AAAA',
    ...{ receiptId: id, of: { scope: 'all' } },
    ...{ reportId: id, months: null, binaryId: id, orderId: id, codes: ['A09'], lines: [{ lineId: id, code: 'A09', kopecks: 100 }] },
  };
  expect(contract[channel].input.safeParse(fields).success).toBe(true);
  return fields;
}

test('O3 a command, its outbox entry and its audit event are one commit, and the windows hear of it', async () => {
  const { call, outbox, audit, published } = door({ 'appointments.cancel': echo });
  const input = cancel();
  expect(await call('appointments.cancel', input)).toEqual({ ok: true, value: { appointmentId: input.appointmentId } });
  expect(outbox()).toEqual([{ channel: 'appointments.cancel', state: 'queued', input: JSON.stringify(input) }]);
  expect(audit()).toEqual([{ action: 'appointments.cancel', subject: patientId, role: 'patient' }]);
  expect(published).toEqual(['appointments', `outbox:${input.commandId}`, 'sync', 'pushed']);
});

test('O3 the same command twice is done once, and its id with another input or patient is refused', async () => {
  let runs = 0;
  const { call, outbox, audit } = door({
    'appointments.cancel': (tx: unknown, input: { appointmentId: string }) => {
      runs += 1;
      return echo(tx, input);
    },
  });
  const input = cancel();
  const first = await call('appointments.cancel', input);
  expect(await call('appointments.cancel', input)).toEqual(first);
  expect(await call('appointments.cancel', { ...input, comment: 'другое' })).toMatchObject({ error: { code: 'id_reused' } });
  expect([runs, outbox().length, audit().length]).toEqual([1, 1, 1]);
});

test('O3 a command of another patient is not answered again', async () => {
  let who = patient;
  const { call, outbox } = door({ 'appointments.cancel': echo }, () => who);
  const input = cancel();
  expect(await call('appointments.cancel', input)).toMatchObject({ ok: true });
  who = { ...patient, patientId: randomUUID(), signInId: randomUUID() };
  expect(await call('appointments.cancel', input)).toEqual({ ok: false, error: { code: 'id_reused' } });
  expect(outbox()).toHaveLength(1);
});

test('X2 an answer of another shape than declared is withheld', async () => {
  const { call, bugs } = door({ 'notices.current': () => ({ notices: [{ id: 'x', text: 'Иванов', urgent: 1 }] }) });
  expect(await call('notices.current', {})).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(bugs).toHaveLength(1);
});

test('S4 a refused command leaves nothing behind, not even its number', async () => {
  const numbers: string[] = [];
  let refuse = true;
  const { call, outbox, audit, published, db } = door({
    'appointments.cancel': (_tx: unknown, { appointmentId }: { appointmentId: string }, { nextNumber }: { nextNumber: () => string }) => {
      numbers.push(nextNumber());
      return refuse ? new Refusal('too_late') : { appointmentId };
    },
  });
  expect(await call('appointments.cancel', cancel())).toEqual({ ok: false, error: { code: 'too_late' } });
  expect([outbox(), audit(), published]).toEqual([[], [], []]);
  refuse = false;
  await call('appointments.cancel', cancel());
  expect(numbers).toEqual(['К03-0001', 'К03-0001']);
  expect(db.read.get('SELECT value FROM counter')).toEqual({ value: 1 });
});

const broken: readonly (readonly [string, unknown])[] = [
  ['throws', () => { throw new Error('Иванов Иван, +7 900 123-45-67'); }],
  ['answers what its schema does not know', () => ({ secret: 'Иванов' })],
  ['answers nothing', () => undefined],
  ['gives a refusal it has not declared', () => new Refusal('invented')],
];
test.each(broken)('H31 a command whose handler %s is rolled back and answered by a number only', async (_what, handler) => {
  const { call, outbox, bugs } = door({ 'appointments.cancel': handler });
  const reply = await call('appointments.cancel', cancel());
  expect(reply).toEqual({ ok: false, error: { code: 'internal', reference: bugs[0]?.reference } });
  expect(outbox()).toEqual([]);
  expect(JSON.stringify([reply, describeError(bugs[0]?.error)])).not.toMatch(/Иванов|900/);
});

test('H49 whose data an answer shows is written before it is given, once in ten minutes', async () => {
  const mine = { patientId, upcoming: [], past: [] };
  const { call, audit, advance } = door({ 'appointments.mine': () => mine, 'identity.me': () => ({ role: 'visitor', patient: null }) });
  expect(await call('appointments.mine', {})).toEqual({ ok: true, value: mine });
  await call('appointments.mine', {});
  await call('identity.me', {});
  expect(audit()).toEqual([{ action: 'appointments.mine', subject: patientId, role: 'patient' }]);
  advance(10 * 60_000);
  await call('appointments.mine', {});
  expect(audit()).toHaveLength(2);
});

test('H49 an answer whose access cannot be written is withheld', async () => {
  const { call, db } = door({ 'appointments.mine': () => ({ patientId, upcoming: [], past: [] }) });
  db.write((tx) => tx.run(`CREATE TRIGGER disk_is_full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END`));
  expect(await call('appointments.mine', {})).toMatchObject({ ok: false, error: { code: 'internal' } });
  db.write((tx) => tx.run('DROP TRIGGER disk_is_full'));
  expect(await call('appointments.mine', {})).toMatchObject({ ok: true });
});

test('H21 a task that takes too long is answered timed_out', async () => {
  const { call, advance } = door({ 'appointments.releaseHold': () => new Promise(() => undefined) });
  const reply = call('appointments.releaseHold', { holdId: randomUUID() });
  advance(limits.deadlineMs);
  expect(await reply).toEqual({ ok: false, error: { code: 'timed_out' } });
});

const cycle: { self?: unknown } = {};
cycle.self = cycle;
let deep: unknown = 'end';
for (let index = 0; index < 40; index += 1) deep = { deep };
const nonsense: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined], ['null', null], ['a number', 7], ['not a number', Number.NaN], ['a big integer', 10n], ['a symbol', Symbol('x')],
  ['a function', () => 1], ['a map', new Map([['login', 'x']])], ['a set', new Set([1])], ['a date', new Date(0)], ['an expression', /x/],
  ['a buffer', new Uint8Array(8)], ['a cycle', cycle], ['forty levels', { deep }], ['an own __proto__', JSON.parse('{"__proto__":{"login":"x"},"login":1}')],
  ['an array', [1, 2]], ['a sparse array', { login: Array.from({ length: 3 }), password: 1 }], ['wrong types', { login: {}, password: [] }], ['an error', new Error('x')],
];
test.each(nonsense)('H21 input that is %s is answered invalid_input', async (_what, input) => {
  const { call, bugs } = door({ 'identity.signIn': () => Promise.reject(new Error('reached')) }, { role: 'visitor', patientId: null, signInId: null });
  expect(await call('identity.signIn', input)).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(bugs).toEqual([]);
});

test.each(['', 'toString', '__proto__', 'constructor', 'appointments', 'appointments.', 'appointments.drop', 'doctors.list '])('H21 there is no call named "%s"', async (name) => {
  const { call } = door({});
  expect(await call(name, {})).toEqual({ ok: false, error: { code: 'unknown_channel' } });
});

test('H31 invalid input is answered by the names of fields, never by what was typed', async () => {
  const { call } = door({}, { role: 'visitor', patientId: null, signInId: null });
  const reply = await call('identity.signIn', { login: { Иванов: 1 }, password: 'секрет'.repeat(2_000) });
  expect(reply).toEqual({ ok: false, error: { code: 'invalid_input', fields: ['login', 'password'] } });
});

test('H21 more than 64 KiB is refused, in one text or in many', async () => {
  const { call } = door({}, { role: 'visitor', patientId: null, signInId: null });
  const many = Object.fromEntries(Array.from({ length: 9_000 }, (_, index) => [`k${index}`, 'x']));
  for (const input of [{ login: 'я'.repeat(40_000), password: '' }, many, { login: Array.from({ length: 70_000 }, () => 1) }]) {
    expect(await call('identity.signIn', input)).toEqual({ ok: false, error: { code: 'too_large' } });
  }
});

test('H31 the log keeps class and place of an error and never its words or what a patient typed', () => {
  const error = Object.assign(new TypeError('Иванов не найден'), { code: 'SQLITE_CONSTRAINT' });
  expect(describeError(error)).toMatchObject({ name: 'TypeError', code: 'SQLITE_CONSTRAINT' });
  expect(JSON.stringify(describeError(error))).not.toContain('Иванов');
  expect(redact({ where: 'x', deep: { a: { snils: '1', list: [{ family: 'Иванов', token: 't' }] } } })).toEqual({
    where: 'x',
    deep: { a: { snils: '[redacted]', list: [{ family: '[redacted]', token: '[redacted]' }] } },
  });
});

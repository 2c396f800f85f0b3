import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { instant } from '../../../../shared/lib/moscow.ts';
import { enrolDevice, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, refusal, type Answer } from '../../../support/fhirClient.ts';
import { seedSmallClinic, type Person } from '../../../support/smallClinic.ts';
import { staffAt } from '../../../support/staffDesk.ts';

let clinic: TestClinic;
let people: readonly Person[];
let kiosks: readonly TestDevice[];
let stoppedAt = 0;
const serverNow = () => instant(stoppedAt || Date.now());

beforeAll(async () => {
  clinic = await startClinic({ now: serverNow });
  people = (await seedSmallClinic(clinic.pool, { slots: [], people: 4 })).people;
});
afterAll(() => clinic.stop());
beforeEach(async () => {
  stoppedAt = 0;
  await clinic.pool.query('delete from throttle');
  await clinic.pool.query('delete from sign_in_failure');
  kiosks = await Promise.all(Array.from({ length: 4 }, () => enrolDevice(clinic)));
});

const the = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new Error('not that many');
  return found;
};
const attempt = (kiosk: number, login: string, password = 'no'): Promise<Answer> => the(kiosks, kiosk).ask('POST', '/identity/sign-in', { login, password }, { 'content-type': 'application/json' });
const isLocked = async ({ login }: Person): Promise<boolean> => (await clinic.pool.query<{ locked: boolean }>('select locked_at is not null as locked from account where login = $1', [login])).rows[0]?.locked === true;

it('R6 wrong passwords at three devices lock the account, end what is open and ask a registrar to look', async () => {
  const anna = the(people, 0);
  const open = await the(kiosks, 3).signIn(anna);
  for (const kiosk of [0, 0, 1, 1]) expect(refusal(await attempt(kiosk, anna.login))).toBe('401 wrong_login');
  expect(await isLocked(anna)).toBe(false);
  // The one that locks is answered like any other: who guesses does not learn it.
  expect(refusal(await attempt(2, anna.login))).toBe('401 wrong_login');
  expect(await isLocked(anna)).toBe(true);
  expect((await open.ask('GET', `/fhir/Patient/${anna.id}`)).status).toBe(401);
  const state = await the(kiosks, 3).ask('GET', '/identity/sign-in/state', undefined, { 'kabinet-sign-in': open.signInId });
  expect(state.body).toEqual({ state: 'ended', why: 'locked_by_rule' });
  const desk = await staffAt(clinic, await enrolDevice(clinic, { profile: 'reception' }));
  const cases = await desk.ask('GET', '/identity/cases');
  expect(at(cases.body, 'cases', 0)).toMatchObject({ kind: 'lock', patient: anna.id, detail: { why: 'rule', rule: 'failures_on_several_devices' } });
  await clinic.pool.query('delete from throttle');
  expect(refusal(await attempt(0, anna.login))).toBe('401 wrong_login');
  expect(refusal(await attempt(0, anna.login, anna.password))).toBe('403 locked');
});

it('R6 failures of a quarter of an hour ago, and those before the owner came in, do not count', async () => {
  const boris = the(people, 1);
  for (const kiosk of [0, 0, 1, 1]) await attempt(kiosk, boris.login);
  await the(kiosks, 3).signIn(boris);
  await attempt(2, boris.login);
  expect(await isLocked(boris)).toBe(false);
  for (const kiosk of [0, 0, 1]) await attempt(kiosk, boris.login);
  await clinic.pool.query(`update sign_in_failure set failed_at = failed_at - interval '15 minutes'`);
  await clinic.pool.query('delete from throttle');
  for (const kiosk of [0, 1, 1, 1]) await attempt(kiosk, boris.login);
  expect(await isLocked(boris)).toBe(false);
});

it('X5 a device that tries ten accounts slows down by itself, its neighbour does not, and none of the ten is closed', async () => {
  stoppedAt = Date.now();
  const clara = the(people, 2);
  await attempt(0, clara.login);
  for (let count = 0; count < 9; count++) expect(refusal(await attempt(0, `someone${count}@example.org`))).toBe('401 wrong_login');
  await attempt(0, 'one.more@example.org');
  expect(refusal(await attempt(0, clara.login, clara.password))).toBe('429 slow_down');
  for (const kiosk of [1, 1, 2, 2]) await attempt(kiosk, clara.login);
  expect(await isLocked(clara)).toBe(false);
  await clinic.pool.query(`delete from throttle where failures = 5`);
  expect((await attempt(3, clara.login, clara.password)).status).toBe(200);
  const suspected = await clinic.pool.query(`select 1 from identity_case where kind = 'lock' and detail->>'device' = $1`, [the(kiosks, 0).id]);
  expect(suspected.rows).toHaveLength(1);
});

it('X5 a login nobody has is treated as any other, without a trace of it', async () => {
  for (const kiosk of [0, 0, 1, 1, 2]) expect(refusal(await attempt(kiosk, 'nobody@example.org'))).toBe('401 wrong_login');
  const { rows } = await clinic.pool.query<{ all: string }>(`select string_agg(f::text, ' ') as all from sign_in_failure f`);
  expect(rows[0]?.all).toContain('\\x');
  expect(rows[0]?.all).not.toContain('nobody');
});

it('R6 guesses from one address slow each other down when there are very many', async () => {
  stoppedAt = Date.now();
  const devices = await Promise.all(Array.from({ length: 12 }, () => enrolDevice(clinic)));
  const answers: string[] = [];
  for (const device of devices) {
    for (let count = 0; count < 9; count++) {
      const login = `address${answers.length}@example.org`;
      answers.push(refusal(await device.ask('POST', '/identity/sign-in', { login, password: 'no' }, { 'content-type': 'application/json' })));
    }
  }
  expect(answers.indexOf('429 slow_down')).toBe(100);
}, 60_000);

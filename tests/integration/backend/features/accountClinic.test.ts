import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { issueEnrolmentCode } from '../../../support/clinicDevice.ts';
import { addOwner, own, signedIn, type AccountOwner } from '../../../support/ownAccount.ts';
import { letterCode, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';

// A whole kiosk's backend against the real server, its real database and a real SMTP server.
let place: RegistrationClinic;
let kiosk: TestBackend;
let owner: AccountOwner;

const next = 'другая роща у озера';

beforeAll(async () => {
  place = await startRegistrationClinic();
}, 120_000);
afterAll(() => place.stop());
beforeEach(async () => {
  owner = await addOwner(place.clinic);
  kiosk = await startBackend({ server: place.clinic.url, code: await issueEnrolmentCode(place.clinic.pool) });
  await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 60_000);
  await kiosk.call('identity.signIn', { login: owner.login ?? '', password: owner.password });
}, 90_000);
afterEach(async () => {
  await kiosk.stop();
  if (kiosk.bugs.length > 0) throw new Error(`faults of ours: ${kiosk.bugs.map(({ where }) => where).join(', ')}`);
});

test('R11 at the kiosk: the account as it is, a new telephone in the record at once, a new password, the others ended', async () => {
  const elsewhere = await place.kiosk();
  const there = await signedIn(place.clinic, elsewhere, owner);
  const seen = await kiosk.call('account.overview', {});
  expect(seen).toMatchObject({ patientId: owner.patientId, login: owner.login, hasPassword: true, phone: '+7 ··· ···-45-67', sessions: [{ here: false, method: 'password' }, { here: true }] });
  expect(await kiosk.refusal('account.changePhone', { phone: '8 900 765-43-21', current: 'не тот пароль' })).toBe('wrong_password');
  await kiosk.call('account.changePhone', { phone: '8 900 765-43-21', current: owner.password });
  await eventually(() => kiosk.call('identity.me', {}), ({ patient }) => patient?.phoneMasked === '+7 ··· ···-43-21', 20_000);
  for (const [typed, said] of [['коротк', 'password_short'], ['qwertyuiop', 'password_common'], ['я'.repeat(129), 'password_long']] as const) expect(await kiosk.refusal('account.changePassword', { commandId: randomUUID(), current: owner.password, next: typed })).toBe(said);
  const commandId = randomUUID();
  for (const _asking of ['the first', 'the answer was lost']) await kiosk.call('account.changePassword', { commandId, current: owner.password, next });
  expect((await there.ask('GET', '/identity/account')).status).toBe(401);
  expect((await kiosk.call('account.overview', {})).sessions).toHaveLength(1);
  expect(kiosk.topics).toContain('account');
}, 60_000);

test('R11 another address by two codes as they stand in the letters; a change of another sign-in is not gone on with', async () => {
  const email = `new${randomUUID().slice(0, 8)}@example.org`;
  expect(await kiosk.refusal('account.changeEmail', { email: 'не адрес', current: owner.password })).toBe('email_invalid');
  expect(await kiosk.refusal('account.changeEmail', { email: (owner.login ?? '').toUpperCase(), current: owner.password })).toBe('same_email');
  // The page hears how long the codes are good for, and not the number that makes them worth something.
  expect(await kiosk.call('account.changeEmail', { email, current: owner.password })).toEqual({ codeSeconds: 600 });
  expect((await kiosk.call('account.overview', {})).pendingEmail).toBe(email);
  const [oldCode, newCode] = [letterCode(await place.letterTo(owner.login ?? '')), letterCode(await place.letterTo(email))];
  expect(await kiosk.refusal('account.confirmEmail', { oldCode: newCode, newCode: oldCode })).toBe('wrong_code');
  const spaced = (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)}`;
  await kiosk.call('account.confirmEmail', { oldCode: spaced(oldCode), newCode: spaced(newCode) });
  expect(await kiosk.call('account.overview', {})).toMatchObject({ login: email, pendingEmail: null });
  expect(await kiosk.refusal('account.confirmEmail', { oldCode, newCode })).toBe('code_gone');
}, 60_000);

test('R11 closing ends the session here, with its reason and without the person’s records', async () => {
  expect(await kiosk.refusal('account.close', { current: 'не тот пароль' })).toBe('wrong_password');
  expect((await kiosk.call('identity.me', {})).role).toBe('patient');
  await kiosk.call('account.close', { current: owner.password });
  expect(await kiosk.call('identity.me', {})).toEqual({ role: 'visitor', patient: null, ended: 'closed' });
  expect(await kiosk.refusal('account.overview', {})).toBe('forbidden');
  expect(await kiosk.refusal('identity.signIn', { login: owner.login ?? '', password: owner.password })).toBe('wrong_login');
}, 60_000);

test('R11 a session that was ended from another place ends here within seconds, and says by whom', async () => {
  const there = await signedIn(place.clinic, await place.kiosk(), owner);
  expect((await own(there, 'sessions/end-others')).body).toEqual({ ended: 1 });
  await eventually(() => kiosk.call('identity.me', {}), ({ ended }) => ended === 'ended_by_owner', 10_000);
  const again = await addOwner(place.clinic);
  await kiosk.call('identity.signIn', { login: again.login ?? '', password: again.password });
  const other = await signedIn(place.clinic, await place.kiosk(), again);
  expect((await own(other, 'close', { current: again.password })).status).toBe(204);
  await eventually(() => kiosk.call('identity.me', {}), ({ ended }) => ended === 'closed', 10_000);
}, 60_000);

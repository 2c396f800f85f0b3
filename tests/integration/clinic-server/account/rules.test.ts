import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changePhone } from '../../../../clinic-server/account/changes.ts';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { linkAccount } from '../../../../clinic-server/esia/account.ts';
import { openSignIn } from '../../../../clinic-server/identity/openSignIn.ts';
import { createLog } from '../../../../clinic-server/log.ts';
import { headers } from '../../../../shared/fhir/names.ts';
import { enrolDevice } from '../../../support/clinicDevice.ts';
import { at, client, refusal } from '../../../support/fhirClient.ts';
import { addOwner, cameBy, overview, own, signedIn, stateOf, type AccountOwner, type Session } from '../../../support/ownAccount.ts';
import { letterCode, post, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';
import { staffAt } from '../../../support/staffDesk.ts';

let world: RegistrationClinic;
let kiosk: Awaited<ReturnType<RegistrationClinic['kiosk']>>;
let written = '';

beforeAll(async () => {
  world = await startRegistrationClinic({ log: createLog('trace', { write: (line: string) => void (written += line) }) });
  kiosk = await world.kiosk();
});
afterAll(() => world.stop());

const next = 'другая роща у озера';
const fresh = (): string => `new${randomUUID().slice(0, 8)}@example.org`;
const otherThan = (code: string, by = 1): string => String((Number(code) + by) % 1_000_000).padStart(6, '0');

interface Change {
  readonly owner: AccountOwner;
  readonly here: Session;
  readonly email: string;
  readonly changeId: string;
  readonly oldCode: string;
  readonly newCode: string;
}

/** A change that waits for its two codes, at a kiosk of its own. */
async function begun({ owner, email = fresh() }: { owner?: AccountOwner; email?: string } = {}): Promise<Change> {
  const who = owner ?? (await addOwner(world.clinic));
  const here = await signedIn(world.clinic, await world.kiosk(), who);
  const letters = (await world.letters()).filter(({ to }) => to.includes(email)).length;
  const answer = await own(here, 'email', { email, current: who.password });
  expect(answer.status).toBe(202);
  const [oldLetter, newLetter] = [await world.letterTo(who.login ?? ''), await world.letterTo(email, letters + 1)];
  return { owner: who, here, email, changeId: String(at(answer.body, 'changeId')), oldCode: letterCode(oldLetter), newCode: letterCode(newLetter) };
}

const confirm = ({ here, changeId, oldCode, newCode }: Change, codes: object = {}) => own(here, 'email/confirm', { changeId, oldCode, newCode, ...codes });
const loginOf = async ({ accountId }: AccountOwner) => (await world.clinic.pool.query<{ login: string }>('select login from account where id = $1', [accountId])).rows[0]?.login;

it('R11 five wrong pairs, and the right one is worth nothing; which half was wrong is not said', async () => {
  const change = await begun();
  const { oldCode, newCode } = change;
  const wrong = [{ oldCode: otherThan(oldCode) }, { newCode: otherThan(newCode) }, { oldCode: otherThan(oldCode), newCode: otherThan(newCode) }, { oldCode: null }, { oldCode: newCode, newCode: oldCode }];
  const bodies = [];
  for (const codes of wrong) bodies.push(JSON.stringify((await confirm(change, codes)).body));
  expect(new Set(bodies).size).toBe(1);
  expect(bodies[0]).toContain('wrong_code');
  expect(refusal(await confirm(change))).toBe('410 code_gone');
  expect(await loginOf(change.owner)).toBe(change.owner.login);
}, 30_000);

it('R11 thirty wrong pairs at one moment are five tries', async () => {
  const change = await begun();
  const answers = await Promise.all(Array.from({ length: 30 }, (_, by) => confirm(change, { newCode: otherThan(change.newCode, by + 1) })));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(25);
}, 30_000);

it('R11 of ten who confirm one change at once one does', async () => {
  const change = await begun();
  const answers = await Promise.all(Array.from({ length: 10 }, () => confirm(change)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, ...Array.from({ length: 9 }, () => 410)]);
  expect(await loginOf(change.owner)).toBe(change.email);
}, 30_000);

it('R11 the codes are good for ten minutes, in the sign-in that asked, and until the next are asked for', async () => {
  const old = await begun();
  const newer = await own(old.here, 'email', { email: old.email, current: old.owner.password });
  expect(refusal(await confirm(old))).toBe('410 code_gone');
  const latest = { ...old, changeId: String(at(newer.body, 'changeId')), oldCode: letterCode(await world.letterTo(old.owner.login ?? '', 2)), newCode: letterCode(await world.letterTo(old.email, 2)) };
  const elsewhere = await signedIn(world.clinic, await world.kiosk(), old.owner);
  expect(refusal(await confirm({ ...latest, here: elsewhere }))).toBe('410 code_gone');
  expect(at(await overview(elsewhere), 'pendingEmail')).toBeNull();
  world.pass(600_001);
  expect(refusal(await confirm(latest))).toBe('410 code_gone');
  expect(at(await overview(old.here), 'pendingEmail')).toBeNull();
  kiosk = await world.kiosk();
}, 30_000);

it('R11 of two who wait for one address the second finds it taken', async () => {
  const first = await begun();
  const second = await begun({ email: first.email });
  expect((await confirm(second)).status).toBe(204);
  expect(refusal(await confirm(first))).toBe('410 code_gone');
  expect([await loginOf(first.owner), await loginOf(second.owner)]).toEqual([first.owner.login, first.email]);
  // One that was asked for while the address was free, and it got an account by another way.
  const third = await begun();
  await world.clinic.pool.query('insert into account (id, login, password_hash, patient) values ($1, $2, $3, $1)', [randomUUID(), third.email, 'x']);
  expect(refusal(await confirm(third))).toBe('410 code_gone');
}, 30_000);

it('R11 a wrong current password counts as one at the sign-in: the account slows down on every device', async () => {
  const owner = await addOwner(world.clinic);
  const here = await signedIn(world.clinic, await world.kiosk(), owner);
  const answers = [];
  for (const path of ['password', 'phone', 'email', 'close', 'phone', 'phone']) answers.push(refusal(await own(here, path, { current: 'не тот пароль', next, phone: '+79007654321', email: fresh() })));
  expect(answers).toEqual([...Array.from({ length: 5 }, () => '403 wrong_password'), '429 slow_down']);
  const elsewhere = await world.kiosk();
  expect(refusal(await post(elsewhere.ask, '/identity/sign-in', { login: owner.login, password: owner.password }))).toBe('429 slow_down');
  expect(await loginOf(owner)).toBe(owner.login);
}, 30_000);

it('R11 wrong current passwords at three devices lock the account, as at the sign-in', async () => {
  const owner = await addOwner(world.clinic);
  const kiosks = [await world.kiosk(), await world.kiosk(), await world.kiosk()];
  const sessions = [];
  for (const one of kiosks) sessions.push(await signedIn(world.clinic, one, owner));
  for (const [index, by] of [0, 0, 1, 1, 2].entries()) {
    world.pass(5_000);
    expect([index, refusal(await own(sessions[by] ?? { signInId: '', ask: kiosk.ask }, 'phone', { phone: '+79007654321', current: 'не тот пароль' }))]).toEqual([index, '403 wrong_password']);
  }
  for (const [index, session] of sessions.entries()) expect(await stateOf(kiosks[index] ?? kiosk, session)).toEqual({ state: 'ended', why: 'locked_by_rule' });
}, 30_000);

it('R11 of two who change the password with the same old one the second has not shown the one in force', async () => {
  const owner = await addOwner(world.clinic);
  const here = await signedIn(world.clinic, await world.kiosk(), owner);
  const answers = await Promise.all([0, 1, 2].map((index) => own(here, 'password', { current: owner.password, next: `${next} ${index}` })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 403, 403]);
}, 30_000);

it('R11 a change of password whose answer was lost is asked for again and said to be done, at one moment too; the number alone proves nothing', async () => {
  const owner = await addOwner(world.clinic);
  const here = await signedIn(world.clinic, await world.kiosk(), owner);
  const key = randomUUID();
  const change = (body: { current: string; next: string }, sent: string = key) => here.ask('POST', '/identity/account/password', body, { 'content-type': 'application/json', [headers.idempotencyKey]: sent });
  const typed = { current: owner.password, next };
  expect(refusal(await change(typed, 'not a number'))).toBe('400 no_idempotency_key');
  expect((await Promise.all([change(typed), change(typed), change(typed)])).map(({ status }) => status)).toEqual([204, 204, 204]);
  expect((await change(typed)).status).toBe(204);
  const { rows } = await world.clinic.pool.query(`select count(*)::int as times from identity_audit where action = 'password_changed' and patient = $1`, [owner.patientId]);
  expect(rows).toEqual([{ times: 1 }]);
  expect(refusal(await change(typed, randomUUID()))).toBe('403 wrong_password');
  await world.clinic.pool.query('delete from throttle');
  const guesses: string[] = [];
  for (let index = 0; index < 7; index++) guesses.push(refusal(await change({ current: owner.password, next: `наугад ${index} раз` })));
  expect(guesses[0]).toBe('403 wrong_password');
  expect(guesses.at(-1)).toBe('429 slow_down');
  await world.clinic.pool.query('delete from throttle');
  expect((await change({ current: next, next: 'третья роща у озера' }, randomUUID())).status).toBe(204);
  expect(refusal(await change(typed))).toBe('403 wrong_password');
}, 30_000);

it('R11 a password that is refused counts no guess and changes nothing', async () => {
  const owner = await addOwner(world.clinic);
  const here = await signedIn(world.clinic, await world.kiosk(), owner);
  const tries = [['коротк', '422 password_short'], ['x'.repeat(129), '422 password_long'], ['qwerty12345', '422 password_common'], [owner.login ?? '', '422 password_common']] as const;
  for (let round = 0; round < 3; round++) for (const [typed, said] of tries) expect([typed, refusal(await own(here, 'password', { current: 'не тот', next: typed }))]).toEqual([typed, said]);
  expect((await own(here, 'password', { current: owner.password, next })).status).toBe(204);
}, 30_000);

it('R11 who came by a registrar’s code has no account to change, and sees so', async () => {
  const owner = await addOwner(world.clinic);
  const here = await cameBy(world.clinic, await world.kiosk(), { ...owner, accountId: null }, 'code');
  expect(await overview(here)).toMatchObject({ login: null, hasPassword: false, esiaLinked: false, sessions: [{ here: true, method: 'code' }] });
  for (const path of ['password', 'phone', 'email', 'close']) expect([path, refusal(await own(here, path, { current: owner.password, next, phone: '+79007654321', email: fresh() }))]).toEqual([path, '409 no_account']);
});

it('R11 R10 who acts for another person touches nobody’s account', async () => {
  const [parent, child] = [await addOwner(world.clinic), await addOwner(world.clinic)];
  const here = await signedIn(world.clinic, await world.kiosk(), parent);
  const id = randomUUID();
  await world.clinic.pool.query(
    `insert into representation (id, patient, representative, relationship, document_kind, until, related_person, granted_at) values ($1, $2, $3, 'proxy', 'power_of_attorney', current_date + 30, $1, now())`,
    [id, child.patientId, parent.patientId],
  );
  await world.clinic.pool.query('update sign_in set patient = $2, representation = $3 where id = $1', [here.signInId, child.patientId, id]);
  expect(refusal(await here.ask('GET', '/identity/account'))).toBe('403 not_own_account');
  for (const path of ['password', 'phone', 'email', 'email/confirm', 'sessions/end-others', 'close']) {
    const answer = await own(here, path, { current: parent.password, next, phone: '+79007654321', email: fresh(), changeId: randomUUID(), oldCode: null, newCode: '000000' });
    expect([path, refusal(answer)]).toEqual([path, '403 not_own_account']);
  }
  // What somebody does in the owner's name ends with the owner's other sign-ins, here and in the record of another.
  const again = await signedIn(world.clinic, await world.kiosk(), parent);
  expect((await own(again, 'sessions/end-others')).body).toEqual({ ended: 1 });
  expect(refusal(await here.ask('GET', `/fhir/Patient/${child.patientId}`))).toBe('401 no_token');
});

it('R11 nobody but the person asks: neither a device, nor staff, nor a token of another device', async () => {
  const owner = await addOwner(world.clinic);
  const at = await world.kiosk();
  const { ask } = await signedIn(world.clinic, at, owner);
  const desk = await enrolDevice(world.clinic, { profile: 'reception', now: world.now() });
  const registrar = await staffAt(world.clinic, desk);
  for (const nobody of [at.ask, registrar.ask]) {
    expect(refusal(await nobody('GET', '/identity/account'))).toBe('403 forbidden');
    expect(refusal(await post(nobody, '/identity/account/close', { current: owner.password }))).toBe('403 forbidden');
  }
  expect(refusal(await client(world.clinic.url, null)('GET', '/identity/account'))).toBe('401 no_token');
  for (const body of [{}, [], { current: 5 }, { current: 'x'.repeat(10_001) }, { phone: '89001234567', current: owner.password }])
    expect(refusal(await post(ask, '/identity/account/phone', body))).toSatisfy((said: string) => said === '400 invalid_request' || said === '422 phone_invalid');
  for (const email of ['', 'почта@пример.рф', 'a@b', `a@example.org\r\nbcc:b@example.org`, 'a\0@example.org']) expect([email, refusal(await post(ask, '/identity/account/email', { email, current: owner.password }))]).toEqual([email, '422 email_invalid']);
  expect(refusal(await post(ask, '/identity/account/email', { email: owner.login, current: owner.password }))).toBe('409 same_email');
}, 30_000);

it('R11 a sign-in that was proved just before the account was closed is not opened after it, and Gosuslugi opens another account', async () => {
  const owner = await addOwner(world.clinic);
  const here = await signedIn(world.clinic, await world.kiosk(), owner);
  expect((await own(here, 'close', { current: owner.password })).status).toBe(204);
  const late = inTransaction(world.clinic.pool, (tx) => openSignIn(tx, world.clinic.parts, { deviceId: kiosk.deviceId, profile: 'kiosk', accountId: owner.accountId, patientId: owner.patientId, method: 'esia', terms: null }));
  await expect(late).rejects.toMatchObject({ status: 403, code: 'locked' });
  const way = await inTransaction(world.clinic.pool, (tx) => linkAccount(tx, world.clinic.parts, { oid: `oid-${owner.patientId}`, patientId: owner.patientId, by: { device: kiosk.deviceId } }));
  expect(way.id).not.toBe(owner.accountId);
  const { rows } = await world.clinic.pool.query('select login, password_hash, esia_oid from account where id = $1', [owner.accountId]);
  expect(rows).toEqual([{ login: null, password_hash: null, esia_oid: null }]);
});

it('R11 a person whose account is closed has none that could be locked', async () => {
  const owner = await addOwner(world.clinic);
  const here = await signedIn(world.clinic, await world.kiosk(), owner);
  await own(here, 'close', { current: owner.password });
  const registrar = await staffAt(world.clinic, await enrolDevice(world.clinic, { profile: 'reception', now: world.now() }));
  expect(refusal(await post(registrar.ask, '/identity/locks', { patientId: owner.patientId, reason: 'Проверка' }))).toBe('409 no_account');
});

it('R11 neither log nor database has a code, a password or an address that was typed', async () => {
  const change = await begun();
  await confirm(change, { newCode: otherThan(change.newCode) });
  await own(change.here, 'password', { current: change.owner.password, next });
  const { rows } = await world.clinic.pool.query<{ all: string }>(`select string_agg(c::text, ' ') || ' ' || (select coalesce(string_agg(l::text, ' '), '') from letter l where l.sent_at is not null) as all from email_change c`);
  const all = rows[0]?.all ?? '';
  expect(all.length).toBeGreaterThan(100);
  const secrets = [change.oldCode, change.newCode, change.changeId];
  for (const secret of [...secrets, `${change.newCode.slice(0, 3)} ${change.newCode.slice(3)}`]) expect(all).not.toMatch(new RegExp(`\\b${secret}\\b`));
  for (const secret of secrets) expect(all).not.toContain(Buffer.from(secret).toString('hex'));
  expect(written).toContain('/identity/account/email');
  for (const canary of [change.email, change.owner.login ?? '', change.newCode, next, change.owner.password, change.changeId]) expect(written).not.toContain(canary);
}, 30_000);

it('R11 what was asked for in a sign-in that ended meanwhile is not done', async () => {
  const owner = await addOwner(world.clinic);
  const at = await world.kiosk();
  const [here, there] = [await signedIn(world.clinic, at, owner), await signedIn(world.clinic, await world.kiosk(), owner)];
  const proved = { id: owner.accountId, login: owner.login, passwordHash: null, esiaLinked: false };
  const caller = { ...{ kind: 'patient', signInId: here.signInId, patientId: owner.patientId, representation: null } as const, ...{ deviceId: at.deviceId, deviceCode: 'К01', officeId: randomUUID(), profile: 'kiosk' } as const };
  await own(there, 'sessions/end-others');
  await expect(changePhone(world.clinic.parts, caller, proved, '+79007654321')).rejects.toMatchObject({ status: 401, code: 'no_token' });
});

it('R11 nobody changes a number all day long', async () => {
  const owner = await addOwner(world.clinic, { esia: true });
  const here = await cameBy(world.clinic, await world.kiosk(), owner, 'esia');
  const answers = [];
  for (let count = 0; count < 20; count++) answers.push(refusal(await own(here, 'phone', { phone: `+790012345${String(count).padStart(2, '0')}`, current: null })));
  expect(answers.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => '204 undefined'));
  expect(answers).toContain('429 slow_down');
}, 30_000);

it('R11 where Gosuslugi is the only way in, a password set before proves nothing and is not shown as one', async () => {
  const owner = await addOwner(world.clinic);
  const here = await cameBy(world.clinic, await world.kiosk(), owner, 'esia');
  const { config } = world.clinic.parts;
  Object.assign(world.clinic.parts, { config: { ...config, policy: { ...config.policy, esia: 'required' } } });
  try {
    expect(await overview(here)).toMatchObject({ hasPassword: false, login: owner.login });
    expect(refusal(await own(here, 'password', { current: owner.password, next }))).toBe('409 no_password');
    expect((await own(here, 'phone', { phone: '+79007654321', current: null })).status).toBe(204);
  } finally {
    Object.assign(world.clinic.parts, { config });
  }
  expect(refusal(await own(here, 'phone', { phone: '+79007654321', current: null }))).toBe('403 wrong_password');
});

import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import type { Published } from '../../../../clinic-server/documents/published.ts';
import { createPasswords } from '../../../../clinic-server/identity/passwords.ts';
import { addStaff, type StaffRole } from '../../../../clinic-server/staff/staffStore.ts';
import { contract } from '../../../../shared/contract.ts';
import type { DocumentKind } from '../../../../shared/lib/clinicDocument.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { isForDesk } from '../../../../shared/rpc/procedure.ts';
import { createChance } from '../../../lanes/chance.ts';
import { channels, validInput } from '../../../lanes/fuzz/inputs.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { issueEnrolmentCode } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { addPatient } from '../../../support/esiaClinic.ts';
import { publishBoth } from '../../../support/publishedDocuments.ts';

// A whole desk's backend against the real server and its real database.
let clinic: TestClinic;
let inForce: Record<DocumentKind, Published>;
let desk: TestBackend;
const password = 'parol-registratury';

async function start(profile: 'reception' | 'satellite' | 'kiosk'): Promise<TestBackend> {
  const started = await startBackend({ server: clinic.url, code: await issueEnrolmentCode(clinic.pool, profile), profile });
  await eventually(() => started.call('device.state', {}), ({ state }) => state === 'ready', 60_000);
  return started;
}

beforeAll(async () => {
  clinic = await startClinic();
  inForce = await publishBoth(clinic);
  desk = await start('reception');
}, 120_000);
afterAll(async () => {
  await desk.stop();
  await clinic.stop();
});
beforeEach(async () => {
  await clinic.pool.query('delete from throttle');
});
afterEach(async () => {
  await desk.call('staff.signOut', {});
  if (desk.bugs.length > 0) throw new Error(`faults of ours: ${desk.bugs.map(({ where }) => where).join(', ')}`);
});

/** Somebody of the staff, signed in at the desk. */
async function signedIn(role: StaffRole): Promise<{ id: string; login: string }> {
  const [id, login] = [randomUUID(), `s-${randomUUID().slice(0, 8)}`];
  const passwordHash = await createPasswords().hash(password);
  await inTransaction(clinic.pool, (tx) => addStaff(tx, { id, login, name: 'Ирина Регистратор', role, passwordHash, now: instant(Date.now()) }));
  expect(await desk.call('staff.signIn', { login, password })).toEqual({ state: 'in', mode: 'online' });
  return { id, login };
}

const person = () => addPatient(clinic.pool, { family: 'Лесная', given: 'Анна', patronymic: 'Петровна', birthDate: '1980-12-31', snils: null });

test('R9 W9 an administrator makes an account, its owner works, and is out at once when it is switched off; a registrar may none of this', async () => {
  await signedIn('administrator');
  const login = `n-${randomUUID().slice(0, 8)}`;
  const account = { login, name: 'Новая Сотрудница', role: 'registrar', password } as const;
  expect(await desk.refusal('staff.addAccount', { ...account, password: 'короче' })).toBe('password_short');
  expect(await desk.refusal('staff.addAccount', { ...account, name: ' ' })).toBe('check_input');
  const { id } = await desk.call('staff.addAccount', account);
  expect(await desk.refusal('staff.addAccount', account)).toBe('login_taken');
  const { accounts } = await desk.call('staff.accounts', {});
  expect(accounts.filter((one) => one.id === id)).toEqual([{ id, login, name: account.name, role: 'registrar', disabled: false }]);
  await desk.call('staff.signOut', {});

  await desk.call('staff.signIn', { login, password });
  for (const [channel, input] of [['staff.accounts', {}], ['staff.addAccount', account], ['staff.switchAccount', { staffId: id, disabled: false }]] as const)
    expect([channel, await desk.refusal(channel, input)]).toEqual([channel, 'forbidden']);
  await desk.call('staff.signOut', {});

  await signedIn('administrator');
  expect(await desk.call('staff.switchAccount', { staffId: id, disabled: true })).toEqual({});
  await desk.call('staff.signOut', {});
  expect(await desk.refusal('staff.signIn', { login, password })).toBe('wrong_login');
});

test('R9 an administrator resets a colleague’s password at one desk; at another the old one opens nothing, with the line or without, and the new one only the page that changes it', async () => {
  const colleague = await signedIn('registrar');
  await desk.call('staff.signOut', {});
  const other = await start('satellite');
  try {
    await other.call('staff.signIn', { login: colleague.login, password });
    await other.call('staff.signOut', {});
    const boss = await signedIn('administrator');
    expect(await desk.refusal('staff.resetPassword', { staffId: boss.id })).toBe('own_password');
    expect(await desk.refusal('staff.resetPassword', { staffId: randomUUID() })).toBe('not_found');
    const { password: oneTime, until } = await desk.call('staff.resetPassword', { staffId: colleague.id });
    expect(until).toBeGreaterThan(Date.now());
    await desk.call('staff.signOut', {});
    expect(await other.refusal('staff.signIn', { login: colleague.login, password })).toBe('wrong_login');
    expect(await other.call('staff.signIn', { login: colleague.login, password: oneTime })).toEqual({ state: 'in', mode: 'online' });
    expect((await other.call('staff.me', {})).member).toMatchObject({ mustChange: true });
    expect(await other.refusal('staff.cases', {})).toBe('not_allowed');
    expect(await other.refusal('staff.resetPassword', { staffId: boss.id })).toBe('forbidden');
    expect(await other.refusal('staff.changePassword', { password: oneTime, next: oneTime })).toBe('password_same');
    expect(await other.call('staff.changePassword', { password: oneTime, next: 'берёза у старого моста' })).toEqual({});
    expect((await other.call('staff.me', {})).ended).toEqual({ why: 'password', login: colleague.login });
    await other.call('staff.signIn', { login: colleague.login, password: 'берёза у старого моста' });
    expect((await other.call('staff.me', {})).member).not.toHaveProperty('mustChange');
    expect((await other.call('staff.cases', {})).cases).toBeInstanceOf(Array);
  } finally {
    await other.stop();
  }
});

test('R9 the last administrator is not switched off, and the page is told so', async () => {
  const boss = await signedIn('administrator');
  await clinic.pool.query(`update staff set disabled_at = now() where role = 'administrator' and id <> $1`, [boss.id]);
  expect(await desk.refusal('staff.switchAccount', { staffId: boss.id, disabled: true })).toBe('last_administrator');
  expect((await desk.call('staff.me', {})).member?.id).toBe(boss.id);
});

test('R9 one changes one’s own password with the old one; then this desk closes and says why, and the old password opens nothing, with the line or without', async () => {
  const { login } = await signedIn('registrar');
  expect(await desk.refusal('staff.changePassword', { password: 'не тот', next: 'тихая роща у реки' })).toBe('wrong_password');
  expect(await desk.refusal('staff.changePassword', { password, next: 'коротко' })).toBe('password_short');
  expect((await desk.call('staff.me', {})).member?.login).toBe(login);
  await desk.call('staff.changePassword', { password, next: 'тихая роща у реки' });
  expect(await desk.call('staff.me', {})).toEqual({ member: null, ended: { why: 'password', login } });
  expect(await desk.refusal('staff.signIn', { login, password })).toBe('wrong_login');
  expect(await desk.call('staff.signIn', { login, password: 'тихая роща у реки' })).toEqual({ state: 'in', mode: 'online' });
});

test('R1 a signature on paper is recorded in the registrar’s name for the text in force; said twice it is one', async () => {
  const registrar = await signedIn('registrar');
  const patientId = await person();
  const { inForce: shown } = await eventually(() => desk.call('documents.current', {}), (answer) => answer.inForce.length === 2, 20_000);
  const consent = shown.find(({ kind }) => kind === 'consent');
  const { document } = await desk.call('documents.one', { documentId: consent?.documentId ?? '', language: 'ru' });
  const asked = { acceptanceId: randomUUID(), patientId, kind: 'consent' as const, version: inForce.consent.version, sha256: document?.sha256 ?? '' };
  expect(await desk.call('staff.recordPaper', asked)).toEqual({ patientId });
  expect(await desk.call('staff.recordPaper', asked)).toEqual({ patientId });
  const { rows } = await clinic.pool.query('select a.how, a.sha256 from acceptance a where a.patient = $1', [patientId]);
  expect(rows).toEqual([{ how: 'paper', sha256: inForce.consent.texts[0]?.sha256 }]);
  const audited = await clinic.pool.query(`select staff from identity_audit where action = 'paper_signed' and patient = $1`, [patientId]);
  expect(audited.rows).toEqual([{ staff: registrar.id }]);
  expect(await desk.refusal('staff.recordPaper', { ...asked, acceptanceId: randomUUID(), version: '2025-01' })).toBe('document_not_in_force');
  expect(await desk.refusal('staff.recordPaper', { ...asked, acceptanceId: randomUUID(), sha256: 'a'.repeat(64) })).toBe('document_mismatch');
  expect(await desk.refusal('staff.recordPaper', { ...asked, acceptanceId: randomUUID(), patientId: randomUUID() })).toBe('not_found');
});

test('R5 X8 a case of Gosuslugi shows the person masked, is linked to the patient the registrar names, and is over', async () => {
  await signedIn('registrar');
  const [patientId, caseId, oid] = [await person(), randomUUID(), String(randomInt(1_000_000_000, 1_001_000_000))];
  const detail = { reason: 'one_by_name', oid, family: 'Лесная', given: 'Анна', patronymic: 'Петровна', birthDate: '1980-12-31', snils: '00000060001', phones: ['+79001234567'] };
  await clinic.pool.query(`insert into identity_case (id, kind, patient, detail, opened_at) values ($1, 'esia_candidate', $2, $3::jsonb, date_trunc('milliseconds', now()))`, [caseId, patientId, JSON.stringify(detail)]);
  const { cases } = await desk.call('staff.cases', {});
  const claim = { reason: 'one_by_name', person: { name: 'Лесная А. П.', birthDay: '12-31', phoneEnd: '67' } };
  expect(cases.find(({ id }) => id === caseId)).toMatchObject({ kind: 'esia_candidate', patient: patientId, claim });
  for (const secret of [oid, detail.snils, '1980', '+7900']) expect(JSON.stringify(cases)).not.toContain(secret);
  expect(await desk.refusal('staff.linkEsia', { caseId, patientId: randomUUID() })).toBe('not_found');
  expect(await desk.call('staff.linkEsia', { caseId, patientId })).toEqual({ patientId });
  expect(await desk.refusal('staff.linkEsia', { caseId, patientId })).toBe('case_decided');
  expect((await desk.call('staff.cases', {})).cases.find(({ id }) => id === caseId)).toBeUndefined();
});

test('R9 at a kiosk every call of a desk is refused before anything of it is looked at', async () => {
  const kiosk = await start('kiosk');
  try {
    const chance = createChance(7);
    const ofDesk = channels.filter((channel) => isForDesk(contract[channel]));
    expect(ofDesk.length).toBeGreaterThan(15);
    for (const channel of ofDesk) expect([channel, await kiosk.refusal(channel, validInput(channel, chance, {}))]).toEqual([channel, 'forbidden']);
  } finally {
    await kiosk.stop();
  }
});

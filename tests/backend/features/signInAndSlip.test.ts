import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { initials } from '../../../backend/features/slips/handlers.ts';
import { addDays, dayOf, instantAt } from '../../../shared/lib/moscow.ts';
import { readSeal } from '../../../shared/lib/seal.ts';
import { appointment, patient } from '../../support/clinicResources.ts';
import { featuresOffline, monday } from '../../support/features.ts';

const anna = patient('Кузнецова', 'Анна', 'Петровна');

test.each([
  ['', 'x', 'login_empty'],
  ['   ', 'x', 'login_empty'],
  ['a@example.org', '', 'password_empty'],
  ['anna', 'x', 'login_not_email'],
  ['a@b', 'x', 'login_not_email'],
  ['a b@example.org', 'x', 'login_not_email'],
  ['<b>@', 'x', 'login_not_email'],
  [`${'a'.repeat(10_000 - 12)}@example.org`, 'x', 'too_long'],
  ['a@example.org', 'п'.repeat(1_025), 'too_long'],
  ["' OR 1=1 --@example.org", 'x', 'login_not_email'],
  ['😀', 'x', 'login_not_email'],
])('R4 login «%.20s» with password «%.5s» is answered %s without asking the server', async (login, password, code) => {
  expect(await featuresOffline().refusal('identity.signIn', { login, password })).toBe(code);
});

test('R4 without a line the sign-in says so, and nobody is signed in', async () => {
  const kiosk = featuresOffline();
  expect(await kiosk.refusal('identity.signIn', { login: '  a@example.org ', password: ' пароль ' })).toBe('offline');
  expect(await kiosk.call('identity.me', {})).toEqual({ role: 'visitor', patient: null });
  expect(kiosk.bugs).toEqual([]);
});

test('R4 the patient is shown with a masked phone, and nothing of the patient after leaving', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  expect(await kiosk.call('identity.me', {})).toEqual({
    role: 'patient',
    patient: {
      id: anna.id,
      family: 'Кузнецова',
      given: 'Анна',
      patronymic: 'Петровна',
      birthDate: '1950-03-08',
      phoneMasked: '+7 ··· ···-12-34',
    },
  });
  await kiosk.leave();
  expect(await kiosk.call('identity.me', {})).toEqual({ role: 'visitor', patient: null });
  expect(kiosk.db.read.get('SELECT 1 FROM patient')).toBeUndefined();
});

test('S3 without a line no time can be held, and the answer says why', async () => {
  const kiosk = featuresOffline();
  const holdId = randomUUID();
  expect(await kiosk.refusal('appointments.hold', { slotId: randomUUID(), holdId, longer: false })).toBe('offline');
  expect(await kiosk.refusal('appointments.extendHold', { holdId })).toBe('offline');
  expect(await kiosk.call('appointments.releaseHold', { holdId })).toEqual({});
  expect(await kiosk.call('appointments.currentHold', {})).toEqual({ hold: null });
});

test('K5 a slip carries surname and initials, a seal in its code and nothing else of the patient', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const visit = appointment({
    patientId: anna.id,
    roleId: randomUUID(),
    slotId: randomUUID(),
    start: instantAt(addDays(dayOf(monday), 1), 600),
  });
  kiosk.put(visit);
  const { slip } = await kiosk.call('slips.one', { appointmentId: visit.id });
  expect(slip).toMatchObject({
    patientShort: 'Кузнецова\u00a0А.\u00a0П.',
    deviceCode: 'К03',
    line: 'down',
    printedAt: monday,
    visit: { kopecks: 320_050 },
  });
  expect(readSeal(slip?.qr ?? '')?.seal).toMatchObject({ kind: 'slip', id: visit.id, number: 'К03-0001', state: 'booked', at: monday, time: slip?.visit.startsAt, device: kiosk.record.deviceId });
  expect(JSON.stringify(slip)).not.toMatch(/Анна|Петровна|1950|12-34|example/);
});

test('K5 a print window sees the one slip it was opened for, and nothing once the paper is out', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const visit = appointment({
    patientId: anna.id,
    roleId: randomUUID(),
    slotId: randomUUID(),
    start: instantAt(addDays(dayOf(monday), 1), 600),
  });
  kiosk.put(visit);
  const seen: unknown[] = [];
  kiosk.onPrint(async ({ printJob }) => {
    seen.push(await kiosk.raw('slips.job', {}, printJob), await kiosk.raw('slips.job', {}, randomUUID()), await kiosk.raw('slips.job', {}));
    return 'printed';
  });
  await kiosk.call('slips.print', { appointmentId: visit.id, paper: '80mm', language: 'ru' });
  expect(seen).toMatchObject([
    { ok: true, value: { paper: '80mm', language: 'ru', slip: { visit: { id: visit.id } } } },
    { ok: true, value: null },
    { ok: false, error: { code: 'forbidden' } },
  ]);
  expect(kiosk.jobs).toHaveLength(1);
  expect(await kiosk.raw('slips.job', {}, kiosk.jobs[0]?.printJob)).toEqual({ ok: true, value: null });
  expect(kiosk.bugs).toEqual([]);
});

test.each(['no_printer', 'failed'] as const)('K5 a printer that answers %s is told to the patient', async (outcome) => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const visit = appointment({
    patientId: anna.id,
    roleId: randomUUID(),
    slotId: randomUUID(),
    start: instantAt(addDays(dayOf(monday), 1), 600),
  });
  kiosk.put(visit);
  kiosk.onPrint(() => Promise.resolve(outcome));
  const input = { appointmentId: visit.id, paper: 'a4', language: 'en' };
  expect(await kiosk.refusal('slips.print', input)).toBe(outcome);
  expect(await kiosk.refusal('slips.print', { ...input, appointmentId: randomUUID() })).toBe('not_found');
});

test('K5 initials keep together and do without a patronymic', () => {
  expect(initials({ family: 'Лебедев', given: 'борис', patronymic: null })).toBe('Лебедев\u00a0Б.');
  expect(initials({ family: 'Ли', given: 'Ян', patronymic: ' ' })).toBe('Ли\u00a0Я.');
});

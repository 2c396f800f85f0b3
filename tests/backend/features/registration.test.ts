import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Channel } from '../../../shared/contract.ts';
import { patient } from '../../support/clinicResources.ts';
import { featuresOffline } from '../../support/features.ts';

const registrationId = randomUUID();
const person = { email: 'anna.canary@example.org', family: 'Канареева', given: 'Аннаканар', patronymic: 'Канаровна', birthDate: '1951-04-03', phone: '+79001234567', snils: '11223344595', acceptances: [] };
const calls: readonly (readonly [Channel, object])[] = [
  ['registration.send', person],
  ['registration.recover', { email: person.email }],
  ['registration.resend', { registrationId }],
  ['registration.enterCode', { registrationId, code: '987654' }],
  ['registration.signInByCode', { code: '98765432' }],
  ['registration.toPhone', { step: 'password', registrationId }],
  ['registration.phoneState', { handoffId: randomUUID() }],
];

test.each(calls)('R3 R7 R8 without a line %s says so', async (channel, input) => {
  const kiosk = featuresOffline();
  expect(await kiosk.refusal(channel, input)).toBe('offline');
  expect(kiosk.bugs).toEqual([]);
});

test('R3 nothing of who registers is written down on the device, in no table at all', async () => {
  const kiosk = featuresOffline();
  for (const [channel, input] of calls) await kiosk.refusal(channel, input);
  await kiosk.refusal('registration.setPassword', { registrationId, password: 'тихий канареечный омут' });
  const tables = kiosk.db.read.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
  const all = tables.map(({ name }) => JSON.stringify(kiosk.db.read.all(`SELECT * FROM "${name}"`), (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).join('\n');
  expect(all.length).toBeGreaterThan(100);
  expect(all).not.toMatch(/canary|канар|1951-04-03|9001234567|11223344595|98765/i);
});

test('R3 R7 who is signed in cannot register, set a password or become somebody else', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(patient('Кузнецова', 'Анна', 'Петровна'));
  for (const [channel, input] of [...calls, ['registration.setPassword', { registrationId, password: 'тихий омут' }] as const]) expect(await kiosk.refusal(channel, input)).toBe('forbidden');
});

test('R3 X8 whatever is typed: a named refusal, never a fault of ours, and never the text back', async () => {
  const kiosk = featuresOffline();
  for (const text of ['', '\u0000', '\ud800', '‮', 'а'.repeat(1_000), '😀'.repeat(400), "'; DROP TABLE counter; --", '__proto__', '{{7*7}}']) {
    const reply = await kiosk.raw('registration.send', { ...person, family: text, email: text, snils: text });
    expect(JSON.stringify(reply)).toBe('{"ok":false,"error":{"code":"offline"}}');
    expect(await kiosk.refusal('registration.enterCode', { registrationId, code: text })).toBe('offline');
  }
  expect(await kiosk.refusal('registration.send', { ...person, family: 'а'.repeat(1_001) })).toBe('invalid_input');
  expect(await kiosk.refusal('registration.enterCode', { registrationId: '../password', code: '1' })).toBe('invalid_input');
  expect(await kiosk.refusal('registration.phoneState', { handoffId: '../../fhir/Patient' })).toBe('invalid_input');
  expect(kiosk.bugs).toEqual([]);
});

import { expect, test } from 'vitest';
import type { Channel } from '../../../shared/contract.ts';
import { patient } from '../../support/clinicResources.ts';
import { featuresOffline } from '../../support/features.ts';

const calls: readonly (readonly [Channel, object])[] = [
  ['account.overview', {}],
  ['account.changePassword', { commandId: '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a10', current: 'тихий канареечный омут', next: 'новый канареечный омут' }],
  ['account.changePhone', { current: 'тихий канареечный омут', phone: '8 (900) 123-45-67' }],
  ['account.changeEmail', { current: 'тихий канареечный омут', email: 'anna.canary@example.org' }],
  ['account.endOthers', {}],
  ['account.close', { current: 'тихий канареечный омут' }],
];
const anna = patient('Кузнецова', 'Анна', 'Петровна');

test.each(calls)('R11 without a line %s says so, and whoever is signed in stays it', async (channel, input) => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  expect(await kiosk.refusal(channel, input)).toBe('offline');
  expect(kiosk.bugs).toEqual([]);
});

test('R11 nobody but a patient has an account to look at', async () => {
  const kiosk = featuresOffline();
  for (const [channel, input] of [...calls, ['account.confirmEmail', { oldCode: null, newCode: '123456' }] as const]) expect(await kiosk.refusal(channel, input)).toBe('forbidden');
});

test('R11 a number that is none is refused without a line, and codes of a change nobody began are worth nothing', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  for (const phone of ['', '12', '+1 900 123 45 67', 'девять', '9'.repeat(1_000)]) expect(await kiosk.refusal('account.changePhone', { current: 'x', phone })).toBe('phone_invalid');
  expect(await kiosk.refusal('account.confirmEmail', { oldCode: '123456', newCode: '123456' })).toBe('code_gone');
});

test('R11 nothing of what is typed about an account is written down on the device, in no table at all', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  for (const [channel, input] of calls) await kiosk.refusal(channel, input);
  const tables = kiosk.db.read.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
  const all = tables.map(({ name }) => JSON.stringify(kiosk.db.read.all(`SELECT * FROM "${name}"`), (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).join('\n');
  expect(all.length).toBeGreaterThan(100);
  expect(all).not.toMatch(/canary|канар|9001234567/i);
});

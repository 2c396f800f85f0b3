import { expect, test } from 'vitest';
import { createStaffDoor, staffDoorTimes, waitAfter } from '../../../backend/server/staffDoor.ts';
import { staffCodeVerifier } from '../../../clinic-server/devices/staffCode.ts';
import { featuresOffline } from '../../support/features.ts';

// The cheapest check a device accepts: the counting is what is tested.
const staffCode = staffCodeVerifier('4826-1593', 16_384);
const right = '48 261593';

test('H16 the staff code opens the service screen for five minutes, without the server, and only then the app may be closed', async () => {
  const kiosk = featuresOffline({ staffCode });
  expect(await kiosk.call('staffDoor.state', {})).toEqual({ state: 'closed' });
  expect(await kiosk.refusal('staffDoor.exit', {})).toBe('closed');
  expect(await kiosk.call('staffDoor.enter', { code: '48261594' })).toEqual({ state: 'wrong', waitSeconds: 0 });
  expect(await kiosk.refusal('staffDoor.exit', {})).toBe('closed');
  expect(kiosk.exits).toEqual([]);

  expect(await kiosk.call('staffDoor.enter', { code: right })).toEqual({ state: 'open' });
  expect(await kiosk.call('staffDoor.state', {})).toEqual({ state: 'open', device: 'К03', profile: 'kiosk', appVersion: '0.1.0', server: 'http://127.0.0.1:9', secondsLeft: 300 });
  await kiosk.call('staffDoor.exit', {});
  expect(kiosk.exits).toHaveLength(1);

  kiosk.clock.now = (kiosk.clock.now + staffDoorTimes.openSeconds * 1_000) as typeof kiosk.clock.now;
  expect(await kiosk.call('staffDoor.state', {})).toEqual({ state: 'closed' });
  expect(await kiosk.refusal('staffDoor.exit', {})).toBe('closed');

  await kiosk.call('staffDoor.enter', { code: right });
  await kiosk.call('staffDoor.leave', {});
  expect(await kiosk.call('staffDoor.state', {})).toEqual({ state: 'closed' });
});

test('H16 the count of wrong codes is on the disk before the code is looked at: a new backend does not begin anew, and fifty guesses at once are one', async () => {
  const kiosk = featuresOffline({ staffCode });
  const door = () => createStaffDoor({ db: kiosk.db, now: () => kiosk.clock.now, ports: { monotonicNow: () => kiosk.clock.now }, code: () => staffCode });
  for (let slip = 0; slip < 2; slip += 1) expect(await door().enter('000000')).toEqual({ state: 'wrong', waitSeconds: 0 });
  const together = door();
  const answers = await Promise.all(Array.from({ length: 50 }, () => together.enter('000000')));
  expect(answers.filter(({ state }) => state === 'wrong')).toHaveLength(1);
  // The third slip was the last free one; a fresh process knows it, and so does the one with the right code.
  expect(await door().enter(right)).toEqual({ state: 'wait', waitSeconds: 30 });
  kiosk.clock.now = (kiosk.clock.now + 30_000) as typeof kiosk.clock.now;
  expect(await door().enter(right)).toEqual({ state: 'open' });
  expect(await door().enter('000000')).toEqual({ state: 'wrong', waitSeconds: 0 });
});

test('H16 a clock that was put back keeps staff out for a quarter of an hour at most', async () => {
  const kiosk = featuresOffline({ staffCode });
  for (let slip = 0; slip < 3; slip += 1) await kiosk.call('staffDoor.enter', { code: '000000' });
  kiosk.clock.now = (kiosk.clock.now - 365 * 86_400_000) as typeof kiosk.clock.now;
  expect(await kiosk.call('staffDoor.enter', { code: right })).toEqual({ state: 'wait', waitSeconds: staffDoorTimes.longestWaitSeconds });
  kiosk.clock.now = (kiosk.clock.now + staffDoorTimes.longestWaitSeconds * 1_000) as typeof kiosk.clock.now;
  expect(await kiosk.call('staffDoor.enter', { code: right })).toEqual({ state: 'open' });
});

test('H16 without a code of the clinic nobody gets in, and no text of any form does', async () => {
  expect(await featuresOffline().call('staffDoor.enter', { code: '' })).toEqual({ state: 'none' });
  const kiosk = featuresOffline({ staffCode });
  expect((await kiosk.call('staffDoor.enter', { code: '' })).state).toBe('wrong');
  expect((await kiosk.call('staffDoor.enter', { code: '---- ----' })).state).toBe('wrong');
  expect(await kiosk.refusal('staffDoor.enter', { code: '1'.repeat(65) })).toBe('invalid_input');
});

test('H16 the wait doubles from half a minute to a quarter of an hour', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000].map(waitAfter)).toEqual([0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
  for (const code of ['12345', '12345678901234567', 'abcdef', '']) expect(() => staffCodeVerifier(code)).toThrow(/6 to 16/);
});

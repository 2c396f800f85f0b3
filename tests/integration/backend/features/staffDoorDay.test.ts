import { expect, test } from 'vitest';
import { staffCodeVerifier } from '../../../../clinic-server/devices/staffCode.ts';
import { featuresOffline } from '../../../support/features.ts';

// The cheapest check a device accepts: the counting is what is tested, a day of it, each count on the disk.
const staffCode = staffCodeVerifier('4826-1593', 16_384);

test('H16 10,000 wrong codes in a day: about a hundred are even looked at, none opens, and each that was is in the audit', { timeout: 60_000 }, async () => {
  const kiosk = featuresOffline({ staffCode });
  const seen = { open: 0, wrong: 0, wait: 0, none: 0 };
  const tries = 10_000;
  for (let index = 0; index < tries; index += 1) {
    const { state } = await kiosk.call('staffDoor.enter', { code: String(10_000_000 + index) });
    seen[state] += 1;
    kiosk.clock.now = (kiosk.clock.now + 86_400_000 / tries) as typeof kiosk.clock.now;
  }
  expect(seen.open).toBe(0);
  expect(seen.wrong).toBeGreaterThan(50);
  expect(seen.wrong).toBeLessThanOrEqual(110);
  expect(seen.wrong + seen.wait).toBe(tries);
  expect(kiosk.exits).toEqual([]);
  expect(kiosk.db.read.get('SELECT count(*) AS n FROM audit WHERE action = $action', { action: 'staffDoor.refused' })).toEqual({ n: seen.wrong });
});

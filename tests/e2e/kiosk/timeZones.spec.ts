import { expect, test } from '@playwright/test';
import { clockOf, instant } from '../../../shared/lib/moscow.ts';
import { bridgeCall, whenReady } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet } from '../../support/electronApp.ts';
import { touch } from '../../support/hands.ts';
import { arrive, confirm, walkToConfirm } from '../../support/kioskWay.ts';

let clinic: DemoClinic;

test.beforeAll(async () => {
  test.setTimeout(150_000);
  clinic = await startDemo({ idle: 600 });
});
test.afterAll(() => clinic.stop());

for (const [index, timeZone] of ['Asia/Vladivostok', 'America/Los_Angeles'].entries()) {
  test(`S10 the whole way shows Moscow time with TZ=${timeZone}`, async () => {
    test.setTimeout(180_000);
    const account = clinic.accounts[index];
    if (!account) throw new Error('the demo has too few accounts');
    const kabinet = await launchKabinet({ server: clinic.server, enrol: await clinic.enrolCode('kiosk'), timeZone });
    try {
      const { page } = kabinet;
      await whenReady(page);
      expect(await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone), 'the machine really is elsewhere').toBe(timeZone);
      const shown = await page.locator('time').first().innerText();
      const now = Date.now();
      expect([clockOf(instant(now)), clockOf(instant(now - 60_000))]).toContain(shown.trim());

      const hand = touch(page);
      const time = await walkToConfirm(page, hand, account);
      await confirm(page, hand);
      await arrive(page, 'Вы записаны');
      const { upcoming } = await bridgeCall(page, 'appointments.mine', {});
      const booked = upcoming.filter(({ status, startsAt }) => status === 'booked' && clockOf(startsAt) === time);
      expect(booked, 'the server’s instant is the Moscow time the patient touched').not.toHaveLength(0);
    } finally {
      await kabinet.close();
    }
  });
}

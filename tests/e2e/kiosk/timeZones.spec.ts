import { expect, test } from '@playwright/test';
import { clockOf, instant } from '../../../shared/lib/moscow.ts';
import { bridgeCall } from '../../support/bridge.ts';
import { touch } from '../../support/hands.ts';
import { arrive, confirm, walkToConfirm } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';

for (const timeZone of ['Asia/Vladivostok', 'America/Los_Angeles']) {
  test.describe(`on a machine in ${timeZone}`, () => {
    const kiosk = oneKiosk({ timeZone });

    test(`S10 the whole way shows Moscow time with TZ=${timeZone}`, async () => {
      test.setTimeout(180_000);
      const { kabinet, nextAccount } = kiosk();
      const { page } = kabinet;
      expect(await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone), 'the machine really is elsewhere').toBe(timeZone);
      const shown = await page.locator('time').first().innerText();
      const now = Date.now();
      expect([clockOf(instant(now)), clockOf(instant(now - 60_000))]).toContain(shown.trim());

      const hand = touch(page);
      const time = await walkToConfirm(page, hand, nextAccount());
      await confirm(page, hand);
      await arrive(page, 'Вы записаны');
      const { upcoming } = await bridgeCall(page, 'appointments.mine', {});
      const booked = upcoming.filter(({ status, startsAt }) => status === 'booked' && clockOf(startsAt) === time);
      expect(booked, 'the server’s instant is the Moscow time the patient touched').not.toHaveLength(0);
    });
  });
}

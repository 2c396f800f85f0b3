import { expect, test } from '@playwright/test';
import { expectNothingLeft, openSite, walkToEsia } from '../../support/esiaWay.ts';
import { arrive } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';

test.describe('somebody walks away from the sign-in page', () => {
  const kiosk = oneKiosk({ idle: 10, strangers: true });

  test('K2 H11 H30 the question stands over the foreign page, and without an answer the whole visit ends', async () => {
    const { kabinet } = kiosk();
    const page = await kabinet.currentPage();
    await walkToEsia(page);
    const { site, frame } = await openSite(kabinet, page);
    await site.getByLabel('Телефон, почта или СНИЛС').fill('somebody@example.org');
    // Playwright types without hands: nobody has touched anything since the page opened.
    await expect(frame.getByRole('dialog', { name: 'Вы ещё здесь?' })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect.poll(() => page.isClosed(), { timeout: 40_000 }).toBe(true);
    await expectNothingLeft(kabinet);
    await arrive(await kabinet.currentPage(), 'Что вы хотите сделать?');
  });
});

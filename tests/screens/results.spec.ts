import { expect, test } from '@playwright/test';
import { bridgeCall } from '../support/bridge.ts';
import { everyDress } from '../support/everyDress.ts';
import { touch } from '../support/hands.ts';
import { arrive } from '../support/kioskWay.ts';
import { oneKiosk } from '../support/oneKiosk.ts';

const folder = 'screens/results';

test.describe('pictures of results', () => {
  const kiosk = oneKiosk();

  test('cabinet, list, report, conclusion and course, in every dress', async () => {
    test.setTimeout(240_000);
    const { kabinet, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const press = (name: RegExp) => hand.press(page.getByRole('button', { name }).first());
    await bridgeCall(page, 'identity.signIn', nextAccount());
    await page.reload();
    await press(/кабинет/);
    await arrive(page, /^Здравствуйте/);
    await expect(page.getByRole('button', { name: /^Результаты/ })).toContainText(/нов/, { timeout: 20_000 });
    await everyDress(kabinet, page, folder, '1-cabinet');
    await press(/^Результаты/);
    await arrive(page, 'Результаты');
    await everyDress(kabinet, page, folder, '2-list');
    await press(/^Липидный/);
    await arrive(page, /^Липидный/);
    await expect(page.locator('.plot svg .trace path')).toBeVisible();
    await everyDress(kabinet, page, folder, '3-report');
    await hand.press(page.locator('button.labs__name').first());
    await expect(page.getByRole('button', { name: 'График' })).toBeVisible();
    await expect(page.locator('.plot svg .trace path')).toBeVisible();
    await everyDress(kabinet, page, folder, '4-course');
    await press(/^Назад/);
    await press(/^Назад/);
    await press(/^УЗИ/);
    await arrive(page, /^УЗИ/);
    await everyDress(kabinet, page, folder, '5-conclusion');
  });
});

import { expect, test } from '@playwright/test';
import { bridgeCall } from '../support/bridge.ts';
import { everyDress } from '../support/everyDress.ts';
import { touch } from '../support/hands.ts';
import { arrive } from '../support/kioskWay.ts';
import { oneKiosk } from '../support/oneKiosk.ts';

const folder = 'screens/visits';

test.describe('pictures of past visits', () => {
  const kiosk = oneKiosk();

  test('the list of what has been, and two of them, in every dress', async () => {
    test.setTimeout(240_000);
    const { kabinet, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const press = (name: RegExp) => hand.press(page.getByRole('button', { name }).first());
    await bridgeCall(page, 'identity.signIn', nextAccount());
    await page.reload();
    await press(/кабинет/);
    await arrive(page, /^Здравствуйте/);
    await press(/^Мои записи/);
    await arrive(page, 'Мои записи');
    await press(/^Прошедшие/);
    await expect(page.locator('.rows .row').first()).toContainText('₽', { timeout: 20_000 });
    await everyDress(kabinet, page, folder, '1-list');
    const rows = page.locator('.rows .row').filter({ hasText: '₽' });
    await hand.press(rows.nth(0));
    await arrive(page, /^Приём/);
    await everyDress(kabinet, page, folder, '2-visit');
    await press(/^Назад/);
    await press(/^Прошедшие/);
    await hand.press(rows.nth(1));
    await arrive(page, /^Приём/);
    await everyDress(kabinet, page, folder, '3-visit');
  });
});

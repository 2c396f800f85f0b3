import { expect, test, type Page } from '@playwright/test';
import { bridgeCall } from '../support/bridge.ts';
import { everyDress } from '../support/everyDress.ts';
import { touch } from '../support/hands.ts';
import { arrive } from '../support/kioskWay.ts';
import { oneKiosk } from '../support/oneKiosk.ts';

const folder = 'screens/staff';

test.describe('pictures of the screens for staff', () => {
  const kiosk = oneKiosk({ idle: 600 });

  const look = (page: Page, screen: string) => everyDress(kiosk().kabinet, page, folder, screen);

  test('code, wrong code, waiting, open', async () => {
    test.setTimeout(300_000);
    const { clinic, kabinet } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const press = (name: string | RegExp) => hand.press(page.getByRole('button', { name }));
    await press('Помощь');
    await arrive(page, 'Чем помочь?');
    await look(page, '1-help');
    await press('Для сотрудников');
    await arrive(page, 'Служебный экран');
    await look(page, '2-code');
    const field = page.getByRole('textbox', { name: 'Код сотрудника' });
    await hand.type(field, '11111111');
    await press('Открыть');
    await expect(page.getByText('Код не подходит.')).toBeVisible();
    await look(page, '3-wrong');
    for (let slip = 0; slip < 5; slip += 1) await bridgeCall(page, 'staffDoor.enter', { code: `2222222${slip}` });
    await hand.type(field, '4');
    await press('Открыть');
    await expect(page.getByRole('status').filter({ hasText: /следующая\sпопытка/ })).toBeVisible();
    await look(page, '4-wait');
    await expect(page.getByText(/следующая\sпопытка/)).toHaveCount(0, { timeout: 60_000 });
    await hand.type(field, clinic.staffCode.replace('-', ''));
    await press('Открыть');
    await arrive(page, 'Состояние киоска');
    await look(page, '5-open');
  });
});

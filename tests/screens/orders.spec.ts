import { test } from '@playwright/test';
import { everyDress } from '../support/everyDress.ts';
import { touch } from '../support/hands.ts';
import { arrive, signIn } from '../support/kioskWay.ts';
import { oneKiosk } from '../support/oneKiosk.ts';

const folder = 'screens/orders';

test.describe('pictures of a pre-order', () => {
  const kiosk = oneKiosk();

  test('prices, the cart and its steps, and what was sent, in every dress', async () => {
    test.setTimeout(240_000);
    const { kabinet, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const press = (name: RegExp) => hand.press(page.getByRole('button', { name }).first());
    const look = (screen: string) => everyDress(kabinet, page, folder, screen);
    await press(/^Услуги\sи\sцены/);
    await arrive(page, 'Услуги и цены');
    for (const code of ['A09.05.065', 'A09.05.026', 'A09.05.083']) {
      await hand.press(page.getByRole('searchbox', { name: 'Услуга или код' }));
      await page.getByRole('searchbox', { name: 'Услуга или код' }).fill(code);
      await hand.press(page.locator('.price', { hasText: code }).locator('.price__add').first());
    }
    await press(/^Скрыть$/);
    await look('1-prices');
    await press(/^Заказ:\s3\sна/);
    await arrive(page, 'Ваш заказ');
    await look('2-cart');
    await press(/^Дальше:\sподготовка/);
    await arrive(page, 'Как подготовиться');
    await look('3-prepare');
    await press(/^Дальше:\sвыбрать\sдень/);
    await arrive(page, 'Когда вам удобно прийти?');
    await look('4-day');
    await press(/^Войти\sи\sотправить/);
    await signIn(page, hand, nextAccount(), () => Promise.resolve());
    await arrive(page, 'Когда вам удобно прийти?');
    await press(/^Отправить\sзаказ/);
    await arrive(page, /^Заказ$/);
    await look('5-order');
  });
});

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { bridgeCall } from '../support/bridge.ts';
import { touch } from '../support/hands.ts';
import { arrive, confirm, leave, openVisits, printSlip, walkToConfirm, type Look } from '../support/kioskWay.ts';
import { oneKiosk } from '../support/oneKiosk.ts';

const folder = 'screens';

/** Numbers the pictures, so that the folder reads as the way does. */
function camera(page: Page, set: string): Look {
  let taken = 0;
  return async (screen) => {
    taken += 1;
    await mkdir(join(folder, set), { recursive: true });
    await page.screenshot({ path: join(folder, set, `${String(taken).padStart(2, '0')}-${screen}.png`) });
  };
}

/** From the cabinet through one's own account and back to it. */
async function walkAccount(page: Page, look: Look): Promise<void> {
  const hand = touch(page);
  const back = () => hand.press(page.getByRole('button', { name: 'Назад', exact: true }));
  await hand.press(page.getByRole('button', { name: 'Учётная запись', exact: true }));
  await arrive(page, 'Учётная запись');
  await expect(page.getByRole('button', { name: 'Телефон', exact: true })).toBeVisible();
  await look('account');
  const parts = [
    ['Где вы вошли', 'Где вы вошли', 'sessions'],
    ['Пароль', 'Новый пароль', 'password'],
    ['Логин: почта', 'Новая почта', 'email'],
    ['Телефон', 'Новый телефон', 'phone'],
    ['Закрыть учётную запись', 'Закрыть учётную запись?', 'close'],
  ] as const;
  for (const [name, title, picture] of parts) {
    await hand.press(page.getByRole('button', { name, exact: true }));
    await arrive(page, title);
    await look(`account-${picture}`);
    if (picture === 'close') await hand.press(page.getByRole('button', { name: 'Не закрывать', exact: true }));
    else await back();
  }
  await back();
  await arrive(page, /^Здравствуйте/);
}

test.describe('pictures of every screen', () => {
  const kiosk = oneKiosk({ idle: 12, warn: 20 });

  test('the kiosk, 1080×1920, Russian', async () => {
    test.setTimeout(300_000);
    const { kabinet, nextAccount } = kiosk();
    const { page } = kabinet;
    const hand = touch(page);
    const look = camera(page, 'kiosk');
    const time = await walkToConfirm(page, hand, nextAccount(), look);
    await confirm(page, hand);
    await arrive(page, 'Вы записаны');
    await look('slip');
    await printSlip(page, hand, 'Талон', look);
    await openVisits(page, hand, look);
    await hand.press(page.getByRole('button', { name: new RegExp(time) }).first());
    await arrive(page, 'Запись к врачу');
    await look('visit');
    await hand.press(page.getByRole('button', { name: 'Перенести', exact: true }));
    await arrive(page, 'На какое время перенести?');
    await look('move-time');
    await hand.press(page.getByRole('button', { name: 'Назад', exact: true }));
    await hand.press(page.getByRole('button', { name: 'Отменить', exact: true }));
    await arrive(page, 'Отменить запись?');
    await look('cancel');
    await expect(page.getByRole('dialog', { name: 'Вы ещё здесь?' })).toBeVisible({ timeout: 30_000 });
    await look('still-here');
    await hand.press(page.getByRole('dialog').getByRole('button', { name: 'Завершить' }));
    await kabinet.nextPage(page);
  });

  test('the first screens without signing in, English, prices, browsing, the cabinet', async () => {
    test.setTimeout(300_000);
    const { kabinet, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const look = camera(page, 'more');
    await hand.press(page.getByRole('button', { name: /^Услуги и цены/ }));
    await arrive(page, 'Услуги и цены');
    await look('prices');
    await hand.press(page.getByRole('button', { name: 'Назад', exact: true }));
    await hand.press(page.getByRole('button', { name: /^Врачи и расписание/ }));
    await arrive(page, 'Врачи и расписание');
    await hand.press(page.getByRole('button', { name: /первичный|кат|к\. м\. н\.|каб|Каб/ }).first());
    await hand.press(page.getByRole('button', { name: 'Показать расписание', exact: true }));
    await arrive(page, 'Когда принимает врач');
    await look('week');
    await hand.press(page.getByRole('button', { name: 'По дням', exact: true }));
    await look('day');
    await hand.press(page.getByRole('button', { name: 'English', exact: true }));
    await look('day-english');
    await hand.press(page.getByRole('button', { name: 'Русский', exact: true }));
    await hand.press(page.getByRole('button', { name: 'Сначала', exact: true }));
    await bridgeCall(page, 'identity.signIn', nextAccount());
    await page.reload();
    await arrive(page, 'Что вы хотите сделать?');
    await hand.press(page.getByRole('button', { name: /кабинет/ }).first());
    await arrive(page, /^Здравствуйте/);
    await look('cabinet');
    await walkAccount(page, look);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });

  test('the accessible view', async () => {
    test.setTimeout(300_000);
    const { kabinet } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const look = camera(page, 'accessible');
    await hand.press(page.getByRole('button', { name: 'Крупнее', exact: true }));
    await look('home');
    await page.getByRole('option', { name: 'Записаться к врачу' }).click();
    await hand.press(page.getByRole('button', { name: 'Выбрать', exact: true }));
    await look('doctors');
    await hand.press(page.getByRole('button', { name: 'Выбрать', exact: true }));
    await look('doctors-chosen');
    await hand.press(page.getByRole('button', { name: 'Сначала', exact: true }));
    await hand.press(page.getByRole('button', { name: 'Обычный вид', exact: true }));
    await arrive(page, 'Что вы хотите сделать?');
  });

  test('the same screens on a lying screen, 1920×1080', async () => {
    test.setTimeout(120_000);
    const { kabinet } = kiosk();
    const page = await kabinet.currentPage();
    const window = await kabinet.app.browserWindow(page);
    await window.evaluate((it) => {
      it.setFullScreen(false);
      it.setContentSize(1920, 1080);
    });
    await page.reload();
    await arrive(page, 'Что вы хотите сделать?');
    const look = camera(page, 'lying');
    await look('home');
    const hand = touch(page);
    await hand.press(page.getByRole('button', { name: /^Записаться к врачу/ }));
    await arrive(page, 'К какому врачу?');
    await look('doctors');
    await hand.press(page.getByRole('button', { name: 'Сначала', exact: true }));
    await hand.press(page.getByRole('button', { name: /^Вход в личный кабинет/ }));
    await arrive(page, 'Вход в личный кабинет');
    await look('sign-in');
  });

  test('the gallery of components, both profiles, both views', async () => {
    test.setTimeout(120_000);
    const { kabinet } = kiosk();
    const page = await kabinet.currentPage();
    await page.goto('kabinet://app/gallery.html');
    await mkdir(join(folder, 'gallery'), { recursive: true });
    for (const [index, look] of ['Киоск', 'Крупный вид', 'Стойка'].entries()) {
      await page.getByRole('button', { name: look, exact: true }).click();
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await page.screenshot({ path: join(folder, 'gallery', `${String(index + 1)}.png`), fullPage: true });
    }
  });
});

import { expect, test, type Page, type TestInfo } from '@playwright/test';
import { touch } from '../../support/hands.ts';
import { arrive, type Look } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { axeFindings, watchPage } from '../../support/watchPage.ts';
import { cutOrOverlapping } from '../../support/wholeOnScreen.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

/** Every screen of the way is looked at: axe, what is cut or overlapping; and a picture for the eye. */
function inspector(page: Page, info: TestInfo): Look {
  let seen = 0;
  return async (screen) => {
    seen += 1;
    await page.screenshot({ path: info.outputPath(`${String(seen).padStart(2, '0')}-${screen}.png`) });
    expect.soft(await axeFindings(page), screen).toEqual([]);
    expect.soft(await cutOrOverlapping(page), screen).toEqual([]);
  };
}

test.describe('the accessible view', () => {
  const kiosk = oneKiosk();

  test('K4 S1 S2 S3 S4 by touch below the line: booked, cancelled with a reason in own words, left', async () => {
    const info = test.info();
    test.setTimeout(240_000);
    const { kabinet, nextAccount } = kiosk();
    const { page } = kabinet;
    const account = nextAccount();
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, info);
    await hand.press(button(page, 'Крупнее'));
    await expect(page.getByRole('option', { name: 'Записаться к врачу' })).toHaveAttribute('aria-selected', 'true');
    await look('home');
    await hand.press(button(page, 'Выбрать'));
    await arrive(page, 'Какой врач нужен?');
    await hand.press(button(page, 'Ниже'));
    await look('speciality');
    await hand.press(button(page, 'Выбрать'));
    await arrive(page, 'К какому врачу?');
    await hand.press(button(page, 'Ниже'));
    await look('doctor');
    await hand.press(button(page, 'Выбрать'));
    await arrive(page, 'В какое время?');
    await expect(button(page, /^Выбрать \d/)).toBeVisible();
    await look('time');
    await hand.press(button(page, 'Другой день'));
    await arrive(page, 'В какой день?');
    await hand.press(button(page, 'Позже'));
    await hand.press(button(page, 'Позже'));
    await look('day');
    await hand.press(button(page, 'Выбрать день'));
    await arrive(page, 'В какое время?');
    await hand.press(button(page, 'Позже'));
    await look('time-of-day');
    await hand.press(button(page, /^Выбрать \d/));
    await arrive(page, 'Вход в личный кабинет');
    await look('login');
    await hand.press(button(page, 'Дальше'));
    await hand.press(button(page, 'Войти'));
    await expect(page.getByText('Наберите адрес почты')).toBeVisible();
    await look('login-error');
    await hand.type(page.getByRole('textbox', { name: 'Логин' }), account.login);
    await hand.press(button(page, 'Дальше'));
    await hand.type(page.getByLabel('Пароль', { exact: true }), account.password);
    await look('password');
    await hand.press(button(page, 'Войти'));
    await arrive(page, 'Всё верно?');
    await expect(page.getByRole('timer')).toBeVisible();
    await look('confirm');
    await hand.press(button(page, 'Ниже'));
    await look('confirm-below');
    await hand.press(button(page, 'Записаться'));
    await arrive(page, 'Вы записаны');
    await look('slip');
    await hand.press(button(page, 'Мои записи'));
    await arrive(page, 'Будущие записи');
    await look('visits');
    await hand.press(button(page, 'Открыть'));
    await arrive(page, 'Запись к врачу');
    await look('visit');
    await hand.press(button(page, 'Отменить'));
    await arrive(page, 'Отменить запись?');
    await look('cancel');
    const other = page.getByRole('option', { name: 'Другое', exact: true, selected: true });
    for (let step = 0; step < 8 && !(await other.isVisible()); step += 1) await hand.press(button(page, 'Ниже'));
    await expect(other).toBeVisible();
    await look('cancel-other');
    await hand.press(button(page, 'Дальше'));
    await hand.type(page.getByRole('textbox', { name: 'Расскажите, если хотите' }), 'уезжаю');
    await look('cancel-comment');
    await hand.press(button(page, 'Отменить'));
    await arrive(page, 'Запись отменена');
    await look('cancelled');
    expect(await watch.complaints()).toEqual([]);
    await hand.press(button(page, 'Завершить'));
    await kabinet.nextPage(page);
  });

  test('K4 S3 by keyboard: arrows choose, Enter goes on, nothing else is needed up to the last question', async () => {
    const info = test.info();
    test.setTimeout(180_000);
    const { kabinet, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const account = nextAccount();
    const { keyboard } = page;
    await arrive(page, 'Что вы хотите сделать?');
    await button(page, 'Крупнее').focus();
    await keyboard.press('Enter');
    await expect(page.getByRole('listbox')).toBeVisible();
    await page.getByRole('listbox').focus();
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await arrive(page, 'Какой врач нужен?');
    await keyboard.press('Enter');
    await arrive(page, 'К какому врачу?');
    await expect(page.getByRole('option').nth(1)).toBeVisible();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await arrive(page, 'В какое время?');
    await expect(button(page, /^Выбрать \d/)).toBeVisible();
    await keyboard.press('Enter');
    await arrive(page, 'Вход в личный кабинет');
    await keyboard.type(account.login);
    await keyboard.press('Enter');
    await expect(page.getByLabel('Пароль', { exact: true })).toBeFocused();
    await keyboard.type(account.password);
    await keyboard.press('Enter');
    await arrive(page, 'Всё верно?');
    await button(page, 'Записаться').focus();
    await keyboard.press('Enter');
    await arrive(page, 'Вы записаны');
    await inspector(page, info)('slip');
    await button(page, 'Закончить').focus();
    // The key ends the window, perhaps before it has answered that it was pressed.
    await keyboard.press('Enter').catch((error: unknown) => {
      if (!page.isClosed()) throw error;
    });
    await kabinet.nextPage(page);
  });
});

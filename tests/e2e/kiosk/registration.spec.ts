import { expect, test, type Page, type TestInfo } from '@playwright/test';
import { keyboard, touch } from '../../support/hands.ts';
import { arrive, chooseDoctor, chooseTime, leave, noLook, type Look } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { openPlainBrowser } from '../../support/plainBrowser.ts';
import { asPatientHasIt, box, codeIn, fillForm, letterTo, linkIn, readQr, toForm } from '../../support/registrationWay.ts';
import { axeFindings, watchPage } from '../../support/watchPage.ts';
import { cutOrOverlapping } from '../../support/wholeOnScreen.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const says = (page: Page, text: RegExp) => expect(page.getByText(text).first()).toBeVisible();
const password = 'tihaya7roshcha';

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

test.describe('registration', () => {
  const kiosk = oneKiosk();
  const anna = 'anna.lesnaya@example.org';

  test('R3 by touch with the code of the letter: wrong input in every field is said and kept, a common password is refused, then signed in', async () => {
    test.setTimeout(240_000);
    const { kabinet, clinic } = kiosk();
    const page = await kabinet.currentPage();
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());
    await toForm(page, hand, look);
    await look('name');
    await hand.press(button(page, 'Дальше'));
    await says(page, /Наберите фамилию/);
    await says(page, /Наберите имя/);
    await look('name-wrong');
    await hand.type(box(page, 'Фамилия'), 'лесная');
    await hand.type(box(page, 'Имя'), 'анна');
    await expect(box(page, 'Фамилия')).toHaveValue('Лесная');
    await hand.press(button(page, 'Дальше'));
    await hand.type(box(page, 'Дата рождения'), '31021980');
    await hand.type(box(page, 'СНИЛС, необязательно'), '11223344596');
    await hand.press(button(page, 'Дальше'));
    await says(page, /Такого дня в\sкалендаре нет/);
    await says(page, /Контрольное число не\sсходится/);
    await expect(box(page, 'Дата рождения')).toHaveValue('31.02.1980');
    await look('birth-wrong');
    await hand.press(button(page, 'Стереть').first());
    await hand.type(box(page, 'Дата рождения'), '31121980');
    await hand.press(button(page, 'Стереть').last());
    await hand.press(button(page, 'Дальше'));
    await arrive(page, 'Как с вами связаться?');
    await hand.type(box(page, 'Адрес почты'), 'anna.lesnaya');
    await hand.type(box(page, 'Телефон'), '8900123');
    await hand.press(button(page, 'Отправить письмо'));
    await says(page, /не\sпохоже на\sадрес почты/);
    await says(page, /не\sхватает цифр/);
    await look('contact-wrong');
    await hand.type(box(page, 'Адрес почты'), '@example.org');
    await hand.type(box(page, 'Телефон'), '4567');
    await hand.press(button(page, 'Отправить письмо'));
    await arrive(page, 'Проверьте почту');
    await look('mail');
    const letter = await letterTo(clinic, anna);
    expect(letter.subject).not.toMatch(/Лесная|Анна|lesnaya/);
    const code = codeIn(letter);
    await hand.type(box(page, 'Код из письма'), code === '111111' ? '222222' : '111111');
    await hand.press(button(page, 'Дальше'));
    await says(page, /Код не\sподходит/);
    await look('mail-wrong');
    await hand.press(button(page, 'Стереть'));
    await hand.type(box(page, 'Код из письма'), code);
    await hand.press(button(page, 'Дальше'));
    await arrive(page, 'Установка пароля');
    await look('password');
    await hand.type(page.getByLabel('Пароль', { exact: true }), 'qwertyuiop');
    await hand.type(page.getByLabel('Повторить пароль', { exact: true }), 'qwertyuio');
    await hand.press(button(page, 'Сохранить и войти'));
    await says(page, /Пароли не\sсовпали/);
    await hand.type(page.getByLabel('Повторить пароль', { exact: true }), 'p');
    await hand.press(button(page, 'Сохранить и войти'));
    await says(page, /из\sсамых частых/);
    await look('password-wrong');
    for (const name of ['Пароль', 'Повторить пароль']) await page.getByLabel(name, { exact: true }).fill('');
    await hand.type(page.getByLabel('Пароль', { exact: true }), password);
    await hand.type(page.getByLabel('Повторить пароль', { exact: true }), password);
    await hand.press(button(page, 'Сохранить и войти'));
    await arrive(page, /^Здравствуйте, Анна/);
    expect(await watch.complaints()).toEqual([]);
    await leave(page, hand);
    const next = await kabinet.nextPage(page);
    await arrive(next, 'Что вы хотите сделать?');
    expect(await next.content()).not.toMatch(/Лесная|lesnaya|4567/);
  });

  test('R4 K4 a forgotten password by keyboard alone in the accessible view; who has no account sees the same', async () => {
    test.setTimeout(240_000);
    const { kabinet, clinic, nextAccount } = kiosk();
    const { login } = nextAccount();
    const page = await kabinet.currentPage();
    const watch = await watchPage(page);
    const hand = keyboard(page);
    const look = inspector(page, test.info());
    const choose = async (option: string) => {
      const selected = page.getByRole('option', { name: option, selected: true });
      await page.getByRole('listbox').focus();
      for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowUp');
      for (let step = 0; step < 6 && !(await selected.isVisible()); step += 1) await page.keyboard.press('ArrowDown');
      await expect(selected).toBeVisible();
      await page.keyboard.press('Enter');
    };
    await arrive(page, 'Что вы хотите сделать?');
    await hand.press(button(page, 'Крупнее'));
    await hand.press(button(page, 'English'));
    await hand.press(button(page, 'Русский'));
    await choose('Вход в личный кабинет');
    await arrive(page, 'Вход в личный кабинет');
    await look('low-sign-in');
    const recover = async (email: string, count: number | null) => {
      await hand.press(button(page, 'Другие способы'));
      await arrive(page, 'Как хотите войти?');
      await look('low-ways');
      await choose('Забыли пароль?');
      await arrive(page, 'Забыли пароль?');
      // What was typed before stands there still.
      await page.keyboard.press('Control+A');
      await page.keyboard.type(email);
      await look('low-recover');
      await page.keyboard.press('Enter');
      await arrive(page, 'Проверьте почту');
      await look('low-mail');
      return count === null ? null : letterTo(clinic, email, count);
    };
    await recover('nobody@example.org', null);
    // Said by a letter only, to the address itself.
    expect(codeIn(await letterTo(clinic, 'nobody@example.org'))).toBe('');
    await hand.press(button(page, 'Назад'));
    await hand.press(button(page, 'Назад'));
    const letter = await recover(login, 1);
    await page.keyboard.type(letter === null ? '' : codeIn(letter));
    await page.keyboard.press('Enter');
    await arrive(page, 'Установка пароля');
    await look('low-password');
    await page.keyboard.type('sovsem7drugaya');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Повторить пароль', { exact: true })).toBeFocused();
    await page.keyboard.type('sovsem7drugaya');
    await look('low-repeat');
    await page.keyboard.press('Enter');
    await arrive(page, /^Здравствуйте/);
    expect(await watch.complaints()).toEqual([]);
    // The window may be gone before the key is up again.
    await hand.press(button(page, 'Завершить').first()).catch(() => undefined);
    await kabinet.nextPage(page);
  });

  test('R3 O4 the line is cut in the middle and nothing is lost; the link of the letter sets the password in another browser, without scripts', async () => {
    test.setTimeout(240_000);
    const { kabinet, clinic } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const look = inspector(page, test.info());
    const email = 'vera.lugovaya@example.org';
    await toForm(page, hand);
    await fillForm(page, hand, email);
    await clinic.kill();
    await says(page, /нет связи с\sцентром: зарегистрироваться/);
    await look('line-down');
    await hand.press(button(page, 'Отправить письмо'));
    await says(page, /Набранное сохранено, попробуйте чуть позже/);
    await clinic.startAgain();
    await expect(page.getByText(/нет связи с\sцентром/)).toHaveCount(0, { timeout: 20_000 });
    await expect(box(page, 'Адрес почты')).toHaveValue(email);
    await hand.press(button(page, 'Отправить письмо'));
    await arrive(page, 'Проверьте почту');
    const letter = await letterTo(clinic, email);
    const browser = await openPlainBrowser();
    try {
      await asPatientHasIt(browser.page);
      await browser.page.goto(linkIn(letter));
      await arrive(browser.page, 'Установка пароля');
      await browser.page.getByLabel('Пароль', { exact: true }).fill(password);
      await browser.page.getByLabel('Повторить пароль', { exact: true }).fill(password);
      await browser.page.getByRole('button', { name: 'Сохранить и войти' }).click();
      await arrive(browser.page, 'Пароль сохранён');
    } finally {
      await browser.close();
    }
    await hand.type(box(page, 'Код из письма'), codeIn(letter));
    await hand.press(button(page, 'Дальше'));
    await says(page, /Этот код больше не\sдействует/);
    await look('code-gone');
    for (let step = 0; step < 6 && !(await box(page, 'Логин').isVisible()); step += 1) await hand.press(button(page, 'Назад'));
    await hand.type(box(page, 'Логин'), email);
    await hand.type(page.getByLabel('Пароль', { exact: true }), password);
    await hand.press(button(page, 'Войти'));
    await arrive(page, /^Здравствуйте, Анна/);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });

  test('R8 on one’s own telephone: the square is read, the signs are alike, and the kiosk notices when it is done', async () => {
    test.setTimeout(240_000);
    const { kabinet, clinic } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const look = inspector(page, test.info());
    const email = 'oleg.rechnoy@example.org';
    await toForm(page, hand);
    await hand.press(button(page, 'Продолжить на телефоне'));
    await arrive(page, 'Продолжите на телефоне');
    await says(page, /Ждём, когда вы/);
    await look('phone');
    const sign = (await page.getByRole('group', { name: /На\sтелефоне должно быть то\sже/ }).getByRole('strong').innerText()).trim();
    const browser = await openPlainBrowser();
    const phone = browser.page;
    try {
      await asPatientHasIt(phone);
      const address = await readQr(page);
      expect(address.startsWith(clinic.server)).toBe(true);
      await phone.goto(address);
      await expect(phone.getByText(sign, { exact: true })).toBeVisible();
      await phone.getByRole('button').last().click();
      await says(page, /Страница открыта/);
      await look('phone-opened');
      for (const [name, value] of Object.entries({ email, family: 'Речной', given: 'Олег', birthDate: '31.12.1980', phone: '8 900 123-45-67' })) await phone.locator(`[name="${name}"]`).fill(value);
      await phone.getByRole('button').first().click();
      await phone.locator('[name="code"]').fill(codeIn(await letterTo(clinic, email)));
      await phone.getByRole('button').first().click();
      await phone.getByLabel('Пароль', { exact: true }).fill(password);
      await phone.getByLabel('Повторить пароль', { exact: true }).fill(password);
      await phone.getByRole('button', { name: 'Сохранить и войти' }).click();
      await arrive(phone, 'Пароль сохранён');
    } finally {
      await browser.close();
    }
    await arrive(page, 'Вход в личный кабинет');
    await says(page, /На\sтелефоне всё готово/);
    await look('phone-done');
    await hand.type(box(page, 'Логин'), email);
    await hand.type(page.getByLabel('Пароль', { exact: true }), password);
    await hand.press(button(page, 'Войти'));
    await arrive(page, /^Здравствуйте, Олег/);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });

  test('R4 S3 with a time held and something to be said the page of the sign-in still has room for every way in', async () => {
    test.setTimeout(180_000);
    const { kabinet } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const look = inspector(page, test.info());
    await chooseDoctor(page, hand, noLook);
    await chooseTime(page, hand, noLook);
    await arrive(page, 'Вход в личный кабинет');
    await expect(page.getByRole('timer')).toBeVisible();
    await look('booking');
    await hand.type(box(page, 'Логин'), 'nobody@example.org');
    await hand.type(page.getByLabel('Пароль', { exact: true }), 'neverheard');
    await hand.press(button(page, 'Войти'));
    await says(page, /не\sподходят/);
    await look('booking-wrong');
    await hand.press(button(page, 'Другие способы'));
    await arrive(page, 'Как хотите войти?');
    await look('ways');
    await hand.press(button(page, 'Код от регистратуры'));
    await arrive(page, 'Код от регистратуры');
    await hand.type(box(page, 'Код'), '12345678');
    await hand.press(button(page, 'Войти'));
    await says(page, /уже не\sдействует/);
    await look('visit-code-wrong');
    await hand.press(button(page, 'Сначала'));
    await arrive(page, 'Что вы хотите сделать?');
  });
});

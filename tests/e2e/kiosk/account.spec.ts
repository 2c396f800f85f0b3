import { expect, test, type Page } from '@playwright/test';
import { enrolApiKiosk } from '../../support/apiKiosk.ts';
import { bridgeCall } from '../../support/bridge.ts';
import type { DemoClinic } from '../../support/demoClinic.ts';
import { touch } from '../../support/hands.ts';
import { arrive } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { box, codeIn } from '../../support/registrationWay.ts';
import { watchPage } from '../../support/watchPage.ts';
import { inspector } from '../../support/inspector.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const says = (page: Page, text: RegExp) => expect(page.getByText(text).first()).toBeVisible();
const secret = (page: Page, name: string) => page.getByLabel(name, { exact: true });

/** Every screen of the way is looked at: axe, what is cut or overlapping; and a picture for the eye. */
/** The code of the newest letter to this address that has one. */
async function codeTo(clinic: DemoClinic, email: string): Promise<string> {
  let code = '';
  const letters = async () => (await clinic.letters()).filter(({ to }) => to.includes(email)).map(codeIn);
  await expect.poll(async () => (code = (await letters()).find((found) => found !== '') ?? ''), { timeout: 20_000 }).not.toBe('');
  return code;
}

test.describe('one’s own account', () => {
  const kiosk = oneKiosk();

  test('R11 another sign-in is ended from here, password and address are changed, both addresses get letters, and the closed account opens nowhere', async () => {
    test.setTimeout(180_000);
    const { kabinet, clinic, nextAccount } = kiosk();
    const { login, password } = nextAccount();
    const [newLogin, newPassword] = ['novaya.pochta@example.org', 'tihaya7roshcha'];
    const elsewhere = await enrolApiKiosk(clinic.server, await clinic.enrolCode('kiosk'));
    const there = await elsewhere.signIn(login, password);
    const opens = async (...typed: readonly [string, string]) => (await elsewhere.ask('POST', '/identity/sign-in', { login: typed[0], password: typed[1] })).status;

    const page = await kabinet.currentPage();
    await bridgeCall(page, 'identity.signIn', { login, password });
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());
    await hand.press(button(page, /кабинет/).first());
    await arrive(page, /^Здравствуйте/);
    await look('cabinet');
    await hand.press(button(page, 'Учётная запись'));
    await arrive(page, 'Учётная запись');
    await says(page, new RegExp(login.replaceAll('.', '\\.')));
    await look('account');

    await hand.press(button(page, 'Где вы вошли'));
    await says(page, /По\sпаролю, с\s\d/);
    await look('sessions');
    expect((await there.ask('GET', '/identity/account')).status).toBe(200);
    await hand.press(button(page, 'Завершить остальные'));
    await says(page, /Завершили 1\sвход/);
    expect((await there.ask('GET', '/identity/account')).status).toBe(401);
    await look('sessions-ended');
    await hand.press(button(page, 'Назад'));

    // The password by keyboard alone, in the accessible view.
    await hand.press(button(page, 'Крупнее'));
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
    await look('low-account');
    await page.keyboard.press('Enter');
    await arrive(page, 'Новый пароль');
    await page.keyboard.type('ne-tot-parol');
    await page.keyboard.press('Enter');
    for (const field of ['Новый пароль', 'Новый пароль ещё раз']) {
      await expect(secret(page, field)).toBeFocused();
      await page.keyboard.type(newPassword);
      if (field === 'Новый пароль') await look('low-password');
      await page.keyboard.press('Enter');
    }
    await says(page, /Нынешний пароль не\sподходит/);
    await look('low-password-wrong');
    await page.keyboard.press('Control+A');
    await page.keyboard.type(password);
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Enter');
    await arrive(page, 'Пароль изменён');
    await look('low-password-done');
    await hand.press(button(page, 'Обычный вид'));
    await hand.press(button(page, 'К учётной записи'));
    expect([await opens(login, password), await opens(login, newPassword)]).toEqual([401, 200]);

    await hand.press(button(page, 'Логин: почта'));
    await arrive(page, 'Новая почта');
    await look('email');
    await hand.press(button(page, 'Отправить письма'));
    await says(page, /Наберите адрес почты/);
    await look('email-wrong');
    await hand.type(box(page, 'Новый адрес почты'), newLogin);
    await hand.type(secret(page, 'Нынешний пароль'), newPassword);
    await hand.press(button(page, 'Отправить письма'));
    await arrive(page, 'Коды из писем');
    const codes = [await codeTo(clinic, login), await codeTo(clinic, newLogin)] as const;
    await hand.type(box(page, 'Код с прежней почты'), codes[1]);
    await hand.type(box(page, 'Код с новой почты'), codes[0]);
    await hand.press(button(page, 'Сменить почту'));
    await says(page, /Коды не\sподходят/);
    await look('codes-wrong');
    for (const [index, name] of ['Код с прежней почты', 'Код с новой почты'].entries()) {
      await hand.press(button(page, 'Стереть').nth(index));
      await hand.type(box(page, name), codes[index] ?? '');
    }
    await hand.press(button(page, 'Сменить почту'));
    await arrive(page, 'Почта изменена');
    await look('email-done');
    for (const address of [login, newLogin]) await expect.poll(async () => (await clinic.letters()).filter(({ to, subject }) => to.includes(address) && /изменён/.test(subject)).length, { timeout: 20_000 }).toBeGreaterThan(0);
    await hand.press(button(page, 'К учётной записи'));
    expect([await opens(login, newPassword), await opens(newLogin, newPassword)]).toEqual([401, 200]);

    await hand.press(button(page, 'Телефон'));
    await arrive(page, 'Новый телефон');
    await look('phone');
    await hand.press(button(page, 'Назад'));
    await hand.press(button(page, 'Закрыть учётную запись'));
    await arrive(page, 'Закрыть учётную запись?');
    await look('close');
    await hand.press(button(page, 'Дальше'));
    await arrive(page, 'Точно закрыть?');
    await hand.type(secret(page, 'Нынешний пароль'), newPassword);
    await look('close-sure');
    await hand.press(button(page, 'Закрыть навсегда'));
    await arrive(page, 'Учётная запись закрыта');
    await look('closed');
    expect(await opens(newLogin, newPassword)).toBe(401);
    expect(await page.content()).not.toContain(newLogin);
    expect(await watch.complaints()).toEqual([]);
  });
});

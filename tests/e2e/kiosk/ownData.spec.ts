import { expect, test, type Page } from '@playwright/test';
import { enrolApiKiosk } from '../../support/apiKiosk.ts';
import { bridgeCall } from '../../support/bridge.ts';
import { touch } from '../../support/hands.ts';
import { inspector } from '../../support/inspector.ts';
import { arrive } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { watchPage } from '../../support/watchPage.ts';
import { unmarkedRussian } from '../../support/wholeOnScreen.ts';

/** Short words are tied to the next by a gap that does not break. */
const tied = (name: string) => new RegExp(`^${name.replaceAll(' ', '\\s')}$`);
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name: typeof name === 'string' ? tied(name) : name });

test.describe('one’s own data', () => {
  const kiosk = oneKiosk();

  test('D4 K4 what is held, who has looked, everything on paper inside the app, and a letter home whose page opens by the code on the glass', async () => {
    test.setTimeout(120_000);
    const { kabinet, clinic } = kiosk();
    const anna = clinic.accounts.find(({ name }) => name.startsWith('Кузнецова Анна'));
    if (anna === undefined) throw new Error('the demo has lost its first account');
    await (await enrolApiKiosk(clinic.server, await clinic.enrolCode('kiosk'))).signIn(anna.login, anna.password);
    const page = await kabinet.currentPage();
    await bridgeCall(page, 'identity.signIn', { login: anna.login, password: anna.password });
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());

    await hand.press(button(page, /кабинет/).first());
    await arrive(page, /^Здравствуйте/);
    await look('cabinet');
    await hand.press(button(page, 'Мои данные'));
    await arrive(page, 'Мои данные');
    await expect(page.locator('.held dd').nth(1)).toHaveText(/^[1-9]\d*$/);
    await look('own-data');

    await hand.press(button(page, 'Кто смотрел мои данные'));
    await arrive(page, 'Кто смотрел мои данные');
    await expect(page.getByText('Вход в личный кабинет').nth(1)).toBeVisible();
    await look('who-looked');
    await hand.press(button(page, 'Назад'));

    await hand.press(button(page, 'Получить все мои данные'));
    await arrive(page, 'Получить все мои данные');
    await look('everything');
    await hand.press(button(page, 'Прочитать и напечатать'));
    await expect(page.getByText(/Собираем документ/)).toBeVisible();
    await arrive(page, 'Все мои данные');
    await expect(page.getByText(/^Страница\s1\sиз\s\d+$/)).toBeVisible({ timeout: 20_000 });
    await look('paper');
    await hand.press(button(page, 'Назад'));

    await hand.press(button(page, 'Забрать домой'));
    await arrive(page, 'Письмо отправлено');
    await look('letter-sent');
    const code = (await page.locator('.homeCode__digits').innerText()).replaceAll(/\D/g, '');
    expect(code).toMatch(/^\d{6}$/);
    const mine = async () => (await clinic.letters()).find(({ to, subject }) => to.includes(anna.login) && subject.startsWith('Копия ваших данных'));
    await expect.poll(async () => (await mine())?.text ?? '', { timeout: 20_000 }).toContain('/take-home/');
    const letter = await mine();
    expect(letter?.text).not.toContain(code);
    const link = /https?:\/\/\S+/.exec(letter?.text ?? '')?.[0] ?? '';
    const form = (fields: Record<string, string>) => fetch(link, { method: 'POST', body: new URLSearchParams(fields) });
    const grant = /name="grant" value="([^"]+)"/.exec(await (await form({ do: 'code', code })).text())?.[1] ?? '';
    const file = await form({ do: 'json', grant });
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="my-data.json"');
    expect(JSON.stringify(await file.json())).toContain('Кузнецова');
    await hand.press(button(page, 'Готово'));

    await hand.press(button(page, 'Крупнее'));
    await arrive(page, 'Мои данные');
    await look('own-data-accessible');
    await hand.press(page.getByRole('option', { name: /Кто смотрел/ }));
    await hand.press(button(page, 'Открыть'));
    await arrive(page, 'Кто смотрел мои данные');
    await expect(page.getByText(/Загрузка копии/).first()).toBeVisible();
    await look('who-looked-accessible');
    await hand.press(button(page, 'Назад'));
    await hand.press(page.getByRole('option', { name: /Получить все/ }));
    await hand.press(button(page, 'Открыть'));
    await arrive(page, 'Получить все мои данные');
    await look('everything-accessible');
    await hand.press(button(page, 'English'));
    await arrive(page, 'Get all my data');
    await hand.press(button(page, 'Normal view'));
    await look('everything-english');
    await hand.press(button(page, 'Back'));
    await hand.press(button(page, 'Who has looked at my data'));
    await arrive(page, 'Who has looked at my data');
    await expect(page.getByText('Sign-in to the account').first()).toBeVisible();
    await look('who-looked-english');
    expect(await unmarkedRussian(page)).toEqual([]);
    const window = await kabinet.app.browserWindow(page);
    await window.evaluate((it) => {
      it.setFullScreen(false);
      it.setContentSize(1920, 1080);
    });
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(1920);
    await look('who-looked-lying');
    expect(await watch.complaints()).toEqual([]);
  });
});

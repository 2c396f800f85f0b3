import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { enrolApiKiosk, type ApiKiosk } from '../../support/apiKiosk.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { at, entries } from '../../support/fhirClient.ts';
import { openPlainBrowser, type PlainBrowser } from '../../support/plainBrowser.ts';
import { signaturePng } from '../../support/signature.ts';
import { axeFindings } from '../../support/watchPage.ts';

// The clinic server's own pages, in a browser that is not ours, without scripts.
test.describe('pages of the server', () => {
  let clinic: DemoClinic;
  let kiosk: ApiKiosk;
  let browser: PlainBrowser | undefined;

  test.beforeAll(async () => {
    clinic = await startDemo();
    kiosk = await enrolApiKiosk(clinic.server, clinic.enrol.kiosk);
    browser = await openPlainBrowser();
  });
  test.afterAll(async () => {
    await browser?.close();
    await clinic.stop();
  });

  async function signed(): Promise<string[]> {
    const startOf = (document: unknown): number => Date.parse(String(at(document, 'context', 'period', 'start')));
    const shared = entries(await kiosk.ask('GET', '/fhir/DocumentReference')).map(({ resource }) => resource);
    const inForce = shared.filter((document) => startOf(document) <= Date.now()).toSorted((a, b) => startOf(a) - startOf(b));
    return Promise.all(
      (['terms', 'consent'] as const).map(async (kind) => {
        const document = inForce.findLast((one) => at(one, 'type', 'coding', 0, 'code') === kind);
        const sha256 = at(document, 'content', 0, 'attachment', 'extension', 0, 'valueString');
        const body = { kind, version: at(document, 'identifier', 0, 'value'), sha256, how: 'finger', signature: signaturePng(), typedName: null, acceptedAt: Date.now() };
        const answer = await kiosk.ask('POST', '/identity/acceptances', body, { 'idempotency-key': randomUUID() });
        expect(answer.status).toBe(201);
        return String(at(answer.body, 'acceptanceId'));
      }),
    );
  }

  async function letterTo(email: string, count = 1): Promise<string> {
    const mine = async () => (await clinic.letters()).filter(({ to }) => to.includes(email));
    await expect.poll(async () => (await mine()).length, { timeout: 15_000 }).toBe(count);
    return (await mine())[0]?.text ?? '';
  }

  async function looked(page: Page, name: string): Promise<void> {
    for (const width of [320, 1024]) {
      await page.setViewportSize({ width, height: 900 });
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} ${width}`).toBeLessThanOrEqual(0);
      expect.soft(await page.evaluate(() => [...document.querySelectorAll('button, input:not([type=hidden])')].filter((one) => one.getBoundingClientRect().height < 44).length), name).toBe(0);
      await page.screenshot({ path: test.info().outputPath(`${name}-${width}.png`), fullPage: true });
    }
    expect.soft(await axeFindings(page), name).toEqual([]);
    // One sheet of the same server and nothing else: no script, no picture, no font, and no word about the address to anybody.
    const from = (await page.evaluate(() => performance.getEntriesByType('resource').map(({ name: address }) => address))).filter((address) => !address.endsWith('/favicon.ico'));
    expect.soft(from, name).toEqual([`${clinic.server}/web/style.css`]);
    expect.soft(await page.evaluate(() => document.scripts.length + document.images.length), name).toBe(0);
    expect.soft(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), name).toBe('rgb(244, 241, 234)');
  }

  const heading = (page: Page) => page.getByRole('heading', { level: 1 });
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  test('R3 R8 every page fits 320 pixels, works without scripts and has nothing for axe to find', async () => {
    test.setTimeout(180_000);
    const page = browser?.page;
    if (page === undefined) throw new Error('there is no browser');
    const asked = await kiosk.ask('POST', '/identity/phone', { step: 'form', acceptances: await signed() });
    expect(asked.status).toBe(200);
    await page.goto(String(at(asked.body, 'url')));
    await expect(heading(page)).toHaveText('Сравните код');
    await expect(page.locator('.match')).toHaveText(String(at(asked.body, 'matchCode')));
    await looked(page, 'compare');
    await page.getByRole('link', { name: 'English' }).click();
    await expect(heading(page)).toHaveText('Compare the code');
    await looked(page, 'compare-english');
    await page.getByRole('link', { name: 'Русский' }).click();
    await press(page, 'Коды совпадают');
    await expect(heading(page)).toHaveText('Регистрация');
    await looked(page, 'form');
    await page.getByLabel('Фамилия').fill('Ивaнов');
    await press(page, 'Получить письмо');
    await expect(page.locator('.fault')).toHaveCount(5);
    await expect(page.getByLabel('Фамилия')).toHaveValue('Ивaнов');
    await expect(page.getByLabel('Электронная почта')).toBeFocused();
    await looked(page, 'form-faults');
    const email = `phone-${randomUUID().slice(0, 8)}@example.org`;
    const typed = { 'Электронная почта': email, Фамилия: 'Лесная', Имя: 'Анна', 'Дата рождения': '31.12.1980', Телефон: '8 900 123-45-67' };
    for (const [label, value] of Object.entries(typed)) await page.getByLabel(label).fill(value);
    await press(page, 'Получить письмо');
    await expect(heading(page)).toHaveText('Код из письма');
    await looked(page, 'code');
    const letter = await letterTo(email);
    await page.getByLabel('Код', { exact: true }).fill('12');
    await press(page, 'Дальше');
    await expect(page.locator('.fault')).toHaveText('Код не подошёл. Сверьте его с письмом.');
    await looked(page, 'code-wrong');
    await page.getByLabel('Код', { exact: true }).fill(/^\d{3} \d{3}$/m.exec(letter)?.[0] ?? '');
    await press(page, 'Дальше');
    await expect(heading(page)).toHaveText('Установка пароля');
    await page.getByLabel('Пароль', { exact: true }).fill('тихая роща у реки');
    await page.getByLabel('Повторить пароль').fill('тихая роща');
    await press(page, 'Сохранить и войти');
    await expect(page.locator('.fault')).toHaveText('Пароли не совпадают. Введите одинаковые.');
    await looked(page, 'password-differs');
    await page.getByLabel('Пароль', { exact: true }).fill('тихая роща у реки');
    await page.getByLabel('Повторить пароль').fill('тихая роща у реки');
    await press(page, 'Сохранить и войти');
    await expect(heading(page)).toHaveText('Пароль сохранён');
    await looked(page, 'saved');

    expect((await kiosk.ask('POST', '/identity/recovery', { email })).status).toBe(202);
    const link = /https?:\/\/\S+/.exec(await letterTo(email, 2))?.[0] ?? '';
    await page.goto(link);
    await expect(heading(page)).toHaveText('Установка пароля');
    await looked(page, 'set-password');
    for (const label of ['Пароль', 'Повторить пароль']) await page.getByLabel(label, { exact: true }).fill('Пароль2026');
    await press(page, 'Сохранить и войти');
    await looked(page, 'password-common');
    for (const label of ['Пароль', 'Повторить пароль']) await page.getByLabel(label, { exact: true }).fill('другая тихая роща');
    await press(page, 'Сохранить и войти');
    await expect(heading(page)).toHaveText('Пароль сохранён');
    await page.goto(link);
    await expect(heading(page)).toHaveText('Ссылка больше не действует');
    await looked(page, 'link-gone');
    await page.goto(`${clinic.server}/phone/${'A'.repeat(43)}`);
    await expect(heading(page)).toHaveText('Страница больше не действует');
    await looked(page, 'phone-gone');
  });

  test('R3 the demonstration’s mailbox shows a letter as a mail program does, and runs nothing of it', async () => {
    const page = browser?.page;
    if (page === undefined) throw new Error('there is no browser');
    await page.goto(clinic.mailbox.web);
    await page.getByRole('link', { name: 'Показать, как в почтовой программе' }).first().click();
    const response = await page.reload();
    expect(response?.headers()['content-security-policy']).toContain('sandbox');
    await expect(page.locator('body')).toContainText('Здравствуйте!');
    await page.screenshot({ path: test.info().outputPath('letter.png'), fullPage: true });
    expect(await page.evaluate(() => document.scripts.length + document.images.length)).toBe(0);
  });
});

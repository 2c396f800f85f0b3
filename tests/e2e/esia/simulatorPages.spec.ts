import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startEsiaSimulator, type EsiaSimulator } from '../../../clinic-server/esiaSimulator/start.ts';
import { simulatorUsers } from '../../../clinic-server/esiaSimulator/users.ts';
import { acPath, authorizeFields } from '../../support/esiaRequests.ts';
import { makeGostPair, type SigningPair } from '../../support/gost.ts';
import { openPlainBrowser, type PlainBrowser } from '../../support/plainBrowser.ts';
import { axeFindings } from '../../support/watchPage.ts';

const { confirmed } = simulatorUsers;
// Nobody listens there: what counts is the address the browser was led to.
const callback = 'http://127.0.0.1:9/esia/callback';

test.describe('the simulator in a browser', () => {
  let folder: string;
  let pair: SigningPair;
  let esia: EsiaSimulator;
  let browser: PlainBrowser | undefined;

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'esia-pages-'));
    pair = makeGostPair(folder, 'CLINIC01');
    esia = await startEsiaSimulator({ clients: [{ mnemonic: 'CLINIC01', certificatePem: pair.certificatePem, redirectUris: [callback], logoutUris: [] }] });
    browser = await openPlainBrowser();
  });
  test.afterAll(async () => {
    await browser?.close();
    await esia.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const address = () => esia.url + acPath(authorizeFields({ pair, mnemonic: 'CLINIC01', redirectUri: callback, now: Date.now }));
  const fault = (faults: object) =>
    fetch(`${esia.adminUrl}/faults`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(faults) });

  async function looked(page: Page, name: string): Promise<void> {
    for (const width of [320, 1024]) {
      await page.setViewportSize({ width, height: 900 });
      await expect(page.getByText('ДЕМО. Это не Госуслуги')).toBeVisible();
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} ${width}`).toBeLessThanOrEqual(0);
      expect.soft(await page.evaluate(() => [...document.querySelectorAll('button, input:not([type=hidden]), summary')].filter((one) => one.getBoundingClientRect().height < 44).length), name).toBe(0);
      await page.screenshot({ path: test.info().outputPath(`${name}-${width}.png`), fullPage: true });
    }
    expect.soft(await axeFindings(page), name).toEqual([]);
    // Not one request besides the page: no script, no picture, no font.
    expect.soft(await page.evaluate(() => performance.getEntriesByType('resource').length), name).toBe(0);
    expect.soft(await page.evaluate(() => document.scripts.length + document.images.length), name).toBe(0);
  }

  test('R5 §5.1 every page of the simulator fits 320 pixels, says that it is a demonstration and has nothing for axe to find', async () => {
    const page = browser?.page;
    if (page === undefined) throw new Error('there is no browser');
    await fault({ secondFactor: true });
    await page.goto(address());
    await looked(page, 'login');
    await page.getByText('Кем можно войти в демонстрации').click();
    await looked(page, 'people');
    await page.getByLabel('Телефон, почта или СНИЛС').fill('nobody');
    await page.getByLabel('Пароль').fill('wrong');
    await page.getByRole('button', { name: 'Войти' }).click();
    await expect(page.getByRole('alert')).toHaveText('Неверный логин или пароль');
    await looked(page, 'wrong');

    await page.getByLabel('Телефон, почта или СНИЛС').fill(confirmed.login);
    await page.getByLabel('Пароль').fill(confirmed.password);
    await page.getByRole('button', { name: 'Войти' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Подтверждение входа');
    await looked(page, 'second-factor');
    await page.getByLabel('Код из сообщения').fill((await page.locator('p b').textContent()) ?? '');
    await page.getByRole('button', { name: 'Продолжить' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Передать данные?');
    await looked(page, 'consent');

    // The form's answer leads to another origin: the policy of the page must let it.
    const back = page.waitForRequest((request) => request.url().startsWith(`${callback}?`));
    await page.getByRole('button', { name: 'Разрешить' }).click();
    expect(new URL((await back).url()).searchParams.get('code')).toMatch(/^ey/);

    await page.goto(`${esia.url}/consent?request=none`);
    await looked(page, 'gone');
    await page.goto(`${esia.url}/aas/oauth2/v2/ac?client_id=%3Cscript%3E&redirect_uri=x`);
    await looked(page, 'refused');
    await page.goto(`${esia.url}/idp/ext/Logout`);
    await looked(page, 'signed-out');
    await page.goto(`${esia.url}/nothing-here`);
    await looked(page, 'not-found');
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { bridgeCall } from '../../support/bridge.ts';
import { touch } from '../../support/hands.ts';
import { inspector } from '../../support/inspector.ts';
import { arrive } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { watchPage } from '../../support/watchPage.ts';
import { unmarkedRussian } from '../../support/wholeOnScreen.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const letters = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

async function wordsOf(pdf: Buffer): Promise<string> {
  const file = await getDocument({ data: new Uint8Array(pdf) }).promise;
  const pages = await Promise.all(Array.from({ length: file.numPages }, async (_, at) => (await (await file.getPage(at + 1)).getTextContent()).items));
  return letters(pages.flat().map((item) => ('str' in item ? item.str : '')).join(''));
}

test.describe('deleting from the cabinet', () => {
  const kiosk = oneKiosk();

  test('D1 K4 one result and then everything: what goes and what stays is said first, a second step does it, and the receipt is printed with its number', async () => {
    test.setTimeout(120_000);
    const { kabinet, clinic } = kiosk();
    const anna = clinic.accounts.find(({ name }) => name.startsWith('Кузнецова Анна'));
    if (anna === undefined) throw new Error('the demo has lost its first account');
    const page = await kabinet.currentPage();
    await bridgeCall(page, 'identity.signIn', { login: anna.login, password: anna.password });
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());
    const list = { kind: null, months: null, offset: 0, limit: 50 } as const;
    const before = await bridgeCall(page, 'results.list', list);

    await hand.press(button(page, /кабинет/).first());
    await arrive(page, /^Здравствуйте/);
    await hand.press(button(page, /^Результаты/));
    await arrive(page, /^Результаты/);
    await hand.press(page.locator('.fit button').first());
    await hand.press(button(page, 'Удалить из кабинета'));
    await arrive(page, 'Что исчезнет и что останется');
    await expect(page.locator('.goes--gone li')).toHaveText(/^1\sрезультат/);
    await hand.press(button(page, 'Дальше'));
    await arrive(page, 'Удалить из кабинета?');
    await hand.press(button(page, 'Не удалять'));
    await arrive(page, 'Что исчезнет и что останется');
    expect((await bridgeCall(page, 'results.list', list)).total).toBe(before.total);
    await hand.press(button(page, 'Дальше'));
    await hand.press(button(page, 'Да, удалить'));
    await arrive(page, 'Удалено из кабинета');
    await expect(page.getByText('Удалено на всех киосках')).toBeVisible();
    const number = (await page.locator('.receipt__number').innerText()).trim();
    expect((await bridgeCall(page, 'results.list', list)).total).toBe(before.total - 1);
    await hand.press(button(page, 'Готово'));
    await arrive(page, /^Здравствуйте/);

    await hand.press(button(page, 'Мои данные'));
    await arrive(page, 'Мои данные');
    await hand.press(button(page, 'Удалить из кабинета'));
    await arrive(page, 'Что удалить из кабинета?');
    await look('choose');
    await hand.press(button(page, 'Всё, что можно удалить'));
    await arrive(page, 'Что исчезнет и что останется');
    await look('plan-all');
    await hand.press(button(page, 'Дальше'));
    await look('sure');
    await hand.press(button(page, 'Да, удалить'));
    await arrive(page, 'Удалено из кабинета');
    await look('receipt-all');
    await hand.press(button(page, 'Напечатать квитанцию'));
    await expect(page.getByText(/Квитанция\sнапечатана/)).toBeVisible({ timeout: 20_000 });
    const last = (await page.locator('.receipt__number').innerText()).trim();
    const [file = ''] = (await readdir(kabinet.printsDir)).filter((name) => name.endsWith('.pdf'));
    const paper = await wordsOf(await readFile(join(kabinet.printsDir, file)));
    for (const word of [last, 'Кузнецова', `${before.total - 1} результат`, 'письменное заявление']) expect(paper).toContain(letters(word));
    expect(await bridgeCall(page, 'results.list', list)).toMatchObject({ total: 0, lines: [] });
    await hand.press(button(page, 'English'));
    expect(await unmarkedRussian(page)).toEqual([]);
    await look('receipt-english');
    await hand.press(button(page, 'Русский'));
    await hand.press(button(page, 'Готово'));
    await arrive(page, 'Мои данные');

    await hand.press(button(page, 'Крупнее'));
    await hand.press(page.getByRole('option', { name: 'Удалить из кабинета' }));
    await hand.press(button(page, 'Открыть'));
    await arrive(page, 'Что удалить из кабинета?');
    await look('low-choose');
    await hand.press(page.getByRole('option', { name: /^Квитанции/ }));
    await hand.press(button(page, 'Выбрать'));
    await arrive(page, 'Квитанции об удалении');
    await expect(page.getByRole('option', { name: new RegExp(number) })).toBeVisible();
    await look('low-receipts');
    await hand.press(page.getByRole('option', { name: new RegExp(number) }));
    await hand.press(button(page, 'Открыть'));
    await arrive(page, 'Квитанция об удалении');
    await look('low-receipt');
    expect(await watch.complaints()).toEqual([]);
  });
});

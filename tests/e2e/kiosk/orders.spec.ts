import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { touch } from '../../support/hands.ts';
import { inspector } from '../../support/inspector.ts';
import { arrive, signIn } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { raisePrice } from '../../support/raisePrice.ts';
import { watchPage } from '../../support/watchPage.ts';
import { unmarkedRussian } from '../../support/wholeOnScreen.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

/** Letters and figures alone: what the printer's own font does with a colon or a gap is not what is asked. */
const letters = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Every word of a printed file. */
async function wordsOf(pdf: Buffer): Promise<string> {
  const file = await getDocument({ data: new Uint8Array(pdf) }).promise;
  const pages = await Promise.all(Array.from({ length: file.numPages }, async (_, at) => (await (await file.getPage(at + 1)).getTextContent()).items));
  return letters(pages.flat().map((item) => ('str' in item ? item.str : '')).join(''));
}

test.describe('a pre-order', () => {
  const kiosk = oneKiosk();

  test('P1 P2 P3 P4 K4 chosen before anybody has signed in, a conflict taken out, a new price agreed to, sent, printed and cancelled', async () => {
    test.setTimeout(120_000);
    const { kabinet, clinic } = kiosk();
    const anna = clinic.accounts.find(({ name }) => name.startsWith('Кузнецова Анна'));
    if (anna === undefined) throw new Error('the demo has lost its first account');
    const page = await kabinet.currentPage();
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());

    await hand.press(button(page, /^Услуги\sи\sцены/));
    await arrive(page, 'Услуги и цены');
    await hand.type(page.getByRole('searchbox', { name: 'Услуга или код' }), 'кортизол');
    await hand.press(button(page, 'Скрыть'));
    await hand.press(button(page, /^Добавить\sКортизол\sв\sкрови\sвечером/));
    await hand.press(button(page, /^Добавить\sКортизол\sв\sкрови\sпосле/));
    await expect(button(page, /^Добавлено\sКортизол\sв\sкрови\sвечером/)).toHaveAttribute('aria-pressed', 'true');
    await look('prices');
    await hand.press(button(page, /^Заказ:\s2\sна/));
    await arrive(page, 'Ваш заказ');
    await expect(page.getByText('Так отправить нельзя')).toBeVisible();
    await expect(button(page, /^Дальше:\sподготовка/)).toHaveAttribute('aria-disabled', 'true');
    await look('conflict');
    await hand.press(button(page, /^Убрать\s«Кортизол\sв\sкрови\sпосле/));
    await expect(page.getByText('Так отправить нельзя')).toBeHidden();

    await raisePrice(clinic, 'A09.05.136', 8050);
    await expect(page.getByText('Цены изменились')).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText(/Заказ\sстал\sдороже\sна\s80,50\s₽/)).toBeVisible();
    await look('price-changed');
    await hand.press(button(page, 'Согласиться с новыми ценами'));
    await hand.press(button(page, 'Дальше: подготовка'));
    await arrive(page, 'Как подготовиться');
    await expect(page.getByText(/Приходите\sс\s16:00\sдо\s18:00/)).toBeVisible();
    await look('prepare');
    await hand.press(button(page, 'Дальше: выбрать день'));
    await arrive(page, 'Когда вам удобно прийти?');
    await look('day');
    await hand.press(page.getByRole('radio').nth(1));
    const day = plain((await page.locator('.choice').nth(1).innerText()).split('\n')[0] ?? '');
    await hand.press(button(page, 'Войти и отправить'));
    await signIn(page, hand, anna, () => Promise.resolve());
    await arrive(page, 'Когда вам удобно прийти?');
    await look('day-signed-in');
    await hand.press(button(page, 'Отправить заказ'));
    await arrive(page, /^Заказ$/);
    await expect(page.locator('.order__state')).toContainText('Отправлен');
    await look('order');
    const number = (await page.locator('.order__facts dd').first().innerText()).trim();

    await hand.press(button(page, 'Напечатать памятку'));
    await expect(page.getByText(/Памятка\sнапечатана/)).toBeVisible({ timeout: 20_000 });
    const [file = ''] = (await readdir(kabinet.printsDir)).filter((name) => name.endsWith('.pdf'));
    const paper = await wordsOf(await readFile(join(kabinet.printsDir, file)));
    for (const word of [number, 'Кортизол в крови вечером', 'A09.05.136', 'исключите', day.split(', ')[1] ?? day]) expect(paper).toContain(letters(word));

    await hand.press(button(page, 'English'));
    expect(await unmarkedRussian(page)).toEqual([]);
    await look('order-english');
    await hand.press(button(page, 'Русский'));
    await hand.press(button(page, 'Отменить заказ'));
    const sheet = page.getByRole('dialog', { name: 'Отменить заказ?' });
    await look('cancel');
    await hand.press(sheet.getByRole('button', { name: 'Отменить заказ', exact: true }));
    await expect(page.locator('.order__state')).toContainText('Отменён', { timeout: 20_000 });

    await hand.press(button(page, 'Назад'));
    await arrive(page, /^Здравствуйте/);
    await hand.press(button(page, /^Мои\sзаказы/));
    await arrive(page, 'Мои заказы');
    await look('orders');
    await hand.press(button(page, 'Крупнее'));
    await look('low-orders');
    await hand.press(button(page, 'Открыть'));
    await arrive(page, /^Заказ$/);
    await look('low-order');
    expect(await watch.complaints()).toEqual([]);
  });
});

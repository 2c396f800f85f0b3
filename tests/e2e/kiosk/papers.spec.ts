import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { bridgeCall } from '../../support/bridge.ts';
import { touch } from '../../support/hands.ts';
import { inspector } from '../../support/inspector.ts';
import { arrive, leave, noLook, signIn } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { watchPage } from '../../support/watchPage.ts';
import { unmarkedRussian } from '../../support/wholeOnScreen.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const where = (page: Page) => page.getByText(/^(Страница|Page)\s\d+\s(из|of)\s\d+$/).first();

/** How much of the picture is ink. */
function ink(page: Page): Promise<number> {
  return page.locator('canvas.paper__sheet').evaluate((sheet) => {
    const canvas = sheet as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: new Uint8ClampedArray(4) };
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128 && data[at + 3] === 255) dark += 1;
    return dark / (data.length / 4);
  });
}

async function isDrawn(page: Page): Promise<void> {
  // A sheet that is all black is no page either.
  await expect.poll(async () => ((share) => share > 0.005 && share < 0.3)(await ink(page)), { timeout: 20_000 }).toBe(true);
}

/** Signs the terms in force by name, as the screen does it, and waits for the copy to come back from the clinic. */
async function signTerms(page: Page): Promise<void> {
  const { inForce } = await bridgeCall(page, 'documents.current', {});
  const terms = inForce.find(({ kind }) => kind === 'terms');
  const { document } = await bridgeCall(page, 'documents.one', { documentId: terms?.documentId ?? '', language: 'ru' });
  if (document === null) throw new Error('no terms in force');
  const { documentId, kind, version, sha256 } = document;
  await bridgeCall(page, 'documents.accept', { commandId: randomUUID(), documentId, kind, version, sha256, how: 'typed', signature: null, typedName: 'Кузнецова Анна' });
  await expect.poll(async () => (await bridgeCall(page, 'papers.mine', {})).papers.length, { timeout: 30_000 }).toBeGreaterThan(0);
}

test.describe('papers', () => {
  const kiosk = oneKiosk();

  test('R1 L3 the copy of what was signed is opened inside the app, read, turned, enlarged, printed, and gone with the visit', async () => {
    test.setTimeout(180_000);
    const { kabinet, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());
    await hand.press(button(page, /^Вход в личный кабинет/));
    await signIn(page, hand, nextAccount(), noLook);
    await arrive(page, /^Здравствуйте/);
    await signTerms(page);
    await hand.press(button(page, /^Мои согласия/));
    await arrive(page, 'Мои согласия');
    await look('consents');
    await hand.press(button(page, /^Открыть копию/));
    await arrive(page, 'Условия пользования электронной записью');
    await isDrawn(page);
    await look('page');
    expect(page.workers()).toHaveLength(1);
    const pages = Number(/из\s(\d+)/.exec(await where(page).innerText())?.[1]);
    expect(pages).toBeGreaterThan(1);
    await expect(page.getByRole('region', { name: /Страница\s1\sиз/ })).toContainText('Условия');

    await hand.press(button(page, 'Следующая'));
    await expect(page.getByText(`Страница 2 из ${pages}`)).toBeVisible();
    await isDrawn(page);
    await hand.press(button(page, 'Увеличить'));
    await hand.press(button(page, 'Увеличить'));
    await expect(button(page, 'Правее')).not.toHaveAttribute('aria-disabled', 'true');
    await hand.press(button(page, 'Правее'));
    await expect(button(page, 'Правее')).toHaveAttribute('aria-disabled', 'true');
    await look('enlarged');
    await hand.press(button(page, 'Уменьшить'));
    await hand.press(button(page, 'Уменьшить'));
    await expect(button(page, 'Правее')).toHaveCount(0);

    await hand.press(button(page, 'Напечатать'));
    await expect(page.getByText('Документ напечатан. Возьмите листы под экраном.')).toBeVisible({ timeout: 20_000 });
    await look('printed');
    const [sheet] = await readdir(kabinet.printsDir);
    const printed = await readFile(join(kabinet.printsDir, sheet ?? ''), 'latin1');
    expect(printed.match(/\/Type \/Page\b/g)).toHaveLength(pages);
    expect(printed.match(/\/Subtype \/Image/g)?.length).toBeGreaterThanOrEqual(pages);

    await hand.press(button(page, 'Крупнее'));
    await expect(page.getByText(/^Страница\s2\sиз/).first()).toBeVisible();
    await isDrawn(page);
    await look('accessible');
    await hand.press(button(page, 'English'));
    await expect(page.getByText(/^Page\s2\sof/).first()).toBeVisible();
    await look('accessible-english');
    expect.soft(await unmarkedRussian(page)).toEqual([]);
    await hand.press(button(page, 'Русский'));
    await hand.press(button(page, 'Обычный вид'));
    expect(await watch.complaints()).toEqual([]);
    await hand.press(button(page, 'Назад'));
    await arrive(page, 'Мои согласия');
    await expect.poll(() => page.workers().length).toBe(0);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });
});

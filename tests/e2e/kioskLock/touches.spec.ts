import { expect, test, type Page } from '@playwright/test';
import { createChance } from '../../lanes/chance.ts';
import { bridgeCall, whenReady } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { touch } from '../../support/hands.ts';
import { arrive, chooseDoctor, chooseTime, noLook, walkToConfirm } from '../../support/kioskWay.ts';
import { startXServer, type XServer } from '../../support/xServer.ts';
import { letLoose } from './randomHands.ts';

// A kiosk among people: children, angry fingers, a scanner that types. On the demo clinic, with a real X server to count windows.

let screen: XServer;
let clinic: DemoClinic;
let kabinet: Kabinet;
const errors: string[] = [];

const watch = (page: Page) => {
  page.on('pageerror', (error) => errors.push(`${error.name}: ${error.message}`));
  page.on('dialog', (dialog) => void errors.push(`dialog ${dialog.type()}`));
};

test.beforeAll(async () => {
  test.setTimeout(150_000);
  screen = await startXServer('standing');
  // Hands that find the way to Gosuslugi stand before a page that is not ours; that window has tests of its own.
  clinic = await startDemo({ idle: 600, esia: 'off' });
  kabinet = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk, env: screen.env });
  kabinet.app.on('window', watch);
  kabinet.app.windows().forEach(watch);
  await whenReady(kabinet.page);
});

test.afterAll(async () => {
  await kabinet.close();
  await clinic.stop();
  await screen.stop();
});

const account = (index: number) => {
  const found = clinic.accounts[index];
  if (!found) throw new Error('the demo has too few accounts');
  return found;
};

test('X11 one press or twenty on «Записаться»: one visit, one command', async () => {
  const page = await kabinet.currentPage();
  const hand = touch(page);
  await walkToConfirm(page, hand, account(0));
  const button = page.getByRole('button', { name: 'Записаться', exact: true });
  const box = await button.boundingBox();
  if (!box) throw new Error('there is nothing to press');
  const session = await page.context().newCDPSession(page);
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  // Not one waits for another: the page gets them as fast as it can take them.
  await Promise.all(
    Array.from({ length: 20 }, () => [
      session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [place] }),
      session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }),
    ]).flat(),
  );
  await session.detach();
  await arrive(page, 'Вы записаны');
  // The demo's patients have visits of their own; those of this kiosk carry its code.
  const { upcoming } = await bridgeCall(page, 'appointments.mine', {});
  expect(upcoming.filter(({ number }) => number.startsWith('К01-')).map(({ number }) => number)).toEqual(['К01-0001']);
  await hand.press(page.getByRole('button', { name: /^(Завершить|Закончить)$/ }).first());
  await kabinet.nextPage(page);
  expect(errors).toEqual([]);
});

test('X11 K3 a scanner that types two hundred keys in one go loses none of them in any field', async () => {
  const page = await kabinet.currentPage();
  await whenReady(page);
  const hand = touch(page);
  const letters = createChance(11);
  const burst = (length: number) => Array.from({ length }, () => letters.one([...'0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'])).join('');
  await chooseDoctor(page, hand, noLook);
  await chooseTime(page, hand, noLook);
  await arrive(page, 'Вход в личный кабинет');
  for (const field of [page.getByRole('textbox', { name: 'Логин' }), page.getByLabel('Пароль', { exact: true })]) {
    await hand.press(field);
    const text = burst(200);
    await screen.xdotool('type', '--delay', 0, text);
    await expect(field).toHaveValue(text);
  }
  void page.evaluate(() => window.kabinet.call('identity.leave', { reason: 'left' })).catch(() => undefined);
  const fresh = await kabinet.nextPage(page);
  await whenReady(fresh);
  await arrive(fresh, 'Что вы хотите сделать?');
  await touch(fresh).press(fresh.getByRole('button', { name: /^Записаться к врачу/ }));
  const search = fresh.getByRole('searchbox', { name: 'Фамилия врача' });
  await touch(fresh).press(search);
  const found = burst(230);
  await screen.xdotool('type', '--delay', 0, found);
  // The field takes two hundred and keeps the first ones.
  await expect(search).toHaveValue(found.slice(0, 200));
  expect(errors).toEqual([]);
});

test('X11 K1 thousands of events of careless hands in forty seconds: no error, no dialog, no window more, and the kiosk still works', async () => {
  test.setTimeout(150_000);
  const done = await letLoose({ chance: createChance(20_251), count: 20_000, untilMs: performance.now() + 40_000, pageInFront: kabinet.currentPage });
  test.info().annotations.push({ type: 'figures', description: `${done.events} events over ${done.windows} windows` });
  // A busy machine manages three thousand; far fewer would mean that hardly anything was touched.
  expect(done.events).toBeGreaterThan(300);
  expect(errors).toEqual([]);
  expect(await screen.visibleWindows()).toEqual([expect.objectContaining({ name: 'Kabinet' })]);
  const page = await kabinet.currentPage();
  expect(page.url()).toBe('kabinet://app/index.html');
  expect(await kabinet.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => [contents.getZoomFactor(), contents.isDevToolsOpened()]).filter(([zoom, tools]) => zoom !== 1 || tools))).toEqual([]);
  // Whoever comes next starts from the beginning and books.
  await page.evaluate(() => window.kabinet.call('identity.leave', { reason: 'left' })).catch(() => undefined);
  let fresh = page;
  // The window before it may stand on its first screen for a moment before it goes.
  await expect(async () => {
    fresh = await kabinet.currentPage();
    await arrive(fresh, 'Что вы хотите сделать?');
    await whenReady(fresh);
    expect(await kabinet.currentPage()).toBe(fresh);
  }).toPass({ timeout: 20_000 });
  await chooseDoctor(fresh, touch(fresh), noLook);
});

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { whenReady } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { ownStagedApp, type OwnStagedApp } from '../../support/ownStagedApp.ts';

// What is on the screen when nothing can be: a backend that dies at every start, a page that crashes again and again.

let clinic: DemoClinic;
let staged: OwnStagedApp;
let kabinet: Kabinet;

test.beforeEach(async () => {
  test.setTimeout(240_000);
  staged = ownStagedApp();
  clinic = await startDemo({ idle: 600 });
});
const launch = () => launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk, staged: staged.folder });
test.afterEach(async () => {
  try {
    await kabinet.close();
  } finally {
    // An app that has died must not leave its clinic behind.
    await clinic.stop();
    staged.remove();
  }
});

const deathsSoFar = () => kabinet.output().split('backend ended by itself').length - 1;
const kinds = (row: { type: string; name?: string }) => row.type === 'Browser' || row.type === 'GPU' || row.name === 'Network Service';
const lasting = () => kabinet.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid, type, name }) => ({ pid, type, ...(name === undefined ? {} : { name }) })));

/** Clock ticks of processor time the main process has used, a hundred a second. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

const isSafe = (page: Page) => page.url().includes('/outOfService.html');
const headline = (page: Page) => page.getByRole('heading', { level: 1 }).filter({ visible: true });
const laidOver = (page: Page, name: string) => page.evaluate((part) => getComputedStyle(document.querySelector(`.staff__${part}`) ?? document.body, '::after').content, name);

async function safePage(withinMs: number): Promise<Page> {
  await expect.poll(async () => isSafe(await kabinet.currentPage()), { timeout: withinMs }).toBe(true);
  return kabinet.currentPage();
}

const broken = ['process.exit(1);', 'process.exit(0);', 'throw new Error("no");', 'this does not even parse (', 'setTimeout(() => process.exit(3), 150);', 'Promise.reject(new Error("no"));'];

test('H37 ten backends that die at start in a row: the app lives, says where to go and what is wrong, and comes back by itself', async () => {
  // Ten deaths come faster than in the hall, which is the harder case for Chromium's own helpers.
  staged.shorten({ file: 'main/index.mjs', name: 'longestMs', from: 15_000, to: 2_000 });
  const entry = join(staged.folder, 'backend/index.mjs');
  const good = readFileSync(entry);
  writeFileSync(entry, broken[0] ?? '');
  kabinet = await launch();
  const page = await safePage(30_000);
  await expect(headline(page)).toHaveText('Киоск сейчас не работает');
  await expect(page.getByText('Подойдите, пожалуйста, в регистратуру', { exact: false }).first()).toBeVisible();
  await expect(page.getByText('This kiosk is out of order')).toBeVisible();
  await expect(page.getByText('Внутренняя программа не запускается', { exact: false })).toBeVisible();
  await expect.poll(() => laidOver(page, 'code')).toBe('"backend_start, 1"');
  expect(await laidOver(page, 'at')).toMatch(/^"\d\d\.\d\d\.\d{4}, \d{1,2}:\d\d"$/);
  // The page for patients is gone with all it remembered, and this one has neither script nor port.
  expect(kabinet.app.windows()).toEqual([page]);
  expect(await page.evaluate(() => [document.scripts.length, localStorage.length, history.length])).toEqual([0, 0, 1]);

  const windows = () => kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(({ id }) => id).toString());
  const shown = await windows();
  const before = (await lasting()).filter(kinds);
  const main = before.find(({ type }) => type === 'Browser')?.pid ?? 0;
  expect(before.length).toBeGreaterThanOrEqual(2);
  const usedFrom = ticksOf(main);
  const from = Date.now();
  let kind = 1;
  while (deathsSoFar() < 10) {
    writeFileSync(entry, broken[kind % broken.length] ?? '');
    const seen = deathsSoFar();
    await expect.poll(deathsSoFar, { timeout: 60_000, intervals: [100] }).toBeGreaterThan(seen);
    kind += 1;
    expect(await kabinet.currentPage()).toBe(page);
  }
  const busy = (ticksOf(main) - usedFrom) / 100 / ((Date.now() - from) / 1_000);
  expect(await windows()).toBe(shown);
  expect((await lasting()).filter(kinds).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid));
  expect(busy).toBeLessThan(0.5);
  await expect.poll(async () => Number((await laidOver(page, 'times')).replaceAll('"', ''))).toBeGreaterThanOrEqual(10);
  process.stdout.write(`H37 ten deaths in ${((Date.now() - from) / 1_000).toFixed(0)} s, main busy ${(busy * 100).toFixed(1)} %\n`);

  // A file that is not there at all is one more way not to start.
  rmSync(entry);
  const seen = deathsSoFar();
  await expect.poll(deathsSoFar, { timeout: 60_000 }).toBeGreaterThan(seen);
  writeFileSync(entry, good);
  await expect.poll(async () => isSafe(await kabinet.currentPage()), { timeout: 60_000 }).toBe(false);
  const back = await kabinet.currentPage();
  await whenReady(back);
  await expect(back.getByRole('heading', { level: 1, name: 'Что вы хотите сделать?' })).toBeVisible();
});

test('H37 a page that crashes five times in ten minutes gives way to the safe page, and the kiosk does not flicker', async () => {
  staged.shorten({ file: 'main/index.mjs', name: 'firstPauseMs', from: 30_000, to: 18_000 });
  kabinet = await launch();
  await whenReady(kabinet.page);
  const rendererOf = async (page: Page) => (await kabinet.app.browserWindow(page)).evaluate((it) => it.webContents.getOSProcessId());
  for (let crash = 0; crash < 5; crash += 1) {
    const page = await kabinet.currentPage();
    expect(isSafe(page)).toBe(false);
    process.kill(await rendererOf(page), 'SIGKILL');
    await kabinet.nextPage(page);
  }
  const page = await safePage(20_000);
  await expect(headline(page)).toHaveText('Киоск сейчас не работает');
  await expect(page.getByText('Экран несколько раз подряд закрылся', { exact: false })).toBeVisible();
  await expect(page.getByText('Внутренняя программа не запускается', { exact: false })).toBeHidden();
  await expect.poll(() => laidOver(page, 'code')).toBe('"page_crash"');
  const windows = () => kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(({ id }) => id).toString());
  const shown = await windows();
  await page.waitForTimeout(3_000);
  expect(await windows()).toBe(shown);
  // Even the last page there is comes back when its process is killed.
  process.kill(await rendererOf(page), 'SIGKILL');
  await kabinet.nextPage(page);
  await expect(headline(await safePage(10_000))).toHaveText('Киоск сейчас не работает');
  // Left alone for a while, a page is tried again: whatever made it crash may be gone.
  await expect.poll(async () => isSafe(await kabinet.currentPage()), { timeout: 120_000 }).toBe(false);
  await whenReady(await kabinet.currentPage());
});

import { expect, test } from '@playwright/test';
import { bridgeCall, whenReady } from '../../support/bridge.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';

// What a kiosk lives through: a page that hangs, and the helper processes of Chromium killed one after the other.

const kiosk = oneKiosk();
const processes = () =>
  kiosk().kabinet.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid, type, name }) => ({ pid, type: String(type), name: name ?? '' })));

test('H37 a page that hangs is ended within seconds, its patient with it, and nobody has to touch the glass', async () => {
  test.setTimeout(180_000);
  const { kabinet, nextAccount } = kiosk();
  const page = await kabinet.currentPage();
  await bridgeCall(page, 'identity.signIn', nextAccount());
  const from = Date.now();
  void page.evaluate(() => {
    for (;;) if (Date.now() < 0) break;
  }).catch(() => undefined);
  await expect.poll(async () => (await kabinet.currentPage()) !== page, { timeout: 100_000 }).toBe(true);
  // The promise is ten seconds and a beat; ten times that would be a page that hangs for good.
  process.stdout.write(`H37 a hung page was ended after ${((Date.now() - from) / 1_000).toFixed(1)} s\n`);
  const fresh = await kabinet.currentPage();
  await whenReady(fresh);
  expect((await bridgeCall(fresh, 'identity.me', {})).role).toBe('visitor');
});

test('H37 the network and the graphics process are killed: the app lives and the page goes on', async () => {
  test.setTimeout(180_000);
  const { kabinet } = kiosk();
  const wanted = (row: { type: string; name: string }) => row.type === 'GPU' || /network/i.test(row.name);
  const before = await processes();
  const main = before.find(({ type }) => type === 'Browser')?.pid;
  const victims = before.filter(wanted);
  expect(victims.some(({ name }) => /network/i.test(name))).toBe(true);
  const page = await kabinet.currentPage();
  for (const { pid } of victims) {
    process.kill(pid, 'SIGKILL');
    await page.waitForTimeout(1_000);
    await whenReady(await kabinet.currentPage());
  }
  const after = await processes();
  expect(after.find(({ type }) => type === 'Browser')?.pid).toBe(main);
  const now = await kabinet.currentPage();
  await expect(now.getByRole('heading', { level: 1, name: 'Что вы хотите сделать?' })).toBeVisible({ timeout: 30_000 });
  // A fresh window still gets its page: the scheme is served by main itself.
  await now.reload();
  await whenReady(now);
});

import { expect, test, type Page } from '@playwright/test';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { whenReady } from '../../support/bridge.ts';
import { attack, breakRenderer, bystanderFigures, catchBackends, closeWindow, hostileWindows, openBrokenRenderer, startBystander, type Figures } from './brokenRenderer.ts';

// A page or a renderer that does its worst with the one thing it has, its port. Others must not feel it.

const kiosk = oneKiosk();
const aimMs = 100;
const bystander = 9_000;

const say = (what: string, figures: object) => process.stdout.write(`flood: ${what}: ${JSON.stringify(figures)}\n`);

const backendMemory = (pid: number) =>
  kiosk().kabinet.app.evaluate(({ app }, wanted) => Math.round((app.getAppMetrics().find((row) => row.pid === wanted)?.memory.workingSetSize ?? 0) / 1_024), pid);

/** Whether the answers are right and all there is what decides. Three seconds is what a flood without limits cost, on no slow machine. */
function judge(what: string, figures: Figures): void {
  say(what, figures);
  expect(figures.wrong).toBe(0);
  expect(figures.calls).toBeGreaterThan(10);
  expect(figures.longestWaitMs).toBeLessThan(30 * aimMs);
}

async function readyPage(): Promise<Page> {
  const page = await kiosk().kabinet.currentPage();
  await whenReady(page);
  return page;
}

test.beforeAll(async () => {
  const { kabinet } = kiosk();
  await catchBackends(kabinet.app);
  for (const pid of await kabinet.backendPids()) process.kill(pid, 'SIGKILL');
  await expect.poll(() => kabinet.app.evaluate(() => globalThis.caught?.child?.pid ?? 0), { timeout: 20_000 }).toBeGreaterThan(0);
  await readyPage();
  await startBystander(kabinet.app, bystander);
});

test('H21 a page that makes 100,000 calls gets an answer to each, and another window hardly waits', async () => {
  const { kabinet } = kiosk();
  const page = await readyPage();
  const pid = await kabinet.backendPid();
  await page.waitForTimeout(2_000);
  judge('at rest', await bystanderFigures(kabinet.app));
  const counted = await page.evaluate(async () => {
    const codes: Record<string, number> = {};
    const calls = Array.from({ length: 100_000 }, () =>
      window.kabinet.call('doctors.list', { text: '', speciality: null, officeId: null, day: null }).then((reply) => {
        const code = reply.ok ? 'ok' : reply.error.code;
        codes[code] = (codes[code] ?? 0) + 1;
      }),
    );
    await Promise.all(calls);
    return codes;
  });
  await page.waitForTimeout(500);
  judge('100,000 calls through the bridge', await bystanderFigures(kabinet.app));
  expect(Object.keys(counted).sort()).toEqual(['ok', 'too_many_calls']);
  expect((counted['ok'] ?? 0) + (counted['too_many_calls'] ?? 0)).toBe(100_000);
  expect(await hostileWindows(kabinet.app)).toEqual([]);
  expect(await kabinet.backendPid()).toBe(pid);
  expect(await kabinet.currentPage()).toBe(page);
});

/** What the attacker sends, with `stolen` as his end of the port; answers how much he got out. */
const attacks: readonly (readonly [string, string])[] = [
  ['100,000 calls', `for (let sent = 0; sent < 100_000; sent += 1) stolen.postMessage({ id: 1e6 + sent, channel: 'doctors.list', input: { text: 'а', speciality: null, officeId: null, day: null } }); 100_000`],
  ['100,000 messages that are no calls', `for (let sent = 0; sent < 100_000; sent += 1) stolen.postMessage([sent]); 100_000`],
  ['2,000 calls of 60 KiB', `const text = 'x'.repeat(60_000); for (let sent = 0; sent < 2_000; sent += 1) stolen.postMessage({ id: 1e6 + sent, channel: 'prices.list', input: { text, category: null, offset: 0, limit: 50 } }); 2_000`],
  ['40 calls of 10 MB', `const text = 'я'.repeat(5_000_000); for (let sent = 0; sent < 40; sent += 1) stolen.postMessage({ id: 1e6 + sent, channel: 'prices.list', input: { text } }); 40`],
  ['lists of a million', `const list = Array.from({ length: 1_000_000 }, () => 1); for (let sent = 0; sent < 20; sent += 1) stolen.postMessage({ id: 1e6 + sent, channel: 'prices.list', input: { list } }); 20`],
];

for (const [index, [what, script]] of attacks.entries()) {
  test(`H21 a renderer that posts ${what} straight to its port loses the port, and another window hardly waits`, async () => {
    const { kabinet } = kiosk();
    await readyPage();
    const pid = await kabinet.backendPid();
    const windowId = 9_100 + index;
    const broken = await openBrokenRenderer(kabinet.app, windowId);
    await bystanderFigures(kabinet.app);
    const before = await backendMemory(pid);
    expect(await attack(kabinet.app, broken, script)).toBeGreaterThan(0);
    await expect.poll(() => hostileWindows(kabinet.app), { timeout: 20_000 }).toContain(windowId);
    await expect.poll(() => attack(kabinet.app, broken, 'isClosed'), { timeout: 20_000 }).toBe(true);
    const page = await readyPage();
    await page.waitForTimeout(500);
    judge(what, await bystanderFigures(kabinet.app));
    const grownMb = (await backendMemory(pid)) - before;
    say(what, { memoryGrownMb: grownMb });
    expect(grownMb).toBeLessThan(400);
    expect(await kabinet.backendPid()).toBe(pid);
    expect((await hostileWindows(kabinet.app)).filter((id) => id === windowId)).toHaveLength(1);
    await closeWindow(kabinet.app, broken);
  });
}

test('X2 what main would never say is not believed: the backend lives through 2,000 such messages', async () => {
  const { kabinet } = kiosk();
  const page = await readyPage();
  const pid = await kabinet.backendPid();
  await kabinet.app.evaluate(() => {
    const nonsense: readonly unknown[] = [
      null, 7, 'leave', [], {}, { type: 'leave' }, { type: 'leave', reason: 'because' }, { type: 'connect', windowId: 1.5, printJob: null }, { type: 'connect', windowId: 1, printJob: null },
      { type: 'promote', settings: null }, { type: 'promote', settings: { userDataPath: 7 } }, { type: 'printed', printJob: 'x', outcome: 'printed' }, { type: 'window-gone', windowId: Number.NaN },
      { type: '__proto__' }, JSON.parse('{"__proto__": {"type": "leave", "reason": "idle"}}'), { type: 'window-gone', windowId: 424_242 }, new Map([['type', 'leave']]), { type: 'hostile', windowId: 1 },
    ];
    for (let sent = 0; sent < 2_000; sent += 1) globalThis.caught?.child?.postMessage(nonsense[sent % nonsense.length]);
  });
  await whenReady(page);
  expect(await kabinet.backendPid()).toBe(pid);
  expect(await kabinet.currentPage()).toBe(page);
});

test('H21 H37 the window in front whose renderer floods is ended like one that crashed, and the next patient is served', async () => {
  const { kabinet } = kiosk();
  const page = await readyPage();
  const window = await kabinet.app.browserWindow(page);
  const id = await window.evaluate((it) => it.id);
  await breakRenderer(kabinet.app, id);
  const from = Date.now();
  // Nobody answers for a window that is ended in the middle of its script: not waited for.
  attack(kabinet.app, id, `for (let sent = 0; sent < 1_000; sent += 1) stolen.postMessage(sent); 1_000`).catch(() => undefined);
  const fresh = await kabinet.nextPage(page);
  await whenReady(fresh);
  say('the window in front', { freshAndReadyMs: Date.now() - from });
  expect(page.isClosed()).toBe(true);
});

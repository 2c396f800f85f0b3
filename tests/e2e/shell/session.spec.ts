import { randomUUID } from 'node:crypto';
import { open, readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { callBridge } from './callBridge.ts';

// What is left of a patient when the next one comes, and what a patient sees when a process dies.

let clinic: DemoClinic;
let kabinet: Kabinet;

const stateOf = async (page: Page) => {
  const reply = await callBridge(page, 'device.state', {});
  return reply.ok ? (reply.value as { state: string }).state : reply.error.code;
};

async function readyPage(): Promise<Page> {
  const page = await kabinet.currentPage();
  await expect.poll(() => stateOf(page), { timeout: 30_000 }).toBe('ready');
  return page;
}

const roleOf = async (page: Page) => {
  const reply = await callBridge(page, 'identity.me', {});
  return reply.ok ? (reply.value as { role: string }).role : reply.error.code;
};

async function signIn(page: Page): Promise<void> {
  const [account] = clinic.accounts;
  const reply = await callBridge(page, 'identity.signIn', { login: account?.login, password: account?.password });
  expect(reply).toMatchObject({ ok: true });
  expect(await roleOf(page)).toBe('patient');
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const processIds = () => kabinet.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid, type }) => ({ pid, type })));
const rendererOf = (address: Page) =>
  kabinet.app.browserWindow(address).then((window) => window.evaluate((it) => it.webContents.getOSProcessId()));

/** Looks through everything a living process can read and write, as an attacker with a debugger would. */
async function remembers(pid: number, text: string): Promise<boolean> {
  const maps = (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n').filter((line) => / rw-p /.test(line));
  const needles = [Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')];
  const memory = await open(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of maps) {
      const [from = 0, to = 0] = (line.split(' ')[0] ?? '').split('-').map((part) => Number.parseInt(part, 16));
      // Reserved and never touched: gigabytes of nothing.
      if (to - from > 512 * 1024 * 1024) continue;
      for (let at = from; at < to; at += 8 * 1024 * 1024) {
        const size = Math.min(8 * 1024 * 1024 + 256, to - at);
        const chunk = Buffer.alloc(size);
        const read = await memory.read(chunk, 0, size, at).catch(() => null);
        if (read !== null && needles.some((needle) => chunk.subarray(0, read.bytesRead).includes(needle))) return true;
      }
    }
    return false;
  } finally {
    await memory.close();
  }
}

async function filesThatContain(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  const needles = [Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (needles.some((needle) => bytes.includes(needle))) found.push(file);
  }
  return found;
}

/** Leaves the canary wherever a page can leave something, and proves that it is there. */
async function leaveCanary(page: Page, canary: string): Promise<void> {
  const stored = await page.evaluate(async (text) => {
    localStorage.setItem('canary', text);
    sessionStorage.setItem('canary', text);
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('canary', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('canary');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    await new Promise<void>((resolve) => {
      const transaction = database.transaction('canary', 'readwrite');
      transaction.objectStore('canary').put(text, 'canary');
      transaction.oncomplete = () => resolve();
    });
    const field = document.createElement('input');
    document.body.append(field);
    field.value = text;
    history.pushState({ text }, '');
    Reflect.set(window, 'canary', Array.from({ length: 200 }, (_, index) => `${text} ${index}`));
    return [localStorage.getItem('canary'), sessionStorage.getItem('canary'), field.value];
  }, canary);
  expect(stored).toEqual([canary, canary, canary]);
  await kabinet.app.evaluate(({ clipboard }, text) => clipboard.writeText(text), canary);
  // The backend gets it too, as a name somebody searches for.
  const search = await callBridge(page, 'doctors.list', { text: canary, speciality: null, officeId: null, day: null });
  expect(search.ok || search.error.code === 'invalid_input').toBe(true);
}

test.beforeAll(async () => {
  test.setTimeout(180_000);
  clinic = await startDemo();
  kabinet = await launchKabinet({ server: clinic.server, enrol: await clinic.enrolCode('kiosk') });
  await readyPage();
});

test.afterAll(async () => {
  await kabinet.close();
  await clinic.stop();
});

test('K2 H29 after a patient has left nothing of them is in a window, a partition, a process, the clipboard or on the disk', async () => {
  const canary = `canary-${randomUUID()}`;
  const page = await readyPage();
  await signIn(page);
  await leaveCanary(page, canary);
  const oldRenderer = await rendererOf(page);
  const oldBackend = await kabinet.backendPid();
  // Without this the search below could be blind.
  expect(await remembers(oldRenderer, canary)).toBe(true);
  const partitions = await kabinet.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => [contents.session.isPersistent(), contents.session.storagePath]));
  expect(partitions.every(([isPersistent, path]) => isPersistent === false && path === null)).toBe(true);

  const from = Date.now();
  void callBridge(page, 'identity.leave', { reason: 'left' }).catch(() => undefined);
  const fresh = await kabinet.nextPage(page);
  expect(Date.now() - from).toBeLessThan(3_000);
  await readyPage();

  expect(page.isClosed()).toBe(true);
  await expect.poll(() => isAlive(oldRenderer), { timeout: 5_000 }).toBe(false);
  await expect.poll(() => isAlive(oldBackend), { timeout: 5_000 }).toBe(false);
  expect(await roleOf(fresh)).toBe('visitor');
  const seen = await fresh.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    steps: history.length,
    text: document.documentElement.outerHTML,
  }));
  expect(seen).toMatchObject({ local: 0, session: 0, databases: 0, steps: 1 });
  expect(seen.text).not.toContain(canary);
  expect(await kabinet.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('');
  expect(await filesThatContain(dirname(kabinet.userDataDir), canary)).toEqual([]);

  // Main wrote the canary to the clipboard for this test, so main alone may still have it in freed memory.
  const others = (await processIds()).filter(({ type }) => type !== 'Browser');
  expect(others.length).toBeGreaterThan(3);
  const remembering: string[] = [];
  for (const { pid, type } of others) if (await remembers(pid, canary)) remembering.push(`${type} ${pid}`);
  expect(remembering).toEqual([]);
});

test('K2 ten patients in a row: each finds a fresh window, a fresh backend and an empty cabinet', async () => {
  test.setTimeout(180_000);
  const windows = new Set<number>();
  const backends = new Set<number>();
  for (let patient = 0; patient < 10; patient += 1) {
    const page = await readyPage();
    expect(await roleOf(page)).toBe('visitor');
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    await signIn(page);
    await page.evaluate(() => localStorage.setItem('left', 'behind'));
    windows.add(await rendererOf(page));
    backends.add(await kabinet.backendPid());
    void callBridge(page, 'identity.leave', { reason: 'left' }).catch(() => undefined);
    await kabinet.nextPage(page);
  }
  expect(windows.size).toBe(10);
  expect(backends.size).toBe(10);
  await readyPage();
  await expect.poll(() => kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBeLessThanOrEqual(2);
  await expect.poll(async () => (await kabinet.backendPids()).length).toBeLessThanOrEqual(2);
});

test('H37 a backend that is killed is replaced, calls under way are told so, and the same window goes on', async () => {
  const page = await readyPage();
  await expect.poll(async () => (await kabinet.backendPids()).length).toBe(2);
  await signIn(page);
  const heard = page.evaluate(() => {
    const bridge = Reflect.get(window, 'kabinet') as { onChanged(listener: (topics: readonly string[]) => void): () => void };
    return new Promise<string>((resolve) => {
      bridge.onChanged((topics) => {
        if (topics.includes('backend')) resolve('backend');
      });
    });
  });
  const pid = await kabinet.backendPid();
  // Stopped first, so that the call is surely under way when the process dies.
  process.kill(pid, 'SIGSTOP');
  const underWay = callBridge(page, 'schedule.days', {});
  await page.waitForTimeout(200);
  process.kill(pid, 'SIGKILL');
  expect(await underWay).toEqual({ ok: false, error: { code: 'backend_restarted' } });
  expect(await heard).toBe('backend');
  expect(await readyPage()).toBe(page);
  // Tokens lived in the dead process only.
  expect(await roleOf(page)).toBe('visitor');
  expect(await kabinet.backendPid()).not.toBe(pid);
});

test('H37 both backends killed at once, five times: the kiosk comes back each time', async () => {
  test.setTimeout(180_000);
  for (let round = 0; round < 5; round += 1) {
    const page = await readyPage();
    for (const pid of await kabinet.backendPids()) process.kill(pid, 'SIGKILL');
    const from = Date.now();
    await page.waitForTimeout(100);
    expect(await readyPage()).toBe(page);
    // The wait grows with every death, yet a backend that could start before is back soon.
    expect(Date.now() - from).toBeLessThan(8_000);
  }
});

test('H37 K2 a page that crashes is replaced by a fresh one and its patient is signed out', async () => {
  const page = await readyPage();
  await signIn(page);
  const window = await kabinet.app.browserWindow(page);
  await window.evaluate((it) => void setTimeout(() => it.webContents.forcefullyCrashRenderer(), 50));
  const from = Date.now();
  await kabinet.nextPage(page);
  expect(Date.now() - from).toBeLessThan(3_000);
  const fresh = await readyPage();
  expect(await roleOf(fresh)).toBe('visitor');
});

test('H37 a page that loads again has its calls answered by the same backend', async () => {
  const page = await readyPage();
  const pid = await kabinet.backendPid();
  await page.reload();
  expect(await readyPage()).toBe(page);
  expect(await kabinet.backendPid()).toBe(pid);
});

test('H16 a kiosk window cannot be closed, and one that closes itself is followed by a fresh one', async () => {
  const page = await readyPage();
  await signIn(page);
  await kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.close()));
  await page.waitForTimeout(500);
  expect(await kabinet.currentPage()).toBe(page);
  void page.evaluate(() => window.close()).catch(() => undefined);
  const fresh = await kabinet.nextPage(page);
  await readyPage();
  expect(await roleOf(fresh)).toBe('visitor');
});

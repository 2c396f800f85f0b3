import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { electronLaunch, machineFolder } from '../../../scripts/electron.mjs';
import { launchKabinet } from '../../support/electronApp.ts';
import { startXServer } from '../../support/xServer.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Copy {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Null while it lives. */
  readonly code: () => number | null;
}

/** One more copy of the built app on the same data, as a technician or a link would start it. */
function startCopy(options: { userData: string; args: readonly string[]; env: Record<string, string>; cwd: string }): Copy {
  const { command, args: first, env } = electronLaunch({ env: options.env });
  const child = spawn(command, [...first, process.env['KABINET_STAGED_APP'] ?? '', '--user-data', options.userData, ...options.args], { env, cwd: options.cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, said: () => text, code: () => child.exitCode };
}

async function end({ child }: Copy): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}

test('H27 of twenty copies started at once exactly one lives', async () => {
  test.setTimeout(240_000);
  const screen = await startXServer('standing');
  const machine = machineFolder();
  const env = { ...screen.env, HOME: machine.home };
  const copies = Array.from({ length: 20 }, (_, index) =>
    startCopy({ userData: machine.userData, args: ['--profile', index % 2 === 0 ? 'kiosk' : 'reception', '--server', 'http://127.0.0.1:9', '--enrol', 'NONE-0000'], env, cwd: '/' }),
  );
  try {
    await expect.poll(() => copies.filter(({ code }) => code() === null).length, { timeout: 180_000, intervals: [500] }).toBe(1);
    // The one that is left is not merely slower to die.
    await expect.poll(async () => (await screen.visibleWindows()).length, { timeout: 30_000 }).toBe(1);
    await pause(2_000);
    expect(copies.filter(({ code }) => code() === null)).toHaveLength(1);
    const ended = copies.filter(({ code }) => code() !== null);
    expect(ended.map(({ code }) => code())).toEqual(Array.from({ length: 19 }, () => 4));
    expect(ended.filter(({ said }) => !said().includes('уже запущен / is already running'))).toEqual([]);
    expect(await screen.visibleWindows()).toHaveLength(1);
  } finally {
    await Promise.all(copies.map(end));
    await screen.stop();
    rmSync(machine.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
});

test('H27 what a second copy is told, and where it was started, changes nothing for the first; nobody can call it by an address', async () => {
  const screen = await startXServer('standing');
  const kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', env: screen.env });
  const elsewhere = machineFolder();
  try {
    await kabinet.page.waitForLoadState('load');
    const state = () =>
      kabinet.app.evaluate(({ app, BrowserWindow }) => ({
        windows: BrowserWindow.getAllWindows().length,
        shown: BrowserWindow.getAllWindows().filter((window) => window.isVisible()).map(({ id }) => id),
        addresses: BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()),
        cwd: process.cwd(),
        argv: process.argv,
        listeners: ['second-instance', 'open-url', 'open-file', 'continue-activity'].map((name) => app.listenerCount(name)),
        isProtocolClient: ['kabinet', 'http', 'https', 'mailto'].filter((name) => app.isDefaultProtocolClient(name)),
      }));
    // The warmed window has its page, too: what is compared later must not still be coming.
    await expect.poll(async () => (await state()).addresses).toEqual(Array(2).fill(kabinet.page.url()));
    const before = await state();
    expect(before).toMatchObject({ listeners: [0, 0, 0, 0], isProtocolClient: [] });
    const cwd = join(elsewhere.folder, 'prints');
    mkdirSync(cwd, { recursive: true });
    for (const args of [['--profile', 'reception'], ['--server', 'https://elsewhere.example', '--enrol', 'OTHER-0001'], ['--printer', `folder:${cwd}`], []]) {
      const copy = startCopy({ userData: kabinet.userDataDir, args, env: { ...screen.env, HOME: elsewhere.home }, cwd });
      try {
        await expect.poll(copy.code, { timeout: 60_000 }).toBe(4);
      } finally {
        await end(copy);
      }
    }
    expect(await state()).toEqual(before);
    expect(await kabinet.currentPage()).toBe(kabinet.page);
    expect(await screen.visibleWindows()).toHaveLength(1);
  } finally {
    await kabinet.close();
    await screen.stop();
    rmSync(elsewhere.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
});

test('H27 no source and no installer makes the app a client of an address scheme', () => {
  const sources = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map((entry) => join(entry.parentPath, entry.name));
  const files = [...sources('main'), ...sources('backend'), 'electron-builder.yml'];
  expect(files.length).toBeGreaterThan(40);
  const callers = files.filter((file) => /setAsDefaultProtocolClient|x-scheme-handler|^protocols:|^\s*fileAssociations:/m.test(readFileSync(file, 'utf8')));
  expect(callers).toEqual([]);
});

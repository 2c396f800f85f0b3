import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { electronLaunch, machineFolder } from '../../../scripts/electron.mjs';
import { launchKabinet } from '../../support/electronApp.ts';

// How the app refuses to start: at once, with a code for the technician's script and a sentence for the technician.

/** Starts the built app as `npm start` does and waits for its end. */
async function refusedWith(args: readonly string[], userData?: string): Promise<{ code: number | null; text: string }> {
  const staged = process.env['KABINET_STAGED_APP'] ?? '';
  const machine = machineFolder();
  const { command, args: first, env } = electronLaunch({ home: machine.home });
  const child = spawn(command, [...first, staged, '--user-data', userData ?? machine.userData, ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const collect = (chunk: Buffer) => (text += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const cut = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 10_000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(cut);
  await rm(machine.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  return { code, text };
}

test('X13 a wrong argument ends the app with code 2 and a sentence that names it', async () => {
  for (const [args, said] of [
    [['--profile', 'pharmacy'], '--profile'],
    [['--server', 'http://clinic.example', '--enrol', 'SECRET-CODE-77'], '--server'],
    [['--printer', 'lp0'], '--printer'],
    [['--kiosk-unlocked'], 'неизвестный параметр'],
  ] as const) {
    const { code, text } = await refusedWith(args);
    expect([args, code]).toEqual([args, 2]);
    expect(text).toContain(said);
    expect(text).not.toContain('SECRET-CODE-77');
  }
});

test('H2 H26 the sandbox cannot be switched off and no debugger attached by an argument', async () => {
  for (const name of ['no-sandbox', 'remote-debugging-port=9222', 'proxy-server=127.0.0.1:1', 'host-resolver-rules=MAP * 127.0.0.1', 'ignore-certificate-errors', 'disable-web-security']) {
    const { code, text } = await refusedWith([`--${name}`]);
    expect([name, code]).toEqual([name, 3]);
    expect(text).toContain('запрещено / forbidden');
  }
});

test('H27 a second copy on the same data ends and the first one lives on undisturbed', async () => {
  const kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000' });
  try {
    const windows = () => kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    await expect.poll(windows).toBe(2);
    for (let copy = 0; copy < 3; copy += 1) {
      const { code, text } = await refusedWith(['--profile', 'reception'], kabinet.userDataDir);
      expect(code).toBe(4);
      expect(text).toContain('уже запущен / is already running');
    }
    expect(await windows()).toBe(2);
    expect(await kabinet.currentPage()).toBe(kabinet.page);
  } finally {
    await kabinet.close();
  }
});

test('H16 a desk is an ordinary window: closing it ends the app, all of it and without a crash', async () => {
  const kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', profile: 'reception' });
  const { app } = kabinet;
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2);
  const pids = await app.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ pid }) => pid));
  const ended = new Promise<number | null>((resolve) => app.process().once('exit', resolve));
  const window = await app.browserWindow(kabinet.page);
  expect(await window.evaluate((it) => [it.isKiosk(), it.isClosable()])).toEqual([false, true]);
  await window.evaluate((it) => void setTimeout(() => it.close(), 50));
  expect(await ended).toBe(0);
  const alive = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(() => pids.filter(alive)).toEqual([]);
  await kabinet.close();
});

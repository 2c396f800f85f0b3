import { spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { forbiddenSwitches, neverSwitches } from '../../main/shell/forbiddenSwitches.ts';
import { electronLaunch, machineFolder } from '../../scripts/electron.mjs';
import { makePackage } from '../../scripts/package.mjs';

// The packed program itself, with its fuses as a clinic gets them. Playwright cannot attach to it, which is the point.

// Chromium acts on these two, and dies of them, before our first line can run. Whoever can pass them could have started anything.
const fatalByThemselves = ['zygote-cmd-prefix', 'no-zygote'];

const off = 48;
const on = 49;
let output = '';
let program = '';

type Ended = { code: number | null; text: string };

/** Starts the packed program as an ordinary user; ends it after `forMs` if it has not ended by itself (then `code` is null). */
function start(args: string[], options: { env?: Record<string, string>; forMs?: number; signal?: NodeJS.Signals } = {}): Promise<Ended> {
  const machine = machineFolder();
  const launch = electronLaunch({ home: machine.home });
  const env = { ...launch.env, ...options.env, KABINET_ELECTRON: program };
  const child = spawn(launch.command, [...launch.args, ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const group = child.pid ?? 0;
  let wasCut = false;
  const cut = setTimeout(() => {
    wasCut = true;
    process.kill(-group, 'SIGKILL');
  }, options.forMs ?? 8000);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(cut);
      void rm(machine.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }).then(() => resolve({ code: wasCut ? null : code, text }));
    });
  });
}

/** `Seccomp` of every renderer whose program is ours, read from the system and not from the program. */
async function sandboxesOfRenderers(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
      if (!command.startsWith(program) || !command.includes('--type=renderer')) continue;
      found.push(/Seccomp:\s*(\d)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '');
    } catch {
      // The process ended while we looked.
    }
  }
  return found;
}

test.beforeAll(async () => {
  test.setTimeout(180_000);
  output = await mkdtemp(join(tmpdir(), 'kabinet-package-'));
  await chmod(output, 0o755);
  await makePackage({ asFolder: true, output });
  program = join(output, 'linux-unpacked/kabinet');
  if (process.getuid?.() === 0) {
    // What the Debian package does when it is installed.
    const helper = join(output, 'linux-unpacked/chrome-sandbox');
    await chown(helper, 0, 0);
    await chmod(helper, 0o4755);
  }
});

test.afterAll(() => rm(output, { recursive: true, force: true }));

test('H24 every fuse of the packed program is as written down', async () => {
  const wire = await getCurrentFuseWire(program);
  expect({
    runAsNode: wire[FuseV1Options.RunAsNode],
    cookieEncryption: wire[FuseV1Options.EnableCookieEncryption],
    nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
    inspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
    asarIntegrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
    onlyAsar: wire[FuseV1Options.OnlyLoadAppFromAsar],
    browserSnapshot: wire[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot],
    filePrivileges: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
  }).toEqual({ runAsNode: off, cookieEncryption: on, nodeOptions: off, inspect: off, asarIntegrity: on, onlyAsar: on, browserSnapshot: off, filePrivileges: off });
});

test('A1 the package holds the bundle, the two native modules and nothing for developers', async () => {
  const files = listPackage(join(output, 'linux-unpacked/resources/app.asar'), { isPack: false });
  const modules = new Set(files.map((file) => /^\/node_modules\/([^/]+)$/.exec(file)?.[1]).filter((name) => name !== undefined));
  expect([...modules].sort()).toEqual(['better-sqlite3', 'keytar']);
  expect(files).toEqual(expect.arrayContaining(['/main/index.mjs', '/preload/index.cjs', '/backend/index.mjs', '/renderer/index.html', '/renderer-manifest.json']));
  expect(files.filter((file) => /\.map$|\.tsx?$|gallery|loader/i.test(file))).toEqual([]);
  expect(await readdir(join(output, 'linux-unpacked/resources'))).not.toContain('default_app.asar');
});

test('H25 the packed program cannot be made a plain Node and loads nobody else’s code', async () => {
  const script = join(output, 'foreign.cjs');
  await writeFile(script, "process.stdout.write('FOREIGN CODE RAN');\n");
  const asNode = await start([script], { env: { ELECTRON_RUN_AS_NODE: '1' }, forMs: 3000 });
  const preloaded = await start([], { env: { NODE_OPTIONS: `--require ${script}` }, forMs: 3000 });
  const otherApp = await start(['-r', script, output], { forMs: 3000 });
  for (const { text } of [asNode, preloaded, otherApp]) expect(text).not.toContain('FOREIGN CODE RAN');
});

test('H26 each switch that opens the locked device ends the packed program before anything runs', async () => {
  test.setTimeout(300_000);
  const survivors: string[] = [];
  const waiting: string[] = [...neverSwitches, ...forbiddenSwitches];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const { code, text } = await start([`--${name}=1`]);
      const isRefused = fatalByThemselves.includes(name) ? code !== null && code !== 0 : code === 3;
      if (!isRefused || /listening on/i.test(text)) survivors.push(`${name}: ${code}`);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  expect(survivors).toEqual([]);
});

test('H2 the packed program starts with all renderers in the sandbox and no debugger listening', async () => {
  const running = start([], { forMs: 9000 });
  await expect.poll(sandboxesOfRenderers, { timeout: 8000 }).not.toEqual([]);
  expect(new Set(await sandboxesOfRenderers())).toEqual(new Set(['2']));
  const { code, text } = await running;
  expect(code).toBeNull();
  expect(text).not.toMatch(/listening on/i);
});

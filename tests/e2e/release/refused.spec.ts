import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { forbiddenSwitches, neverSwitches } from '../../../main/shell/forbiddenSwitches.ts';
import { packedApp } from '../../../scripts/package.mjs';
import { processesOf, startPacked, threeAtATime } from '../../support/packed.ts';
import { remembered } from '../../support/processMemory.ts';

// What the packed program is told from outside: by its command line and by its environment.

// Chromium acts on these two, and dies of them, before our first line can run. Whoever can pass them could have started anything.
const fatalByThemselves = ['zygote-cmd-prefix', 'no-zygote'];

const canary = 'CANARY-7731';
let program = '';

test.beforeAll(async () => {
  test.setTimeout(180_000);
  ({ program } = await packedApp());
});

test('H26 X13 each switch that opens the locked device ends the packed program before anything runs', async () => {
  test.setTimeout(300_000);
  const all = [...neverSwitches, ...forbiddenSwitches];
  expect(all.length).toBeGreaterThanOrEqual(60);
  const survivors: string[] = [];
  await threeAtATime(all, async (name) => {
    const { code, text } = await startPacked(program, [`--${name}=${canary}`]);
    const isRefused = fatalByThemselves.includes(name) ? code !== null && code !== 0 : code === 3 && text.includes('запрещено / forbidden');
    if (!isRefused || /listening on/i.test(text) || text.includes(canary)) survivors.push(`${name}: ${code}`);
  });
  expect(survivors).toEqual([]);
});

test('X13 a forbidden switch is refused in every spelling', async () => {
  test.setTimeout(300_000);
  const spellings: Readonly<Record<string, (name: string) => readonly string[]>> = {
    'one dash': (name) => [`-${name}=${canary}`],
    'upper case': (name) => [`--${name.toUpperCase()}=${canary}`],
    'two words': (name) => [`--${name}`, canary],
    'after the end of options': (name) => ['--', `--${name}=${canary}`],
    twice: (name) => [`--${name}=1`, `--${name}=${canary}`],
    underscores: (name) => [`--${name.replaceAll('-', '_')}=${canary}`],
    'without a value': (name) => [`--${name}`],
    'with an empty value': (name) => [`--${name}=`],
    'as the value of one of ours': (name) => ['--profile', `--${name}=${canary}`],
    'behind ours': (name) => ['--profile', 'kiosk', `--${name}=${canary}`],
    'with a blank before it': (name) => [` --${name}=${canary}`],
    'with a line break in it': (name) => [`--${name}\n=${canary}`],
  };
  const sample = ['remote-debugging-port', 'proxy-server', 'load-extension'];
  const survivors: string[] = [];
  const tries = Object.entries(spellings).flatMap(([spelling, write]) => sample.map((name) => ({ what: `${name}, ${spelling}`, args: write(name) })));
  await threeAtATime(tries, async ({ what, args }) => {
    const { code, text } = await startPacked(program, args);
    if ((code !== 2 && code !== 3) || !/^Kabinet: .*[а-я].* \/ .*[a-z]/m.test(text) || /listening on/i.test(text) || text.includes(canary)) survivors.push(`${what}: ${code}`);
  });
  expect(survivors).toEqual([]);
});

test('X13 variables that Electron, Chromium, Node or the loader would obey end the packed program', async () => {
  test.setTimeout(300_000);
  const refused = [
    'ELECTRON_ENABLE_LOGGING', 'ELECTRON_LOG_FILE', 'ELECTRON_ENABLE_STACK_DUMPING', 'ELECTRON_DEBUG_DRAG_REGIONS', 'ELECTRON_DEBUG_NOTIFICATIONS',
    'ELECTRON_OVERRIDE_DIST_PATH', 'ELECTRON_NO_ASAR', 'ELECTRON_FORCE_WINDOW_MENU_BAR', 'ELECTRON_DISABLE_SANDBOX', 'ELECTRON_CRASHPAD_PIPE_NAME',
    'ELECTRON_RUN_AS_NODE', 'ELECTRON_DEFAULT_ERROR_MODE', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_V8_COVERAGE', 'NODE_REDIRECT_WARNINGS', 'NODE_DEBUG', 'NODE_PATH',
    'NODE_COMPILE_CACHE', 'NODE_REPL_EXTERNAL_MODULE', 'NODE_ICU_DATA', 'SSLKEYLOGFILE', 'CHROME_LOG_FILE', 'CHROME_HEADLESS', 'CHROME_DEVEL_SANDBOX', 'BREAKPAD_DUMP_LOCATION',
    'LD_PRELOAD', 'LD_AUDIT', 'LD_DEBUG_OUTPUT', 'GTK_MODULES', 'OPENSSL_CONF', 'WATCH_REPORT_DEPENDENCIES', 'ATOM_SHELL_INTERNAL_RUN_AS_NODE',
  ];
  // Electron itself stops at this one and says so.
  const stoppedByElectron = ['NODE_REPL_EXTERNAL_MODULE'];
  const survivors: string[] = [];
  await threeAtATime(refused, async (name) => {
    const { code, text } = await startPacked(program, [], { env: { [name]: `/nonexistent/${canary}` } });
    const isRefused = stoppedByElectron.includes(name) ? code === 9 : code === 3 && /^Kabinet: .*(переменная запрещена|запрещено) \/ /m.test(text);
    if (!isRefused) survivors.push(`${name}: ${code}`);
  });
  expect(survivors).toEqual([]);
});

test('X13 H6 a proxy or an authority named by the environment changes no line of the packed program', async () => {
  test.setTimeout(90_000);
  const counted = async () => {
    const visits = { count: 0 };
    const server = createServer((_request, response) => {
      visits.count += 1;
      response.writeHead(503).end();
    });
    server.on('connect', (_request, socket) => {
      visits.count += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { visits, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
  };
  const [clinic, proxy] = [await counted(), await counted()];
  const ofBackend: (readonly string[])[] = [];
  const passedOn = 'passed-on-7731';
  try {
    const named = Object.fromEntries(['http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].map((name) => [name, proxy.url]));
    const { code } = await startPacked(program, ['--server', clinic.url, '--enrol', 'ABCD-1234'], {
      lives: true,
      forMs: 30_000,
      env: { ...named, no_proxy: '', NO_PROXY: '', NODE_EXTRA_CA_CERTS: '/nonexistent/authority.pem', GOOGLE_API_KEY: canary, LOGNAME: passedOn },
      during: async () => {
        await expect.poll(() => clinic.visits.count, { timeout: 25_000 }).toBeGreaterThan(0);
        for (const { pid, isNode } of await processesOf(program)) {
          // Not /proc/…/environ: Chromium writes a process's title over it.
          if (isNode) ofBackend.push(await remembered(pid, [proxy.url, canary, passedOn]));
        }
      },
    });
    expect(code).toBeNull();
    // The one that is passed on is found there, so the look sees what there is; the others are not.
    expect(ofBackend).not.toEqual([]);
    expect(new Set(ofBackend.flat())).toEqual(new Set([passedOn]));
    expect(proxy.visits.count).toBe(0);
  } finally {
    clinic.close();
    proxy.close();
  }
});

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from '../../../scripts/electron.mjs';
import { packedApp } from '../../../scripts/package.mjs';
import { chosenElectron } from '../../../scripts/setup/electronBinary.mjs';
import { listeningPorts, processesOf, startPacked } from '../../support/packed.ts';

// Four ways to make an Electron program run somebody else's code. Each is tried on a program that allows it, and on the release.

let packed: Awaited<ReturnType<typeof packedApp>>;
let folder = '';
let script = '';

const canary = 'FOREIGN CODE RAN';

test.beforeAll(async () => {
  test.setTimeout(180_000);
  packed = await packedApp();
  folder = await mkdtemp(join(tmpdir(), 'kabinet-foreign-'));
  await chmod(folder, 0o755);
  script = join(folder, 'foreign.cjs');
  await writeFile(script, `process.stdout.write('${canary}');\n`);
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** An Electron with the fuses it is shipped with. */
function plainElectron(): string {
  const electron = chosenElectron(root);
  if (!electron) throw new Error('Electron is not installed yet');
  return electron.binary;
}

const untilMain = (program: string) => expect.poll(async () => (await processesOf(program)).map(({ type }) => type), { timeout: 8_000 }).toContain('renderer');

test('H25 the packed program cannot be made a plain Node', async () => {
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  expect((await startPacked(plainElectron(), [script], { env, forMs: 6_000 })).text, 'a plain Electron does it').toContain(canary);
  expect((await startPacked(packed.program, [script], { env })).text).not.toContain(canary);
});

test('H25 the packed program loads nothing that the environment or an argument names', async () => {
  const env = { NODE_OPTIONS: `--require ${script}` };
  // Only a plain Node obeys this variable in full; in Electron's own main process it allows a few options and no code.
  expect((await startPacked(plainElectron(), [script], { env: { ...env, ELECTRON_RUN_AS_NODE: '1' }, forMs: 6_000 })).text, 'a plain Electron does it').toContain(canary);
  expect((await startPacked(packed.program, [], { env, lives: true, forMs: 3_000 })).text).not.toContain(canary);
  for (const args of [['-r', script], ['--require', script], [script], ['--import', script], ['--app', folder]]) {
    const { code, text } = await startPacked(packed.program, args);
    expect([args[0], code]).toEqual([args[0], 2]);
    expect(text).not.toContain(canary);
  }
});

test('H25 `--inspect` opens a debugger in the twin and ends the release', async () => {
  let seen: number[] = [];
  const twin = await startPacked(packed.twinProgram, ['--inspect=0'], {
    lives: true,
    forMs: 20_000,
    during: async () => {
      await expect.poll(async () => (seen = await listeningPorts(packed.twinProgram)), { timeout: 15_000 }).not.toEqual([]);
    },
  });
  expect(twin.text).toMatch(/Debugger listening on ws:/);
  expect(seen).toHaveLength(1);
  for (const args of [['--inspect=0'], ['--inspect-brk=0'], ['--inspect'], ['--inspect-wait']]) {
    const { code, text } = await startPacked(packed.program, args);
    expect([2, 3], args[0]).toContain(code);
    expect(text).not.toMatch(/listening on/i);
  }
});

test('H25 the signal that opens a debugger in every Node opens none in the release', async () => {
  test.setTimeout(90_000);
  for (const [program, isTwin] of [[packed.twinProgram, true], [packed.program, false]] as const) {
    const ended = await startPacked(program, [], {
      lives: true,
      forMs: 30_000,
      during: async () => {
        await untilMain(program);
        const [main] = (await processesOf(program)).filter(({ type }) => type === 'main');
        expect(await listeningPorts(program)).toEqual([]);
        process.kill(main?.pid ?? 0, 'SIGUSR1');
        if (isTwin) await expect.poll(() => listeningPorts(program), { timeout: 8_000 }).toHaveLength(1);
        else {
          await new Promise((resolve) => setTimeout(resolve, 2_500));
          expect(await listeningPorts(program)).toEqual([]);
        }
      },
    });
    expect(/Debugger listening/.test(ended.text)).toBe(isTwin);
  }
});

test('H26 Playwright drives the twin and cannot drive the release', async () => {
  const tried = (program: string) => {
    const said = spawnSync(process.execPath, [join(root, 'tests/support/driveProgram.mjs'), program, '--server', 'http://127.0.0.1:9'], { encoding: 'utf8', timeout: 40_000 }).stdout.trim();
    const [outcome, machine] = said.split(' ');
    if (machine !== undefined) rmSync(machine, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    return outcome;
  };
  expect(tried(packed.twinProgram)).toBe('driven');
  expect(tried(packed.program)).toBe('refused');
});

test('H2 the release starts with all pages in the sandbox and nobody listening', async () => {
  await startPacked(packed.program, [], {
    lives: true,
    forMs: 20_000,
    during: async () => {
      await untilMain(packed.program);
      const pages = (await processesOf(packed.program)).filter(({ type }) => type === 'renderer');
      expect(new Set(pages.map(({ seccomp }) => seccomp))).toEqual(new Set(['2']));
      expect(await listeningPorts(packed.program)).toEqual([]);
    },
  });
});

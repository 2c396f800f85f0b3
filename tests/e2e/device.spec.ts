import { createHash } from 'node:crypto';
import { readFile, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startDemo, type DemoClinic } from '../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../support/electronApp.ts';

// The device as such: whose processes, in which sandbox, what lies on its disk and in its keychain.

type DeviceState = { state: string; problem?: string; profile?: string };

const stateOf = (page: Page): Promise<DeviceState> =>
  page.evaluate(async () => {
    const { kabinet } = window as { kabinet?: { call(channel: string, input: unknown): Promise<{ ok: boolean; value?: unknown }> } } & Window;
    const reply = await kabinet?.call('device.state', {});
    return (reply?.ok ? reply.value : { state: 'no answer' }) as DeviceState;
  });

async function becomes(kabinet: Kabinet, wanted: Partial<DeviceState>): Promise<void> {
  await expect.poll(async () => stateOf(await kabinet.currentPage()), { timeout: 30_000 }).toMatchObject(wanted);
}

const digest = async (file: string) => createHash('sha256').update(await readFile(file)).digest('hex');

async function processesOf(kabinet: Kabinet): Promise<{ pid: number; command: string; uid: number; seccomp: string }[]> {
  const pids = await kabinet.app.evaluate(({ app }) => app.getAppMetrics().map((row) => row.pid));
  return Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      return { pid, command, uid: Number(/Uid:\s*(\d+)/.exec(status)?.[1]), seccomp: /Seccomp:\s*(\d)/.exec(status)?.[1] ?? '' };
    }),
  );
}

let clinic: DemoClinic;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  clinic = await startDemo();
});

test.afterAll(() => clinic.stop());

test('H2 every process belongs to an ordinary user and every page lives in the sandbox', async () => {
  const kabinet = await launchKabinet({ server: clinic.server, enrol: await clinic.enrolCode('kiosk') });
  try {
    await becomes(kabinet, { state: 'ready', profile: 'kiosk' });
    const processes = await processesOf(kabinet);
    expect(processes.filter(({ uid }) => !(uid > 0))).toEqual([]);
    const renderers = processes.filter(({ command }) => command.includes('--type=renderer'));
    expect(renderers.length).toBeGreaterThan(0);
    expect(renderers.filter(({ seccomp }) => seccomp !== '2')).toEqual([]);
    expect(processes.filter(({ command }) => command.includes('no-sandbox') && command.includes('--type=renderer'))).toEqual([]);
  } finally {
    await kabinet.close();
  }
});

test('H40 the file is unreadable without the key, the key is in the keychain, and a second start opens it again', async () => {
  const first = await launchKabinet({ server: clinic.server, enrol: await clinic.enrolCode('reception'), profile: 'reception' });
  await becomes(first, { state: 'ready', profile: 'reception' });
  await first.close({ keep: true });

  const file = join(first.userDataDir, 'kabinet.db');
  const bytes = await readFile(file);
  expect(bytes.subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
  expect(bytes.includes(Buffer.from('CREATE TABLE'))).toBe(false);
  const home = join(dirname(first.userDataDir), 'home');
  const keyrings = await readdir(join(home, '.local/share/keyrings'));
  expect(keyrings.filter((name) => name.endsWith('.keyring'))).not.toEqual([]);

  const second = await launchKabinet({ server: clinic.server, profile: 'reception', userDataDir: first.userDataDir });
  await becomes(second, { state: 'ready', profile: 'reception' });
  await second.close({ keep: true });

  // The keychain is lost: staff get a recovery screen, and the file stays as it is, to the byte.
  await rm(join(home, '.local/share/keyrings'), { recursive: true, force: true });
  const before = await digest(file);
  const third = await launchKabinet({ server: clinic.server, profile: 'reception', userDataDir: first.userDataDir });
  try {
    await becomes(third, { state: 'problem', problem: 'key_missing' });
  } finally {
    await third.close({ keep: true });
  }
  expect(await digest(file)).toBe(before);
  await rm(dirname(first.userDataDir), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

import { spawn } from 'node:child_process';
import { readFile, readdir, readlink, realpath, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { electronLaunch, machineFolder } from '../../scripts/electron.mjs';

// The packed program as a clinic starts it, watched from outside only: by its end, by what it says, and through /proc.

export interface Ended {
  /** Null when it was still running at the end of its time and had to be killed. */
  readonly code: number | null;
  readonly text: string;
}

export interface StartOptions {
  readonly env?: Record<string, string>;
  /** How long it may run before it is killed. */
  readonly forMs?: number;
  /** With a bus, a keyring and a home of its own, as a program that really starts needs them. */
  readonly lives?: boolean;
  /** Called once it runs, with the id of its process group. */
  readonly during?: (group: number) => Promise<void>;
}

// This machine's own variables are not what is tested, and some of them are refused.
const ofThisMachine = /^(ELECTRON_|NODE_|CHROME_|LD_|GTK|SSLKEYLOGFILE|OPENSSL_|[a-z]+_proxy$)/i;

/** Starts a program of the package as an ordinary user and waits for its end. */
export async function startPacked(program: string, args: readonly string[], { env = {}, forMs = 8_000, lives = false, during }: StartOptions = {}): Promise<Ended> {
  const machine = machineFolder();
  const launch = electronLaunch(lives ? { home: machine.home } : {});
  const clean = Object.fromEntries(Object.entries(launch.env).filter(([name]) => !ofThisMachine.test(name)));
  const child = spawn(launch.command, [...launch.args, ...args, '--user-data', machine.userData], {
    env: { ...clean, HOME: machine.home, ...env, KABINET_ELECTRON: program },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const collect = (chunk: Buffer) => (text += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  // Like a shell: an end by a signal is an end too.
  const closed = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 128)));
  const group = child.pid ?? 0;
  let wasCut = false;
  const kill = () => {
    wasCut = child.exitCode === null;
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  };
  const cut = setTimeout(kill, forMs);
  let trouble: unknown = null;
  if (during) {
    await during(group).catch((error: unknown) => (trouble = error));
    kill();
  }
  const code = await closed;
  clearTimeout(cut);
  await rm(machine.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  if (trouble !== null) throw trouble;
  return { code: wasCut ? null : code, text };
}

export interface PackedProcess {
  readonly pid: number;
  /** `main`, `renderer`, `utility` … */
  readonly type: string;
  readonly seccomp: string;
  /** Whether Node runs in it: our backend, as against Chromium's own utilities. */
  readonly isNode: boolean;
}

/** Every living process of the package that holds `program`. */
export async function processesOf(program: string): Promise<PackedProcess[]> {
  const found: PackedProcess[] = [];
  // The first process is named as it was called, its children by the program's real path.
  const folders = [`${dirname(program)}/`, `${dirname(await realpath(program))}/`];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = await readFile(`/proc/${name}/cmdline`, 'utf8');
      if (!folders.some((folder) => command.startsWith(folder))) continue;
      const seccomp = /Seccomp:\s*(\d)/.exec(await readFile(`/proc/${name}/status`, 'utf8'))?.[1] ?? '';
      found.push({ pid: Number(name), type: /--type=([\w-]+)/.exec(command)?.[1] ?? 'main', seccomp, isNode: command.includes('--utility-sub-type=node.mojom.NodeService') });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

/** TCP ports on which a process of the package listens: a debugger's door, whatever opened it. */
export async function listeningPorts(program: string): Promise<number[]> {
  const ports: number[] = [];
  for (const { pid } of await processesOf(program)) {
    try {
      const own = new Set<string>();
      for (const descriptor of await readdir(`/proc/${pid}/fd`)) {
        const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
        const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
        if (inode !== undefined) own.add(inode);
      }
      const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '')));
      for (const line of tables.join('\n').split('\n')) {
        const columns = line.trim().split(/\s+/);
        const [, address = '', , state] = columns;
        if (state === '0A' && own.has(columns[9] ?? '')) ports.push(Number.parseInt(address.split(':')[1] ?? '0', 16));
      }
    } catch {
      // It ended while we looked.
    }
  }
  return ports;
}

/** Runs `work` over all items, three at a time: starting a program is mostly waiting. */
export async function threeAtATime<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([worker(), worker(), worker()]);
}

import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createPackage } from '@electron/asar';
import { electronLaunch, machineFolder } from '../../scripts/electron.mjs';
import { unprivilegedUser } from '../../scripts/setup/unprivilegedUser.mjs';

/** A pretended machine whose bus and keyring run already, so that a start of the program is nothing but its own start. */
export interface Machine {
  readonly userData: string;
  readonly prints: string;
  /** Starts a packed program directly. `startedAt` is the wall clock just before. */
  start(program: string, args: readonly string[]): Started;
  stop(): void;
}

export interface Started {
  readonly child: ChildProcess;
  readonly startedAt: number;
  /** Port of the browser's own debugging door; answers once it is open. */
  readonly port: Promise<number>;
  /** Address of the main process's debugging door. */
  readonly main: Promise<string>;
  end(): Promise<void>;
}

export async function startMachine(): Promise<Machine> {
  const machine = machineFolder();
  const { command, env } = electronLaunch({ home: machine.home });
  // The session's program only waits; what is measured is started beside it.
  const session = spawn(command, ['-c', 'echo ready; exec sleep 86400'], { env: { ...env, KABINET_ELECTRON: '/bin/sh' }, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve, reject) => {
    session.stdout.once('data', () => resolve());
    session.once('exit', () => reject(new Error('no bus and no keyring could be started')));
  });
  const run = join(machine.home, 'run');
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !/^(ELECTRON_|NODE_|CHROME_|KABINET_|XDG_)/.test(name)));
  const own = { ...clean, HOME: machine.home, XDG_RUNTIME_DIR: run, DBUS_SESSION_BUS_ADDRESS: `unix:path=${run}/bus`, NO_AT_BRIDGE: '1' };
  const user = unprivilegedUser();
  const children = new Set<ChildProcess>();

  return {
    userData: machine.userData,
    prints: machine.prints,
    start(program, args) {
      const [first, ...rest] = [...(user ? ['setpriv', `--reuid=${user.name}`, `--regid=${user.name}`, '--init-groups'] : []), program, '--inspect=0', '--remote-debugging-port=0', ...args];
      const startedAt = Date.now();
      const child = spawn(first ?? program, rest, { env: own, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
      children.add(child);
      let said = '';
      const lines = createInterface({ input: child.stderr });
      lines.on('line', (line) => (said = `${said}${line}\n`.slice(-2_000)));
      const heard = (pattern: RegExp) => {
        const found = new Promise<string>((resolve, reject) => {
          lines.on('line', (line) => {
            const match = pattern.exec(line)?.[1];
            if (match !== undefined) resolve(match);
          });
          child.once('exit', (code) => reject(new Error(`the program ended with ${code}: ${said}`)));
        });
        found.catch(() => undefined);
        return found;
      };
      return {
        child,
        startedAt,
        port: heard(/^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//).then(Number),
        main: heard(/^Debugger listening on (ws:\/\/\S+)$/),
        end: () => endGroup(child).then(() => void children.delete(child)),
      };
    },
    stop() {
      for (const child of [...children, session]) signal(child, 'SIGKILL');
      rmSync(machine.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const isGone = await politely(child, gone);
  if (!isGone) signal(child, 'SIGKILL');
  await gone;
  signal(child, 'SIGKILL');
}

async function politely(child: ChildProcess, gone: Promise<void>): Promise<boolean> {
  // The program alone, so that its profile is left warm and whole.
  child.kill('SIGTERM');
  return Promise.race([gone.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 6_000))]);
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    // Nobody is left in its group.
  }
}

/** The very same program with another application in it. Removed by the caller. */
export async function sameProgramWith(packedProgram: string, appFolder: string): Promise<{ program: string; remove: () => void }> {
  const release = dirname(packedProgram);
  // Beside the original: links do not cross file systems.
  const folder = mkdtempSync(join(dirname(dirname(release)), 'bench-'));
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(release, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const to = join(folder, from.slice(release.length));
    if (entry.isDirectory()) mkdirSync(to, { recursive: true, mode: 0o755 });
    else {
      mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
      linkSync(from, to);
    }
  }
  const archive = join(folder, 'resources/app.asar');
  rmSync(archive);
  rmSync(join(folder, 'resources/app.asar.unpacked'), { recursive: true, force: true });
  const draft = join(mkdtempSync(join(tmpdir(), 'kabinet-bench-')), 'app.asar');
  await createPackage(appFolder, draft);
  copyFileSync(draft, archive);
  chmodSync(archive, 0o644);
  rmSync(dirname(draft), { recursive: true });
  return { program: join(folder, packedProgram.slice(release.length)), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

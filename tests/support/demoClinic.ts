import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { copySeededDemo } from './seededDemo.ts';

const Announcement = z.object({
  server: z.url(),
  mailbox: z.object({ smtp: z.string(), web: z.url() }),
  enrol: z.object({ kiosk: z.string(), reception: z.string(), satellite: z.string() }),
  accounts: z.array(z.object({ login: z.string(), password: z.string(), name: z.string() })).min(1),
  /** Who may sign in at its desks. */
  staff: z.array(z.object({ login: z.string(), password: z.string(), name: z.string(), role: z.string() })),
  /** The simulator of Gosuslugi; null where it cannot run. */
  esia: z
    .object({ url: z.url(), adminUrl: z.url(), users: z.array(z.object({ login: z.string(), password: z.string(), name: z.string(), note: z.string() })) })
    .nullable(),
  /** Opens the service screen of its kiosks. */
  staffCode: z.string(),
  /** File with the private half of the clinic's recovery key. */
  recoveryKey: z.string(),
  systemToken: z.string(),
});
type Announcement = z.infer<typeof Announcement>;

/** Doctors somebody waits for (clinic-server/demo/waitingList.ts): a time that becomes free there is offered to them, and is nobody else's meanwhile. */
export const waitedFor = /генетик|гастроэнтеролог/i;

export interface DemoClinic extends Announcement {
  /** A fresh one-time code for one more device. */
  enrolCode(profile: 'kiosk' | 'reception' | 'satellite'): Promise<string>;
  /** What its SMTP server was given, the newest first. */
  letters(): Promise<readonly DemoLetter[]>;
  /** Ends the server at once, as a power cut would; the database stays. */
  kill(): Promise<void>;
  /** The same clinic on the same address with the same database; `more` is what it has decided meanwhile. */
  startAgain(more?: DemoOptions): Promise<void>;
  stop(): Promise<void>;
}

export interface DemoLetter {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

interface DemoOptions {
  readonly idle?: number;
  readonly warn?: number;
  readonly hold?: number;
  /** Seconds a desk stands open without a hand. */
  readonly 'desk-idle'?: number;
  /** `optional` unless told. */
  readonly esia?: 'off' | 'optional' | 'required';
  /** Which part of the main office's free times its devices give out by themselves, 0 to 1; none unless told. */
  readonly leases?: number;
  /** Higher than before: every device changes the key of its file. */
  readonly 'key-generation'?: number;
}

const startLimitMs = 90_000;

async function start(data: string, options: DemoOptions, port: number | null): Promise<{ child: ChildProcess; said: Announcement }> {
  const numbers = Object.entries({ ...options, ...(port === null ? {} : { port }) }).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, ['clinic-server/demo/index.ts', '--json', '--data', data, ...numbers], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A test that builds or packs leaves «production» behind in its process, and a demo is none.
    env: { ...process.env, NODE_ENV: 'test' },
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4_000);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), startLimitMs);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{')) return { child, said: Announcement.parse(JSON.parse(line)) };
    }
    throw new Error(`the demo clinic ended before it was up: ${complaints}`);
  } finally {
    clearTimeout(timer);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** The demo clinic as `npm run demo` starts it, with a database of its own. */
export async function startDemo(options: DemoOptions = {}): Promise<DemoClinic> {
  const data = await mkdtemp(join(tmpdir(), 'kabinet-demo-'));
  await copySeededDemo(data, async (folder) => end((await start(folder, {}, null)).child, 'SIGTERM'));
  let { child, said } = await start(data, options, null);
  const port = Number(new URL(said.server).port);
  return {
    ...said,
    async enrolCode(profile) {
      const answer = await fetch(`${said.server}/demo/enrol-code`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ profile }) });
      return z.object({ code: z.string() }).parse(await answer.json()).code;
    },
    // A server that came back has a mailbox of its own.
    letters: async () => (await (await fetch(`${said.mailbox.web}/letters.json`)).json()) as readonly DemoLetter[],
    kill: () => end(child, 'SIGKILL'),
    async startAgain(more = {}) {
      ({ child, said } = await start(data, { ...options, ...more }, port));
    },
    async stop() {
      await end(child, 'SIGTERM');
      await rm(data, { recursive: true, force: true });
    },
  };
}

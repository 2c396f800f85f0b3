import { randomUUID } from 'node:crypto';
import { systemPorts } from '../../../backend/server/systemPorts.ts';
import { systemKeychain } from '../../../backend/secrets/keychain.ts';
import { openDevice } from '../../../backend/server/openDevice.ts';
import { eventually, startBackend, type BackendOptions, type TestBackend } from '../../support/backend.ts';
import type { MemoryKeychain } from '../../support/memoryKeychain.ts';
import { judge } from '../power/examine.ts';
import type { TakingClinic } from './clinic.ts';

/** Waits that a person would stand through: the second try of an opening, of a cut line. A tenth of them is enough here. */
const ports = {
  monotonicNow: () => performance.now() * 10,
  after: (milliseconds: number, action: () => void) => systemPorts.after(milliseconds > 800 && milliseconds < 9_000 ? milliseconds / 10 : milliseconds, action),
};

/** Many times what anything here takes, on a busy machine too: whoever is slower hangs. */
export const settleMs = 120_000;

/** Backends of a case that are still open: a case that fails half-way must not disturb the next one. */
export async function endAll(open: Set<TestBackend>): Promise<void> {
  await Promise.all([...open].map((backend) => backend.stop(true)));
  open.clear();
}

/** A kiosk of the taking clinic and what it has promised so far. */
export interface Kiosk {
  readonly backend: TestBackend;
  readonly asked: Set<string>;
  readonly acknowledged: Set<string>;
  /** Codes of refusals, each as often as it came. */
  readonly refusals: Map<string, number>;
}

export async function startKiosk(clinic: TakingClinic, options: Partial<BackendOptions> & { readonly userDataPath: string; readonly keychain: MemoryKeychain }, asked: ReadonlySet<string> = new Set(), acknowledged: ReadonlySet<string> = new Set()): Promise<Kiosk> {
  const backend = await startBackend({ server: clinic.server.url, code: null, ports, ...options });
  clinic.open.add(backend);
  return { backend, asked: new Set(asked), acknowledged: new Set(acknowledged), refusals: new Map() };
}

export const stateOf = ({ backend }: Kiosk) => backend.call('device.state', {});

export async function whenReady(kiosk: Kiosk): Promise<void> {
  await eventually(() => stateOf(kiosk), ({ state }) => state === 'ready', settleMs);
}

export async function signIn({ backend }: Kiosk): Promise<void> {
  await eventually(() => backend.raw('identity.signIn', { login: 'anna@example.org', password: 'parol-nomer-1' }), ({ ok }) => ok, settleMs);
}

/** The code a refused one was answered with; null when it was taken. */
async function command({ backend, asked, acknowledged, refusals }: Kiosk, channel: 'appointments.book' | 'appointments.cancel', input: { readonly commandId: string }): Promise<string | null> {
  asked.add(input.commandId);
  const reply = await backend.raw(channel, input);
  if (reply.ok) acknowledged.add(input.commandId);
  else refusals.set(reply.error.code, (refusals.get(reply.error.code) ?? 0) + 1);
  return reply.ok ? null : reply.error.code;
}

/** The kiosk has everything the clinic has told, or something in it has complained. */
export async function hears({ backend }: Kiosk, clinic: TakingClinic, orComplains: boolean): Promise<void> {
  const bugs = backend.bugs.length;
  for (const until = performance.now() + settleMs; ; clinic.nudge()) {
    if (clinic.isHeard() || (orComplains && backend.bugs.length > bugs)) return;
    if (performance.now() > until) throw new Error('the kiosk does not hear what the clinic tells');
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

export interface Try {
  readonly channel: 'appointments.book' | 'appointments.cancel';
  readonly input: { readonly commandId: string };
}

/** Books a time and cancels it again. What was refused comes back, to be tried again under its own id. */
export async function work(kiosk: Kiosk, clinic: TakingClinic, rounds: number): Promise<Try[]> {
  const left: Try[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const appointmentId = randomUUID();
    const booking = { commandId: randomUUID(), appointmentId, slotId: clinic.nextSlot(), holdId: null };
    if ((await command(kiosk, 'appointments.book', booking)) !== null) {
      left.push({ channel: 'appointments.book', input: booking });
      continue;
    }
    const cancelling = Object.assign({ commandId: randomUUID() }, { appointmentId, reason: 'plans', comment: null });
    if ((await command(kiosk, 'appointments.cancel', cancelling)) !== null) left.push({ channel: 'appointments.cancel', input: cancelling });
  }
  return left;
}

export async function tryAgain(kiosk: Kiosk, left: readonly Try[]): Promise<string[]> {
  const broken: string[] = [];
  for (const { channel, input } of left) {
    const code = await command(kiosk, channel, input);
    if (code !== null) broken.push(`with room again ${channel} is refused: ${code}`);
  }
  return broken;
}

/** Once there is room: everything acknowledged reaches the server without a restart, and the file is whole. */
export async function settleAndJudge(kiosk: Kiosk, clinic: TakingClinic): Promise<string[]> {
  const broken: string[] = [];
  const { backend, asked, acknowledged } = kiosk;
  try {
    await eventually(() => backend.call('sync.status', {}), ({ unsent, aside }) => unsent === 0 && aside === 0, settleMs);
  } catch (error) {
    broken.push(`the queue does not empty: ${String(error)}`);
  }
  const unknown = [...acknowledged].filter((id) => !clinic.has(id)).length;
  if (unknown > 0) broken.push(`${unknown} acknowledged commands never reached the server`);
  const strange = backend.bugs.map(({ error }) => codeOf(error)).filter((code) => !/^(SQLITE_FULL|ENOSPC)$/.test(code));
  if (strange.length > 0) broken.push(`bugs that are not about the room: ${[...new Set(strange)].join(', ')}`);
  await backend.stop(true);
  const settings = { userDataPath: backend.userDataPath, profile: 'kiosk', enrolment: null, ca: null, recovery: null, appVersion: '0.1.0', sqliteBinding: null } as const;
  const lineTo = (): never => {
    throw new Error('an enrolled device enrols again');
  };
  const keychain = systemKeychain(backend.keychain.load, (answer) => answer);
  const { db } = await openDevice({ settings, keychain, newId: randomUUID, lineTo, reportBug: () => undefined });
  try {
    broken.push(...judge(db.read, { asked, acknowledged }));
  } finally {
    db.close();
  }
  return broken;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : `${error instanceof Error ? error.name : typeof error}: ${String(error)}`;
}

import type { Output } from '../../shared/contract.ts';
import { isChannel } from '../../shared/contract.ts';
import type { DeviceProblem, NamedDevice } from '../../shared/features/device.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { BackendSettings, FromBackendToShell } from '../../shared/rpc/shell.ts';
import type { Reply } from '../../shared/rpc/wire.ts';
import { readMarker } from '../secrets/deviceMarker.ts';
import type { Keychain } from '../secrets/keychain.ts';
import { httpClinic } from '../sync/httpClinicApi.ts';
import { retryDelay } from '../sync/failure.ts';
import type { EnginePorts } from '../sync/ports.ts';
import type { Dispatch } from './dispatch.ts';
import { createEsiaWindow } from './esiaWindow.ts';
import { DeviceUnusable, isDamage, named, passesByItself, problemOf } from './deviceUnusable.ts';
import { openDevice, type OpenedDevice } from './openDevice.ts';
import { servePort, type Port, type ServedWindow } from './port.ts';
import { createPrinting } from './printing.ts';
import { createAllowance, type Allowance } from './rateLimit.ts';
import { runDevice, type Features, type RunningDevice } from './runDevice.ts';

export interface BackendDeps extends Features {
  readonly ports: EnginePorts;
  readonly keychain: Keychain;
  readonly post: (message: FromBackendToShell) => void;
  /** After `left`, when nothing of the patient is on its way to the server any more: the process can end. */
  readonly ended: () => void;
  readonly reportBug: (error: unknown, where: string, reference?: string) => void;
}

type Opening = Extract<Output<'device.state'>, { state: 'starting' | 'problem' }>;

const leaveGraceMs = 800;
/** The answer of `identity.leave` goes out in this turn of the loop, the end begins in a later one. */
const answerFirstMs = 1;
const problemRetryMs = 5_000;
/** A keychain is often unlocked moments after the kiosk has started; a certificate is renewed, and space made, while the kiosk stands there. */
const mendsItself: ReadonlySet<DeviceProblem> = new Set(['keychain_unavailable', 'server_untrusted', 'folder_unusable']);

/** One backend process from its first message to its last. A standby holds nothing open until `promote`. */
export function createBackend(deps: BackendDeps) {
  const { ports, post, reportBug } = deps;
  const windows = new Map<number, ServedWindow>();
  const allowances = new Map<number, Allowance>();
  const printing = createPrinting({ post, after: ports.after });
  const esiaWindow = createEsiaWindow({ post, after: ports.after });
  let opening: Opening = { state: 'starting' };
  let running: { readonly device: RunningDevice; readonly settings: BackendSettings } | null = null;
  let leaving: Promise<void> | null = null;
  let callOffRetry = (): void => undefined;

  const closedDoor: Dispatch = (_origin, channel) => {
    if (!isChannel(channel)) return answer({ ok: false, error: { code: 'unknown_channel' } });
    return answer(channel === 'device.state' ? { ok: true, value: opening } : { ok: false, error: { code: 'not_ready' } });
  };
  const door: Dispatch = (origin, channel, input) => (running && !leaving ? running.device.dispatch : closedDoor)(origin, channel, input);

  function publish(topics: readonly string[]): void {
    windows.forEach(({ tell }) => tell({ type: 'changed', topics }));
  }

  function bug(error: unknown, where: string, reference?: string): void {
    // What was still on its way when the file closed fails by design.
    if (leaving) return;
    reportBug(error, where, reference);
    if (isDamage(error)) ports.after(answerFirstMs, giveUp);
  }

  /** A page of the file is not what was written. Nothing more is read from it or put into it: staff are told, as they are of a file that does not open. */
  function giveUp(): void {
    if (!running || leaving) return;
    const { device, settings } = running;
    running = null;
    opening = { state: 'problem', problem: 'file_damaged', profile: settings.profile, device: nameOf(settings) };
    device.close(0).catch((error: unknown) => reportBug(error, 'closing a damaged file'));
    publish(['device', 'backend']);
  }

  async function open(settings: BackendSettings, failures: number): Promise<void> {
    const again = (milliseconds: number): void => {
      if (!leaving) callOffRetry = ports.after(milliseconds, () => void open(settings, failures + 1));
    };
    try {
      const lineTo = (server: string, ca: string | null) =>
        httpClinic({ server, trust: { ca, pins: () => [] }, ports, credential: () => null, patientToken: () => null, onContact: () => undefined });
      const opened = await openDevice({ settings, keychain: deps.keychain, newId: ports.newId, lineTo, reportBug });
      if (leaving) return opened.db.close();
      await start(settings, opened);
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== null) {
        opening = { state: 'problem', problem, profile: settings.profile, device: error instanceof DeviceUnusable ? error.device : null };
        publish(['device']);
        if (mendsItself.has(problem)) again(problemRetryMs);
        return;
      }
      // The clinic server is not there yet, or another process is writing: a start waits for them, saying `starting`.
      if (!passesByItself(error)) bug(error, 'starting');
      again(retryDelay('unreachable', failures, ports.random()));
    }
  }

  /** Whole or not at all: a start that fails half-way leaves nothing open, and the next one begins anew. */
  async function start(settings: BackendSettings, opened: OpenedDevice): Promise<void> {
    let device: RunningDevice | null = null;
    try {
      device = runDevice(opened, {
        ports, publish,
        createHandlers: deps.createHandlers,
        rules: deps.rules,
        profile: settings.profile,
        appVersion: settings.appVersion,
        shell: { print: printing.print, openEsia: esiaWindow.open, leave: () => void ports.after(answerFirstMs, () => void leave()), exit: () => void ports.after(answerFirstMs, () => post({ type: 'exit' })) },
        reportBug: bug,
        onPolicy: ({ idleSeconds, warnSeconds }) => post({ type: 'policy', idleSeconds, warnSeconds }),
      });
      const { idleSeconds, warnSeconds } = device.parts.device().policy;
      device.engine.start();
      post({ type: 'policy', idleSeconds, warnSeconds });
    } catch (error) {
      if (device) await device.close(0);
      else opened.db.close();
      throw error;
    }
    running = { device, settings };
    post({ type: 'ready' });
    publish(['device', 'backend']);
  }

  function leave(): Promise<void> {
    leaving ??= end();
    return leaving;
  }

  async function end(): Promise<void> {
    callOffRetry();
    const farewell = running?.device.close(leaveGraceMs);
    printing.stop();
    esiaWindow.stop();
    // The file is closed: the next patient need not wait until the server has heard that this one is gone.
    post({ type: 'left' });
    await farewell;
    deps.ended();
  }

  return {
    promote: (settings: BackendSettings) => open(settings, 0),
    connect(windowId: number, printJob: Id | null, port: Port): void {
      windows.get(windowId)?.close();
      const allowance = allowances.get(windowId) ?? createAllowance(ports.monotonicNow);
      allowances.set(windowId, allowance);
      const served = servePort(port, printJob, {
        allowance,
        dispatch: door,
        onHostile: () => post({ type: 'hostile', windowId }),
        onClosed: () => {
          if (windows.get(windowId) === served) windows.delete(windowId);
        },
      });
      windows.set(windowId, served);
    },
    windowGone(windowId: number): void {
      windows.get(windowId)?.close();
      windows.delete(windowId);
      allowances.delete(windowId);
    },
    printed: printing.done,
    esiaEnded: esiaWindow.ended,
    leave,
  };
}

function nameOf({ userDataPath }: BackendSettings): NamedDevice | null {
  try {
    const marker = readMarker(userDataPath);
    return marker && named(marker);
  } catch {
    return null;
  }
}

function answer(reply: Reply): Promise<Reply> {
  return Promise.resolve(reply);
}

import { randomUUID } from 'node:crypto';
import { MessageChannelMain, type BrowserWindow, type Session } from 'electron';
import { backoffMs } from './backoff.ts';
import type { Log } from './shell/log.ts';
import { isOwnPage, pageAddress } from './shell/navigation.ts';
import type { Backend } from './supervisor.ts';

/** One window with its own partition: what a patient sees, and all the browser remembers of them. */
interface Stage {
  readonly window: BrowserWindow;
  readonly session: Session;
  /** Of its web contents; still known after the window is gone. */
  readonly id: number;
  isLoaded: boolean;
  /** The backend that holds the other end of this window's port. */
  connected: Backend | null;
}

export interface PatientSessionPorts {
  /** Makes a hidden window on a fresh session that already serves our pages. */
  readonly openWindow: (partition: string) => BrowserWindow;
  readonly wipe: (session: Session) => Promise<void>;
  readonly wipeClipboard: () => void;
  readonly active: () => Backend | null;
  readonly standby: () => Backend | null;
  readonly after: (ms: number, run: () => void) => () => void;
  readonly random: () => number;
  /** The page in front died: its patient's session must end. */
  readonly crashed: () => void;
  readonly touched: () => void;
  readonly shown: () => void;
  readonly mayClose: () => boolean;
  /** A person closed the window, and may. */
  readonly closed: () => void;
  readonly log: Log;
}

export interface PatientSession {
  /** Gives every window a port to the backend it belongs to. Harmless when nothing changed. */
  connect(): void;
  /** The patient's session is over: fresh window in front, the old one destroyed with all it remembers. */
  swap(): void;
  /** A window whose page broke the rules is ended like one that crashed. */
  lose(windowId: number): void;
  /** Closes all windows for good; resolves when nothing is left of their sessions. */
  close(): Promise<void>;
}

const warmAfterMs = 1_500;
const quickCrashMs = 10_000;

export function startPatientSession(ports: PatientSessionPorts): PatientSession {
  const { after, log } = ports;
  let current = open();
  let next: Stage | null = null;
  let cancelWarming: (() => void) | null = null;
  /** The page crashed and its window is gone already; the end of its backend session must not take the fresh one. */
  let isSwapped = false;
  let quickCrashes = 0;
  show(current);

  function open(): Stage {
    const window = ports.openWindow(`patient-${randomUUID()}`);
    const { webContents } = window;
    const stage: Stage = { window, session: webContents.session, id: webContents.id, isLoaded: false, connected: null };
    webContents.on('did-start-navigation', (details) => {
      if (!details.isMainFrame || details.isSameDocument) return;
      // A page that loads again has lost its port with its old document.
      stage.isLoaded = false;
      stage.connected = null;
    });
    webContents.on('dom-ready', () => {
      stage.isLoaded = true;
      // The keyboard belongs to the document in front, also to one that loaded after its window was shown.
      if (stage === current) webContents.focus();
      connect();
    });
    webContents.on('did-navigate', (_event, address) => {
      // Chromium asks nobody before it follows `about:`; a page that has gone there is as good as dead.
      if (!isOwnPage(address)) died(stage, 'strayed');
    });
    webContents.on('render-process-gone', (_event, { reason }) => died(stage, reason));
    webContents.on('unresponsive', () => {
      // A page that hangs with a patient on it is ended like one that crashed.
      log.error('page does not answer');
      webContents.forcefullyCrashRenderer();
    });
    webContents.on('input-event', () => {
      if (stage === current) ports.touched();
    });
    window.on('close', (event) => {
      if (!ports.mayClose()) event.preventDefault();
    });
    window.on('closed', () => {
      if (stage !== current && stage !== next) return;
      // A script may close its own window, and nothing can forbid it: on a kiosk that counts as a crash.
      if (ports.mayClose()) ports.closed();
      else died(stage, 'closed');
    });
    window.loadURL(pageAddress('index.html')).catch((error: Error) => {
      if (!window.isDestroyed()) log.error({ error: error.message }, 'page did not load');
    });
    return stage;
  }

  function show(stage: Stage): void {
    stage.window.show();
    stage.window.focus();
    stage.window.webContents.focus();
    ports.shown();
    cancelWarming?.();
    cancelWarming = after(warmAfterMs, () => {
      next ??= open();
    });
    if (quickCrashes > 0) {
      after(quickCrashMs, () => {
        if (stage === current) quickCrashes = 0;
      });
    }
  }

  function died(stage: Stage, reason: string): void {
    log.error({ reason, front: stage === current }, 'page ended');
    quickCrashes += 1;
    if (stage === next) {
      next = null;
      discard(stage);
      cancelWarming?.();
      cancelWarming = after(backoffMs(quickCrashes, ports.random), () => {
        next ??= open();
      });
      return;
    }
    if (stage !== current) return;
    isSwapped = true;
    ports.crashed();
    // A page that crashes at once, again and again, must not keep two processors busy with windows.
    if (quickCrashes < 3) replace();
    else after(backoffMs(quickCrashes, ports.random), () => stage === current && replace());
  }

  function replace(): void {
    const old = current;
    current = next ?? open();
    next = null;
    // In front first: the old page must not be seen a moment longer, and the screen must never be empty.
    show(current);
    discard(old);
    ports.wipeClipboard();
    connect();
  }

  function discard(stage: Stage): void {
    detach(stage);
    if (!stage.window.isDestroyed()) stage.window.destroy();
    void ports.wipe(stage.session);
  }

  function detach(stage: Stage): void {
    stage.connected?.send({ type: 'window-gone', windowId: stage.id });
    stage.connected = null;
  }

  function attach(stage: Stage, backend: Backend | null): void {
    if (backend === null || stage.connected === backend || !stage.isLoaded || stage.window.isDestroyed()) return;
    detach(stage);
    stage.connected = backend;
    const { port1, port2 } = new MessageChannelMain();
    backend.send({ type: 'connect', windowId: stage.id, printJob: null }, [port1]);
    stage.window.webContents.postMessage('backend-port', null, [port2]);
  }

  function connect(): void {
    attach(current, ports.active());
    if (next === null) return;
    // The warmed window belongs to the backend that stands by, never to the one that knows a patient, also when a crash made
    // the one into the other.
    if (next.connected === ports.active()) detach(next);
    attach(next, ports.standby());
  }

  return {
    connect,
    swap() {
      if (isSwapped) isSwapped = false;
      else replace();
    },
    lose(windowId) {
      for (const stage of [current, next]) if (stage?.id === windowId) died(stage, 'hostile');
    },
    async close() {
      cancelWarming?.();
      const stages = next === null ? [current] : [current, next];
      for (const { window } of stages) if (!window.isDestroyed()) window.destroy();
      ports.wipeClipboard();
      await Promise.all(stages.map(({ session }) => ports.wipe(session)));
    },
  };
}

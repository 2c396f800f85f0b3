import { randomUUID } from 'node:crypto';
import { MessageChannelMain, type BrowserWindow, type Session } from 'electron';
import type { Instant } from '../shared/lib/moscow.ts';
import { backoffMs } from './backoff.ts';
import { createPageCrashes } from './pageCrashes.ts';
import type { Log } from './shell/log.ts';
import { pageAddress } from './shell/navigation.ts';
import { safePageStyle, type OutOfService } from './shell/safePage.ts';
import { openStage, type Ending, type Stage } from './stage.ts';
import type { Backend, StartTrouble } from './supervisor.ts';

export interface PatientSessionPorts {
  /** Makes a hidden window on a fresh session that already serves our pages. */
  readonly openWindow: (partition: string) => BrowserWindow;
  readonly wipe: (session: Session) => Promise<void>;
  readonly wipeClipboard: () => void;
  readonly active: () => Backend | null;
  readonly standby: () => Backend | null;
  readonly after: (ms: number, run: () => void) => () => void;
  readonly now: () => number;
  readonly wallNow: () => Instant;
  readonly audience: 'kiosk' | 'desk';
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
  /** The backend does not start, or does after all (null): the screen says so, or works again. */
  trouble(trouble: StartTrouble | null): void;
  /** The window a person sees now; null while a page says that nothing works. */
  front(): BrowserWindow | null;
  /** Closes all windows for good; resolves when nothing is left of their sessions. */
  close(): Promise<void>;
}

const warmAfterMs = 1_500;
const quickCrashMs = 10_000;
/** A page that comes back must have stood for a moment before it is shown. */
const standsMs = 1_000;

export function startPatientSession(ports: PatientSessionPorts): PatientSession {
  const { after, log } = ports;
  let current = open();
  let next: Stage | null = null;
  let cancelWarming: (() => void) | null = null;
  /** The page crashed and its window is gone already; the end of its backend session must not take the fresh one. */
  let isSwapped = false;
  let quickCrashes = 0;
  const crashes = createPageCrashes(ports.now);
  let backendTrouble: OutOfService | null = null;
  let pageTrouble: OutOfService | null = null;
  /** The page that says so, until it is drawn. */
  let coming: Stage | null = null;
  let written: Promise<string> | null = null;
  let cancelReturn: (() => void) | null = null;
  show(current);

  function open(address = pageAddress('index.html')): Stage {
    return openStage(ports.openWindow(`patient-${randomUUID()}`), address, {
      after,
      log,
      mayClose: ports.mayClose,
      loaded(stage) {
        // The keyboard belongs to the document in front, also to one that loaded after its window was shown.
        if (stage === current) stage.window.webContents.focus();
        if (stage === coming) front(stage);
        connect();
      },
      ended: died,
      touched(stage) {
        if (stage === current && !stage.isSafePage) ports.touched();
      },
      closed(stage) {
        if (stage !== current && stage !== next && stage !== coming) return;
        // A script may close its own window, and nothing can forbid it: on a kiosk that counts as a crash.
        if (ports.mayClose()) ports.closed();
        else died(stage, 'closed');
      },
    });
  }

  function show(stage: Stage): void {
    stage.window.show();
    stage.window.focus();
    stage.window.webContents.focus();
    ports.shown();
    cancelWarming?.();
    cancelWarming = stage.isSafePage
      ? null
      : after(warmAfterMs, () => {
          next ??= open();
        });
    if (quickCrashes > 0) {
      after(quickCrashMs, () => {
        if (stage === current) quickCrashes = 0;
      });
    }
  }

  function died(stage: Stage, how: Ending): void {
    if (stage !== current && stage !== next && stage !== coming) return;
    log.error({ how, front: stage === current }, 'page ended');
    quickCrashes += 1;
    if (stage === coming || (stage === current && stage.isSafePage)) {
      // The last page there is: tried again, ever more slowly.
      if (stage === coming) coming = forgo(stage);
      after(backoffMs(quickCrashes, ports.random), say);
      return;
    }
    // While a page works in front, one that crashes behind it is nobody's trouble yet.
    if (how === 'crashed' && (stage === current || current.isSafePage) && crashes.add()) {
      pageTrouble = { reason: 'page', times: crashes.lately(), exitCode: null, at: ports.wallNow() };
      cancelReturn?.();
      cancelReturn = after(crashes.pauseMs(), () => {
        pageTrouble = null;
        comeBack();
      });
    }
    if (stage === next) {
      next = forgo(stage);
      cancelWarming?.();
      if (isOut()) return say();
      cancelWarming = after(backoffMs(quickCrashes, ports.random), () => {
        next ??= open();
      });
      return;
    }
    isSwapped = true;
    ports.crashed();
    // A page that crashes at once, again and again, must not keep two processors busy with windows.
    if (isOut()) say();
    else if (quickCrashes < 3) replace();
    else after(backoffMs(quickCrashes, ports.random), () => stage === current && replace());
  }

  function replace(): void {
    const fresh = next ?? open();
    next = null;
    front(fresh);
  }

  function front(stage: Stage): void {
    const old = current;
    current = stage;
    if (coming === stage) coming = null;
    // In front first: the old page must not be seen a moment longer, and the screen must never be empty.
    show(current);
    discard(old);
    ports.wipeClipboard();
    connect();
  }

  const isOut = () => backendTrouble !== null || pageTrouble !== null;

  /** Puts the safe page on the screen, once it is drawn, or brings what it says up to date. A patient's page is destroyed with its session. */
  function say(): void {
    const trouble = backendTrouble ?? pageTrouble;
    if (trouble === null) return comeBack();
    const isShown = current.isSafePage && !current.window.isDestroyed() && !current.window.webContents.isCrashed();
    const shown = coming ?? (isShown ? current : null);
    if (shown !== null) return write(shown, trouble);
    next = forgo(next);
    coming = open(pageAddress('outOfService.html'));
    write(coming, trouble);
  }

  function write({ window: { webContents } }: Stage, trouble: OutOfService): void {
    const before = written;
    const lay = () => {
      written = webContents.insertCSS(safePageStyle(ports.audience, trouble)).catch(() => '');
      // One of each try would pile up for as long as the trouble lasts.
      void before?.then((key) => webContents.removeInsertedCSS(key)).catch(() => undefined);
    };
    if (webContents.isLoading()) webContents.once('dom-ready', lay);
    else lay();
  }

  /** The kiosk works again: a fresh page is drawn behind the safe one, and takes its place when it has stood for a moment. */
  function comeBack(): void {
    if (isOut() || (!current.isSafePage && coming === null)) return;
    coming = forgo(coming);
    if (!current.isSafePage) return replace();
    const fresh = (next ??= open());
    after(standsMs, () => {
      if (isOut() || !current.isSafePage) return;
      if (next === fresh && fresh.isLoaded) replace();
      else comeBack();
    });
  }

  /** Nobody knows it any more when its window goes, so its end is nobody's crash. */
  function forgo(stage: Stage | null): null {
    if (stage !== null) queueMicrotask(() => discard(stage));
    return null;
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
    if (backend === null || stage.isSafePage || stage.connected === backend || !stage.isLoaded || stage.window.isDestroyed()) return;
    detach(stage);
    stage.connected = backend;
    const { port1, port2 } = new MessageChannelMain();
    try {
      stage.window.webContents.postMessage('backend-port', null, [port2]);
      backend.send({ type: 'connect', windowId: stage.id, printJob: null }, [port1]);
    } catch (error) {
      // A page whose process has just gone: the news of it is on its way, and the app must live to hear it.
      stage.connected = null;
      log.warn({ error: error instanceof Error ? error.message : 'no error' }, 'page could not be given a port');
    }
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
      // A new backend knows nobody, and the page that says so neither: nothing of a patient is left to take away.
      if (isOut()) isSwapped = false;
      else if (isSwapped) isSwapped = false;
      else replace();
    },
    lose(windowId) {
      for (const stage of [current, next]) if (stage?.id === windowId) died(stage, 'hostile');
    },
    trouble(trouble) {
      backendTrouble = trouble === null ? null : { reason: 'backend', times: trouble.failedStarts, exitCode: trouble.exitCode, at: ports.wallNow() };
      say();
    },
    front: () => (current.isSafePage || current.window.isDestroyed() ? null : current.window),
    async close() {
      cancelWarming?.();
      cancelReturn?.();
      const stages = [current, next, coming].filter((stage) => stage !== null);
      for (const { window } of stages) if (!window.isDestroyed()) window.destroy();
      ports.wipeClipboard();
      await Promise.all(stages.map(({ session }) => ports.wipe(session)));
    },
  };
}

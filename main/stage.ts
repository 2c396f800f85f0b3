import type { BrowserWindow, Session } from 'electron';
import { watchHeartbeat } from './heartbeat.ts';
import type { Log } from './shell/log.ts';
import { isOwnPage, pageAddress } from './shell/navigation.ts';
import type { Backend } from './supervisor.ts';

/** One window with its own partition: what a patient sees, and all the browser remembers of them. */
export interface Stage {
  readonly window: BrowserWindow;
  readonly session: Session;
  /** Of its web contents; still known after the window is gone. */
  readonly id: number;
  /** Shows where to go and what is wrong; has no script, and never gets a port. */
  readonly isSafePage: boolean;
  isLoaded: boolean;
  /** The backend that holds the other end of this window's port. */
  connected: Backend | null;
}

/** `crashed`: the page's process ended, or had to be ended because it hung. The others broke a rule. */
export type Ending = 'crashed' | 'strayed' | 'hostile' | 'closed';

export interface StageNeeds {
  readonly after: (ms: number, run: () => void) => () => void;
  readonly log: Log;
  readonly mayClose: () => boolean;
  readonly loaded: (stage: Stage) => void;
  readonly ended: (stage: Stage, how: Ending) => void;
  readonly touched: (stage: Stage) => void;
  readonly closed: (stage: Stage) => void;
}

/** Nobody else uses this world of the page's scripts, so an answer from it only says that the page is alive. */
const heartbeatWorld = 4_711;

/** Loads a page of ours into a hidden window and hears what becomes of it. */
export function openStage(window: BrowserWindow, address: string, needs: StageNeeds): Stage {
  const { after, log } = needs;
  const { webContents } = window;
  const stage: Stage = { window, session: webContents.session, id: webContents.id, isSafePage: address !== pageAddress('index.html'), isLoaded: false, connected: null };

  function hung(): void {
    if (window.isDestroyed() || webContents.isCrashed()) return;
    log.error('page does not answer');
    // A page that hangs with a patient on it is ended like one that crashed.
    webContents.forcefullyCrashRenderer();
  }
  const heartbeatEnds = watchHeartbeat({ after, ask: () => webContents.executeJavaScriptInIsolatedWorld(heartbeatWorld, [{ code: '0' }]), lost: hung });
  webContents.once('destroyed', heartbeatEnds);

  webContents.on('did-start-navigation', (details) => {
    if (!details.isMainFrame || details.isSameDocument) return;
    // A page that loads again has lost its port with its old document.
    stage.isLoaded = false;
    stage.connected = null;
  });
  webContents.on('dom-ready', () => {
    stage.isLoaded = true;
    needs.loaded(stage);
  });
  webContents.on('did-navigate', (_event, to) => {
    // Chromium asks nobody before it follows `about:`; a page that has gone there is as good as dead.
    if (!isOwnPage(to)) needs.ended(stage, 'strayed');
  });
  webContents.on('render-process-gone', (_event, { reason }) => {
    log.error({ reason }, 'page crashed');
    // There is no document any more; sending a port to it would throw, and main with it.
    stage.isLoaded = false;
    needs.ended(stage, 'crashed');
  });
  webContents.on('unresponsive', hung);
  webContents.on('input-event', () => needs.touched(stage));
  window.on('close', (event) => {
    if (!needs.mayClose()) event.preventDefault();
  });
  window.on('closed', () => needs.closed(stage));
  window.loadURL(address).catch((error: Error) => {
    if (!window.isDestroyed()) log.error({ error: error.message }, 'page did not load');
  });
  return stage;
}

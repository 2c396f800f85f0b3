import type { BrowserWindow, WebContentsView } from 'electron';
import type { FromFrame } from '../../shared/rpc/signInFrame.ts';
import { pageAddress } from '../shell/navigation.ts';
import { createAttemptClock } from './attemptClock.ts';
import { openFramePort, type FramePort } from './framePort.ts';
import { placeOf, zoomOf, type Hole } from './hole.ts';
import type { EsiaOrder, Outcome } from './order.ts';
import type { SignInWindowPorts } from './ports.ts';
import { siteRules } from './siteRules.ts';
import { openSite, watchSite } from './siteSession.ts';

export interface AttemptPorts extends Omit<SignInWindowPorts, 'front' | 'wipeClipboard'> {
  readonly ended: (outcome: Outcome, query: string | null) => void;
}

export interface Attempt {
  readonly id: string;
  open(): void;
  /** Off the screen at once; resolves when the account is signed out and nothing of the session is left. */
  end(): Promise<void>;
}

const firstPageMs = 30_000;
const logoutMs = 4_000;
const longestQuery = 16_384;
const hands = new Set(['mouseDown', 'mouseWheel', 'rawKeyDown', 'keyDown', 'char', 'touchStart', 'gestureTap', 'gestureTapDown', 'pointerDown']);

/** One try of one person: our frame over the window's page, the foreign page in its hole, and the end of both. */
export function openAttempt(order: EsiaOrder, window: BrowserWindow, partition: string, idle: { idleSeconds: number; warnSeconds: number } | null, ports: AttemptPorts): Attempt {
  const { after, isKiosk, log } = ports;
  const rules = siteRules(order);
  const frame = ports.openFrame(`frame-${partition}`);
  const blocked = new Set<string>();
  const zoom = isKiosk ? zoomOf(window.getContentBounds(), order.accessible) : 1;
  const site = ports.openSite(partition, (session) => openSite(session, rules, zoom, { caught, blocked: noteBlocked }));
  const sessions = [frame.webContents.session, site.webContents.session];
  const clock = createAttemptClock(order.seconds, idle, { after, now: ports.now, changed: show, over: () => finish('timeout', null), left: ports.left });
  let port: FramePort | null = null;
  let hole: Hole | null = null;
  let hasPage = false;
  let isFinished = false;
  let isOver = false;
  let cancelFirst = (): void => undefined;

  /**
   * The first word counts. Said in a later turn: most of what ends an attempt is heard while Chromium stands in the middle of a
   * navigation of this very page, and a page closed under its hands takes the whole program with it.
   */
  function finish(outcome: Outcome, query: string | null): void {
    if (isFinished) return;
    isFinished = true;
    setImmediate(() => ports.ended(outcome, query));
  }
  function caught(query: string): void {
    if (query.length > longestQuery) finish('failed', null);
    else finish('callback', query);
  }
  function noteBlocked(host: string): void {
    if (isOver || blocked.has(host) || blocked.size > 100) return;
    blocked.add(host);
    log.warn({ host }, 'the sign-in page asked for a host that is not listed');
  }
  const failed = () => finish('failed', null);

  /** The page may be seen only in its hole, and never over a question of ours. */
  function show(): void {
    if (isOver || window.isDestroyed()) return;
    const { width, height } = window.getContentBounds();
    frame.setBounds({ x: 0, y: 0, width, height });
    if (hole !== null) site.setBounds(placeOf(hole, width, height));
    const asking = clock.asking();
    site.setVisible(hole !== null && hasPage && asking === null);
    const address = URL.canParse(site.webContents.getURL()) ? new URL(site.webContents.getURL()) : null;
    port?.tell({
      host: hasPage && address !== null ? address.host : null,
      isSecure: address?.protocol === 'https:',
      secondsLeft: clock.secondsLeft(),
      secondsTotal: order.seconds,
      language: order.language,
      accessible: order.accessible,
      hasKeyboard: isKiosk,
      asking,
    });
  }

  function hear(message: FromFrame): void {
    if (isOver) return;
    if (message.type === 'abort') return finish('cancelled', null);
    if (message.type === 'stay') return clock.stay();
    if (message.type === 'hole') hole = { top: message.top, bottom: message.bottom };
    if (message.type === 'hole') return show();
    // A question of ours stands over the page: nothing is typed behind it.
    if (clock.asking() !== null) return;
    const { webContents } = site;
    if (message.type === 'text') void webContents.insertText(message.text).catch(() => undefined);
    else for (const type of ['keyDown', 'keyUp'] as const) webContents.sendInputEvent({ type, keyCode: 'Backspace' });
    // The caret stays where the person put it: our keys are not a place to write.
    webContents.focus();
  }

  function listen({ webContents }: WebContentsView): void {
    webContents.on('input-event', (_event, { type }) => {
      if (isOver || !hands.has(type)) return;
      clock.touched();
      ports.touched();
    });
    webContents.on('render-process-gone', failed);
    webContents.on('unresponsive', failed);
  }

  function open(): void {
    if (window.isDestroyed()) return failed();
    listen(frame);
    listen(site);
    watchSite(site.webContents, rules, { caught, strayed: failed });
    site.webContents.on('did-navigate-in-page', show);
    site.webContents.on('did-navigate', () => {
      // Before it is drawn; every later document of the host keeps it.
      site.webContents.setZoomFactor(zoom);
      if (hasPage) return show();
      hasPage = true;
      cancelFirst();
      show();
      site.webContents.focus();
    });
    site.webContents.on('did-fail-load', (_event, code, _text, _url, isMainFrame) => {
      // -3: another address took its place, or we stopped it ourselves.
      if (isMainFrame && code !== -3) failed();
    });
    frame.webContents.once('dom-ready', () => {
      if (isOver) return;
      port = openFramePort(frame.webContents, hear);
      show();
    });
    window.on('resize', show);
    window.once('closed', failed);
    window.contentView.addChildView(frame);
    window.contentView.addChildView(site);
    site.setVisible(false);
    show();
    cancelFirst = after(firstPageMs, failed);
    frame.webContents.loadURL(pageAddress('signIn.html')).catch(failed);
    // What became of it, the events say.
    site.webContents.loadURL(order.url).catch(() => undefined);
  }

  /** ESIA remembers who signed in by cookies of its own: it is told to forget in the very session that has them. */
  async function signOut(): Promise<void> {
    const { webContents } = site;
    if (order.logoutUrl === null || !hasPage || webContents.isDestroyed() || webContents.isCrashed()) return;
    webContents.stop();
    await Promise.race([webContents.loadURL(order.logoutUrl).catch(() => undefined), new Promise<void>((resolve) => void after(logoutMs, resolve))]);
  }

  async function end(): Promise<void> {
    isOver = true;
    clock.stop();
    cancelFirst();
    port?.close();
    if (!window.isDestroyed()) {
      window.off('resize', show);
      window.off('closed', failed);
      for (const view of [frame, site]) window.contentView.removeChildView(view);
      window.webContents.focus();
    }
    if (!frame.webContents.isDestroyed()) frame.webContents.close();
    await signOut();
    if (!site.webContents.isDestroyed()) site.webContents.close();
    await Promise.all(sessions.map((session) => ports.wipe(session)));
  }

  return { id: order.attempt, open, end };
}

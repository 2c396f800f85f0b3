import { join } from 'node:path';
import { app, session, type Session } from 'electron';
import { instant } from '../shared/lib/moscow.ts';
import type { Arguments } from './arguments.ts';
import { forkBackend, sqliteBinding } from './backendProcess.ts';
import { createSignInWindow } from './esia/signInWindow.ts';
import { createIdleBackstop } from './idleBackstop.ts';
import { startPatientSession, type PatientSession } from './patientSession.ts';
import { loadAssets } from './shell/assets.ts';
import type { Log } from './shell/log.ts';
import type { NavigationRule } from './shell/navigation.ts';
import { createPrinting } from './shell/print.ts';
import { serveApp } from './shell/scheme.ts';
import { wipeClipboard, wipeSession } from './shell/wipe.ts';
import { superviseBackend } from './supervisor.ts';
import { createView, createWindow, type WindowKind } from './window.ts';

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

const quitMs = 1_000;

/** Puts the parts together and starts them. `appFolder` holds main, preload, backend and the pages, as built; `foreignPages`: sessions that show no page of ours. */
export function runKabinet(given: Arguments, appFolder: string, foreignPages: WeakMap<Session, NavigationRule>, log: Log): void {
  const assets = loadAssets(appFolder);
  const binding = sqliteBinding(process.resourcesPath);
  const isKiosk = given.profile === 'kiosk';
  let isQuitting = false;
  let patients: PatientSession | null = null;

  const openWindow = (kind: WindowKind) => (partition: string) => {
    // The session must serve our pages before its window loads one, or Chromium hands the address to the system.
    serveApp(session.fromPartition(partition), assets);
    return createWindow(kind, { partition, preloads: join(appFolder, 'preload'), isLocked: app.isPackaged, log });
  };

  const printing = createPrinting({ printer: given.printer, openWindow: openWindow('print'), wipe: wipeSession, log });
  const backstop = createIdleBackstop(after, () => {
    log.warn('nobody touched the screen and the page did not end the session');
    supervisor.leave('idle');
  });

  const views = { preloads: join(appFolder, 'preload'), isKiosk, log };
  const signIn = createSignInWindow({
    front: () => patients?.front() ?? null,
    openFrame(partition) {
      serveApp(session.fromPartition(partition), assets);
      return createView('frame', { ...views, partition });
    },
    openSite(partition, rule) {
      const fresh = session.fromPartition(partition);
      // Known before there is a page: its first navigation is judged by it already.
      foreignPages.set(fresh, rule(fresh));
      return createView('site', { ...views, partition });
    },
    wipe: wipeSession,
    wipeClipboard,
    after,
    now: () => performance.now(),
    isKiosk,
    touched: () => backstop.touched(),
    left: () => supervisor.leave('idle'),
    log,
  });

  const supervisor = superviseBackend(
    {
      userDataPath: app.getPath('userData'),
      profile: given.profile,
      enrolment: given.enrolment,
      ca: given.ca,
      recovery: given.recovery,
      appVersion: app.getVersion(),
      sqliteBinding: binding,
    },
    { fork: () => forkBackend(join(appFolder, 'backend/index.mjs'), binding), now: () => performance.now(), after, random: Math.random, log },
    {
      changed() {
        signIn.keepFor(supervisor.active());
        patients?.connect();
      },
      trouble(trouble) {
        if (trouble !== null) printing.drop();
        if (trouble !== null) signIn.drop();
        patients?.trouble(trouble);
      },
      ended() {
        printing.drop();
        signIn.drop();
        patients?.swap();
      },
      message(from, message) {
        if (message.type === 'print') printing.start(from, message);
        else if (message.type === 'hostile') patients?.lose(message.windowId);
        else if (message.type === 'exit') app.quit();
        else if (message.type === 'esia') signIn.start(from, message);
        else {
          signIn.policy(message.idleSeconds, message.warnSeconds);
          if (isKiosk) backstop.policy(message.idleSeconds, message.warnSeconds);
        }
      },
    },
  );

  // Before the window: making one keeps this process busy for as long as another one needs to start.
  supervisor.start();
  patients = startPatientSession({
    openWindow: openWindow(isKiosk ? 'kiosk' : 'desk'),
    wipe: wipeSession,
    wipeClipboard,
    active: () => supervisor.active(),
    standby: () => supervisor.standby(),
    after,
    now: () => performance.now(),
    wallNow: () => instant(Date.now()),
    audience: isKiosk ? 'kiosk' : 'desk',
    random: Math.random,
    crashed: () => supervisor.leave('crash'),
    touched: () => backstop.touched(),
    shown: () => backstop.fresh(),
    mayClose: () => isQuitting || !isKiosk,
    closed: () => app.quit(),
    log,
  });

  async function quit(): Promise<void> {
    // Holds are given back before the process goes, or the times stay taken until they run out.
    await supervisor.stop();
    // Bounded: a disk that does not answer must not keep a kiosk from going down.
    await Promise.race([Promise.all([signIn.close(), patients?.close()]), new Promise((resolve) => setTimeout(resolve, quitMs))]);
    app.exit(0);
  }

  app.on('before-quit', (event) => {
    event.preventDefault();
    if (isQuitting) return;
    isQuitting = true;
    void quit();
  });
  // A kiosk whose window was closed opens another one and stays.
  app.on('window-all-closed', () => undefined);
}

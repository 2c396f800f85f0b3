import { join } from 'node:path';
import { BrowserWindow, screen, WebContentsView, type BrowserWindowConstructorOptions } from 'electron';
import { interceptFileChoosers } from './shell/fileChoosers.ts';
import { isKioskKey } from './shell/keys.ts';
import type { Log } from './shell/log.ts';
import { webPreferences } from './shell/webPreferences.ts';

export type WindowKind = 'kiosk' | 'desk' | 'print';

const kioskPixels = { width: 1080, height: 1920 } as const;
const deskPixels = { width: 1920, height: 1080 } as const;

/** On a developer's lying screen a kiosk is a standing window; a real device has nothing but the kiosk. */
function fillsScreen(isLocked: boolean): boolean {
  const { bounds } = screen.getPrimaryDisplay();
  return isLocked || bounds.height > bounds.width;
}

const shapes: Readonly<Record<WindowKind, (isLocked: boolean) => BrowserWindowConstructorOptions>> = {
  kiosk(isLocked) {
    const { bounds } = screen.getPrimaryDisplay();
    const isFull = fillsScreen(isLocked);
    const width = isFull ? bounds.width : Math.min(kioskPixels.width, bounds.width);
    const height = isFull ? bounds.height : Math.min(kioskPixels.height, bounds.height);
    return { ...bounds, width, height, frame: false, resizable: false, minimizable: false, maximizable: false, movable: false };
  },
  desk() {
    const { workAreaSize } = screen.getPrimaryDisplay();
    return { width: Math.min(deskPixels.width, workAreaSize.width), height: Math.min(deskPixels.height, workAreaSize.height), minWidth: 1024, minHeight: 640 };
  },
  print: () => ({ width: 900, height: 1300, frame: false, skipTaskbar: true, focusable: false }),
};

interface WindowNeeds {
  readonly partition: string;
  /** Folder of the built preload scripts. */
  readonly preloads: string;
  readonly isLocked: boolean;
  readonly log: Log;
}

/** This file is the only place that makes a window or a view. It is hidden until its owner shows it, and its session is the partition's. */
export function createWindow(kind: WindowKind, { partition, preloads, isLocked, log }: WindowNeeds): BrowserWindow {
  const window = new BrowserWindow({
    ...shapes[kind](isLocked),
    show: false,
    title: 'Kabinet',
    backgroundColor: kind === 'print' ? '#ffffff' : '#f4f1ea',
    autoHideMenuBar: true,
    webPreferences: { ...webPreferences, partition, preload: join(preloads, kind === 'kiosk' ? 'kiosk.cjs' : 'index.cjs') },
  });
  // A title is shown by the system in lists of windows; no page may write into it.
  window.on('page-title-updated', (event) => event.preventDefault());
  if (kind === 'kiosk') {
    // Not earlier: a window made with this mode is on the screen at once, and the next patient's would cover the one in front.
    if (fillsScreen(isLocked)) window.once('show', () => window.setKiosk(true));
    interceptFileChoosers(window.webContents, log);
    window.webContents.on('before-input-event', (event, input) => {
      if (!isKioskKey(input)) event.preventDefault();
    });
  }
  return window;
}

/** `frame`: our own page around somebody else's; `site`: that page, which gets nothing of ours. */
export type ViewKind = 'frame' | 'site';

export function createView(kind: ViewKind, { partition, preloads, isKiosk, log }: Pick<WindowNeeds, 'partition' | 'preloads' | 'log'> & { readonly isKiosk: boolean }): WebContentsView {
  const view = new WebContentsView({ webPreferences: { ...webPreferences, partition, ...(kind === 'frame' ? { preload: join(preloads, 'signIn.cjs') } : {}) } });
  interceptFileChoosers(view.webContents, log);
  if (isKiosk) {
    view.webContents.on('before-input-event', (event, input) => {
      if (!isKioskKey(input)) event.preventDefault();
    });
  }
  return view;
}

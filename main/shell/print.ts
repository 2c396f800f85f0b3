import { randomUUID } from 'node:crypto';
import { MessageChannelMain, type BrowserWindow, type Session, type WebContents } from 'electron';
import type { Paper } from '../../shared/rpc/shell.ts';
import type { Printer } from '../arguments.ts';
import type { Backend } from '../supervisor.ts';
import type { Log } from './log.ts';
import { pageAddress } from './navigation.ts';
import { putPaper } from './paperFile.ts';
import { isPageFailed, readPaperSize, type PaperSize } from './paperSize.ts';

type Outcome = 'printed' | 'no_printer' | 'failed';

export interface PrintPorts {
  readonly printer: Printer | null;
  readonly openWindow: (partition: string) => BrowserWindow;
  readonly wipe: (session: Session) => Promise<void>;
  readonly log: Log;
}

const deadlineMs = 8_000;
const jobsAtOnce = 3;
const microns = 1_000;
const millimetresInInch = 25.4;

async function toFolder(contents: WebContents, folder: string, { widthMm, heightMm }: PaperSize): Promise<Outcome> {
  const pdf = await contents.printToPDF({
    pageSize: { width: widthMm / millimetresInInch, height: heightMm / millimetresInInch },
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
    printBackground: true,
  });
  return (await putPaper(folder, pdf)) ? 'printed' : 'no_printer';
}

async function toDevice(contents: WebContents, deviceName: string, { widthMm, heightMm }: PaperSize): Promise<Outcome> {
  const known = await contents.getPrintersAsync();
  if (!known.some(({ name }) => name === deviceName)) return 'no_printer';
  return new Promise((resolve) => {
    contents.print(
      { silent: true, deviceName, printBackground: true, copies: 1, margins: { marginType: 'none' }, pageSize: { width: widthMm * microns, height: heightMm * microns } },
      (isDone) => resolve(isDone ? 'printed' : 'failed'),
    );
  });
}

export interface Printing {
  start(from: Backend, job: { printJob: string; paper: Paper }): void;
  /** The patient has left: pages not yet drawn are dropped, one on its way to the printer is let through. */
  drop(): void;
}

/** Prints without any dialog: a hidden window draws the page from its own port, main only knows the size of the paper. */
export function createPrinting({ printer, openWindow, wipe, log }: PrintPorts): Printing {
  const drawing = new Set<() => void>();
  let running = 0;

  async function draw(window: BrowserWindow, from: Backend, printJob: string, paper: Paper): Promise<PaperSize | null> {
    const { webContents } = window;
    const ready = new Promise<PaperSize | null>((resolve) => {
      const deadline = setTimeout(() => settle(null), deadlineMs);
      const settle = (size: PaperSize | null) => {
        clearTimeout(deadline);
        drawing.delete(drop);
        resolve(size);
      };
      const drop = () => settle(null);
      drawing.add(drop);
      webContents.on('page-title-updated', (_event, title) => {
        const size = readPaperSize(title, paper);
        // A page that has nothing to draw says so; waiting for the deadline would keep the patient in front of «Печатаем».
        if (size !== null || isPageFailed(title)) settle(size);
      });
      webContents.once('render-process-gone', drop);
      webContents.once('dom-ready', () => {
        const { port1, port2 } = new MessageChannelMain();
        from.send({ type: 'connect', windowId: webContents.id, printJob }, [port1]);
        webContents.postMessage('backend-port', null, [port2]);
      });
    });
    await window.loadURL(pageAddress('print.html'));
    return ready;
  }

  async function print(from: Backend, printJob: string, paper: Paper): Promise<Outcome> {
    if (printer === null) return 'no_printer';
    const window = openWindow(`print-${randomUUID()}`);
    const { webContents } = window;
    const { id, session } = webContents;
    try {
      const size = await draw(window, from, printJob, paper);
      if (size === null) return 'failed';
      return await (printer.kind === 'folder' ? toFolder(webContents, printer.folder, size) : toDevice(webContents, printer.name, size));
    } finally {
      from.send({ type: 'window-gone', windowId: id });
      window.destroy();
      await wipe(session);
    }
  }

  return {
    start(from, { printJob, paper }) {
      const answer = (outcome: Outcome) => from.send({ type: 'printed', printJob, outcome });
      if (running >= jobsAtOnce) return answer('failed');
      running += 1;
      void print(from, printJob, paper)
        .catch((error: Error) => {
          log.error({ error: error.message }, 'printing failed');
          return 'failed' as const;
        })
        .then(answer)
        .finally(() => {
          running -= 1;
        });
    },
    drop() {
      for (const stop of drawing) stop();
      drawing.clear();
    },
  };
}

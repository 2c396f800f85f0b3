import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronLaunch, machineFolder, playwrightLoader } from '../../scripts/electron.mjs';

export type LaunchOptions = {
  /** Address of a clinic server on loopback. */
  readonly server: string;
  /** One-time enrolment code; left out when a device that is already enrolled starts again. */
  readonly enrol?: string;
  readonly profile?: 'kiosk' | 'reception' | 'satellite';
  /** `userDataDir` of an earlier launch: the same device, with its file and its keyring. */
  readonly userDataDir?: string;
  readonly env?: Record<string, string>;
  /** IANA name; the machine's zone must never matter (S10). */
  readonly timeZone?: string;
  /** `folder:DIR` by default: printed pages arrive as PDF in `printsDir`. */
  readonly printer?: string;
  /** Another copy of the app than the run's common one. */
  readonly staged?: string;
  /** The test itself tries to reach somebody: requests of pages that are not ours do not fail it at the end (H6). */
  readonly strangers?: boolean;
  /** More arguments of the app, after ours. */
  readonly args?: readonly string[];
  /** A packed program whose inspect fuse is on: it carries its own application, and nothing can be loaded before it. */
  readonly program?: string;
};

export type Kabinet = {
  readonly app: ElectronApplication;
  /** The window on screen when the app had started; after a change of patient ask `currentPage()`. */
  readonly page: Page;
  readonly userDataDir: string;
  readonly printsDir: string;
  /** The window a person sees now. A kiosk also keeps a warmed one and a hidden one for paper. */
  currentPage(): Promise<Page>;
  /** Waits until another window than `previous` is the visible one, as after the end of a patient's session. */
  nextPage(previous: Page): Promise<Page>;
  /** Process ids of the backends, the one at work first: a kiosk keeps a second one standing by. */
  backendPids(): Promise<number[]>;
  backendPid(): Promise<number>;
  /** Requests that pages or main made outside our own scheme since the start, a line each, whether answered or cut off (H6). */
  strangers(): readonly string[];
  /** Everything the app wrote to standard output and error so far. */
  output(): string;
  /** Ends the app. `keep` leaves the device's folder for another launch. */
  close(options?: { keep?: boolean }): Promise<void>;
};

const waitMs = 20_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function isVisible(app: ElectronApplication, page: Page): Promise<boolean> {
  try {
    const window = await app.browserWindow(page);
    return await window.evaluate((it) => !it.isDestroyed() && it.isVisible());
  } catch {
    // The window went away while it was asked.
    return false;
  }
}

async function visiblePage(app: ElectronApplication, isWanted: (page: Page) => boolean, output: () => string): Promise<Page> {
  const until = Date.now() + waitMs;
  while (Date.now() < until) {
    for (const page of app.windows()) {
      if (!page.isClosed() && isWanted(page) && (await isVisible(app, page))) return page;
    }
    await pause(25);
  }
  throw new Error(`no such window became visible in ${waitMs} ms; the app said:\n${output().slice(-4000)}`);
}

async function findBackendPids(app: ElectronApplication): Promise<number[]> {
  return app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter((row) => row.type === 'Utility' && /backend/i.test(row.name ?? ''))
      .sort((a, b) => a.creationTime - b.creationTime)
      .map((row) => row.pid),
  );
}

/** `group` is asked for while the app lives: of one that has ended by itself Playwright knows no process any more. */
async function end(app: ElectronApplication, group: number | undefined): Promise<void> {
  const closed = app.close().then(() => true, () => true);
  // A kiosk may refuse to quit; a test must not wait for it for ever.
  const isClosed = await Promise.race([closed, pause(8000).then(() => false)]);
  if (isClosed || group === undefined) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Gone in the meantime.
  }
  await closed;
}

const strangerMark = 'kabinet-test-stranger ';

const strangersIn = (said: string): readonly string[] => said.split('\n').filter((line) => line.startsWith(strangerMark)).map((line) => line.slice(strangerMark.length));

/**
 * Counts every request of every session that is not for our own scheme, for the whole suite. Written out at once: the app may be killed
 * before anybody asks it. The app's own lock is `onBeforeRequest`, which has one listener only and is left alone.
 */
async function watchStrangers(app: ElectronApplication): Promise<void> {
  // While the app is starting, its collector may take the answer before it was sent. Watching twice would only say a stranger's name twice.
  await watchOnce(app).catch((error: unknown) => {
    if (!String(error).includes('garbage collected')) throw error;
    return watchOnce(app);
  });
}

async function watchOnce(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ app: electron, session, webContents }, mark) => {
    const watch = ({ webRequest }: Electron.Session): void => {
      const note = ({ method, url }: { readonly method: string; readonly url: string }): void => {
        if (!url.startsWith('kabinet:')) process.stderr.write(`\n${mark}${method} ${url.slice(0, 200)}\n`);
      };
      webRequest.onErrorOccurred(note);
      webRequest.onCompleted(note);
      webRequest.onBeforeRedirect(note);
    };
    electron.on('session-created', watch);
    for (const one of new Set([session.defaultSession, ...webContents.getAllWebContents().map((contents) => contents.session)])) watch(one);
  }, strangerMark);
}

/** Starts the built app as a device of its own and waits until its window is on screen. Needs the run's global set-up. */
export async function launchKabinet(options: LaunchOptions): Promise<Kabinet> {
  const { program } = options;
  const staged = options.staged ?? process.env['KABINET_STAGED_APP'];
  if (staged === undefined) throw new Error('KABINET_STAGED_APP is missing: run through `npx playwright test`');
  const machine = machineFolder(options.userDataDir === undefined ? undefined : dirname(options.userDataDir));
  const env = { ...options.env, ...(options.timeZone === undefined ? {} : { TZ: options.timeZone }) };
  const launch = electronLaunch({ home: machine.home, env, ...(program === undefined ? { loader: playwrightLoader(staged) } : {}) });

  const app = await _electron.launch({
    executablePath: launch.command,
    args: [
      ...launch.args,
      ...(program === undefined ? [staged] : []),
      '--server', options.server,
      ...(options.enrol === undefined ? [] : ['--enrol', options.enrol]),
      '--profile', options.profile ?? 'kiosk',
      '--user-data', machine.userData,
      '--printer', options.printer ?? `folder:${machine.prints}`,
      ...(options.args ?? []),
    ],
    env: program === undefined ? launch.env : { ...launch.env, KABINET_ELECTRON: program },
    chromiumSandbox: true,
    timeout: waitMs,
  });
  let said = '';
  const collect = (chunk: Buffer) => {
    said += chunk.toString('utf8');
  };
  app.process().stdout?.on('data', collect);
  app.process().stderr?.on('data', collect);
  const output = () => said;
  const group = app.process().pid;
  const strangers = () => strangersIn(said);
  // Tried again: the last processes of the app may still be writing while it ends.
  const remove = () => rm(machine.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

  try {
    await watchStrangers(app);
    const page = await visiblePage(app, () => true, output);
    return {
      app,
      page,
      userDataDir: machine.userData,
      printsDir: machine.prints,
      currentPage: () => visiblePage(app, () => true, output),
      nextPage: (previous) => visiblePage(app, (candidate) => candidate !== previous, output),
      backendPids: () => findBackendPids(app),
      backendPid: async () => {
        const [pid] = await findBackendPids(app);
        if (pid === undefined) throw new Error('the app has no backend process');
        return pid;
      },
      output,
      strangers,
      close: async ({ keep = false } = {}) => {
        await end(app, group);
        if (!keep) await remove();
        if (options.strangers !== true && strangers().length > 0) throw new Error(`H6 somebody else was asked: ${strangers().slice(0, 5).join(', ')}`);
      },
    };
  } catch (error) {
    await end(app, group);
    if (options.userDataDir === undefined) await remove();
    throw error;
  }
}

// The one place that knows how Electron is started here: which binary, as whom, with which keyring, from which folder.
import { chmodSync, chownSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chosenElectron } from './setup/electronBinary.mjs';
import { cacheFolder } from './setup/machineCache.mjs';
import { unprivilegedUser } from './setup/unprivilegedUser.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const stagedKept = 8;

/**
 * Copies a build where the unprivileged user can read it (a clone may lie in a directory closed to others), once per content.
 * @param {string} appFolder
 * @param {string} id
 */
export function stageApp(appFolder, id) {
  const parent = join(cacheFolder(), 'staged');
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  const folder = join(parent, id.slice(0, 24));
  if (!existsSync(folder)) {
    const draft = mkdtempSync(join(parent, 'draft-'));
    cpSync(appFolder, draft, { recursive: true });
    const loader = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'lib/server/electron/loader.js');
    // Renamed: the app is a module package, in which a `.js` file would not be CommonJS.
    copyFileSync(loader, join(draft, 'playwright-loader.cjs'));
    chmodSync(draft, 0o755);
    try {
      renameSync(draft, folder);
    } catch {
      // Another run staged the same content first.
      rmSync(draft, { recursive: true, force: true });
    }
  }
  const now = new Date();
  utimesSync(folder, now, now);
  const byAge = readdirSync(parent).map((name) => join(parent, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of byAge.slice(stagedKept)) rmSync(old, { recursive: true, force: true });
  return folder;
}

/** What Playwright loads into the app before its own code. @param {string} stagedApp */
export const playwrightLoader = (stagedApp) => join(stagedApp, 'playwright-loader.cjs');

/** A folder that belongs to the account Electron runs as. @param {string} folder */
export function makeOwnFolder(folder, mode = 0o700) {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
  const user = unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  return folder;
}

/**
 * A pretended machine of its own: user data, home with a keyring, a tray for printed paper. Lives until removed.
 * @param {string} [folder] an earlier one, to start the same device again
 */
export function machineFolder(folder) {
  const top = folder ?? mkdtempSync(join(tmpdir(), 'kabinet-device-'));
  chmodSync(top, 0o755);
  const home = makeOwnFolder(join(top, 'home'));
  makeOwnFolder(join(home, 'run'));
  return { folder: top, home, userData: makeOwnFolder(join(top, 'data')), prints: makeOwnFolder(join(top, 'prints'), 0o755) };
}

/**
 * Command and environment that start Electron; the caller appends the application's folder and its arguments.
 * @param {{ home?: string, loader?: string, env?: Record<string, string> }} options
 *   home: give the app a bus and a keyring of its own there (always so as root and without a session bus).
 * @returns {{ command: string, args: string[], env: Record<string, string> }}
 */
export function electronLaunch({ home, loader, env = {} } = {}) {
  const electron = chosenElectron(root);
  if (!electron) throw new Error('Electron is not installed yet: run `npm run setup`');
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name, value]) => value !== undefined && !/^(npm_|NODE_OPTIONS$|ELECTRON_)/.test(name)));
  if (process.platform !== 'linux') return { command: electron.binary, args: loader ? ['-r', loader] : [], env: { ...inherited, ...env } };
  const user = unprivilegedUser();
  const session = {
    KABINET_ELECTRON: electron.binary,
    ...(loader ? { KABINET_LOADER: loader } : {}),
    ...(user ? { KABINET_USER: user.name } : {}),
    ...(home ? { KABINET_HOME: home } : {}),
  };
  return { command: join(root, 'scripts/electronSession.sh'), args: [], env: { ...inherited, ...env, ...session } };
}

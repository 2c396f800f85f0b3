import { mkdirSync } from 'node:fs';
import inspector from 'node:inspector';
import { join } from 'node:path';
import { app, Menu, type Session } from 'electron';
import { ownArguments, parseArguments, type Arguments } from './arguments.ts';
import { runKabinet } from './kabinet.ts';
import { refusedVariable } from './shell/forbiddenEnvironment.ts';
import { refusedSwitch } from './shell/forbiddenSwitches.ts';
import { hardenContents } from './shell/hardenContents.ts';
import { ownPages, type NavigationRule } from './shell/navigation.ts';
import { hardenSession } from './shell/hardenSession.ts';
import { openLog } from './shell/log.ts';
import { announceScheme } from './shell/scheme.ts';

const exitCodes = { broken: 1, badArguments: 2, forbiddenSwitch: 3, alreadyRunning: 4 } as const;
const log = openLog();

// Electron's own answer to an error nobody caught is a dialog of the system, which a kiosk must never show.
process.on('uncaughtException', (error) => {
  log.error({ stack: error.stack }, 'main failed');
  app.exit(exitCodes.broken);
});
process.on('unhandledRejection', (reason) => {
  log.error({ stack: reason instanceof Error ? reason.stack : 'no error' }, 'main failed');
  app.exit(exitCodes.broken);
});

/** Possible only when the binary's inspect fuse is on, which no release has. */
const isTestBuild = inspector.url() !== undefined;

function refuse(message: string, code: number): void {
  process.stderr.write(`${message}\n`);
  app.exit(code);
}

/** Nothing here waits: schemes and the sandbox can only be chosen before Electron is ready. */
function boot(): void {
  const refused = refusedSwitch((name) => app.commandLine.hasSwitch(name), isTestBuild);
  if (refused !== null) return refuse(`Kabinet: --${refused}: запрещено / forbidden`, exitCodes.forbiddenSwitch);
  // In development the machine's own variables are the developer's business, and nothing there is worth protecting.
  const variable = app.isPackaged ? refusedVariable(Object.keys(process.env)) : null;
  if (variable !== null) return refuse(`Kabinet: ${variable}: переменная запрещена / this variable is forbidden`, exitCodes.forbiddenSwitch);
  const parsed = parseArguments(ownArguments(process.argv, app.getAppPath(), isTestBuild));
  if (!parsed.ok) return refuse(parsed.message, exitCodes.badArguments);
  start(parsed.value);
}

function start(given: Arguments): void {
  if (given.userData !== null) {
    mkdirSync(given.userData, { recursive: true, mode: 0o700 });
    app.setPath('userData', given.userData);
    app.setPath('sessionData', join(given.userData, 'browser'));
  }
  app.enableSandbox();
  announceScheme();
  Menu.setApplicationMenu(null);
  app.on('session-created', hardenSession);
  const foreignPages = new WeakMap<Session, NavigationRule>();
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, foreignPages.get(contents.session) ?? ownPages));
  // Two copies on one file would be two writers; what the second was told is ignored.
  if (!app.requestSingleInstanceLock()) return refuse('Kabinet: уже запущен / is already running', exitCodes.alreadyRunning);
  void app.whenReady().then(() => runKabinet(given, join(import.meta.dirname, '..'), foreignPages, log));
}

boot();

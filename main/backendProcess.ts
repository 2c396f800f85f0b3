import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { Child } from './supervisor.ts';

/** Names of the environment the backend gets: what the keychain, the language and the time zone need, and no secret by accident. */
const inherited = [
  'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR', 'XDG_DATA_HOME',
  'SystemRoot', 'windir', 'SystemDrive', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'TEMP', 'TMP',
] as const;

export function backendEnvironment(own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(inherited.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])));
}

/** A native SQLite built for an older Electron lies beside it; a release has none and uses the one in its package. */
export function sqliteBinding(resourcesPath: string): string | null {
  const file = join(resourcesPath, 'better_sqlite3.node');
  return existsSync(file) ? file : null;
}

/** Only after Electron is ready: forked earlier, the whole app dies. `binding`: the native SQLite it loads while it stands by. */
export function forkBackend(entry: string, binding: string | null): Child {
  const child = utilityProcess.fork(entry, binding === null ? [] : [binding], { serviceName: 'kabinet-backend', env: backendEnvironment(process.env), stdio: 'inherit' });
  let isGone = false;
  child.once('exit', () => {
    isGone = true;
  });
  return {
    get pid() {
      return child.pid;
    },
    send(message, ports) {
      if (!isGone) child.postMessage(message, ports);
    },
    kill() {
      const { pid } = child;
      child.kill();
      // A backend stuck in a long statement does not hear the polite signal; its patient's rows must go all the same.
      setTimeout(() => {
        if (isGone || pid === undefined) return;
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It ended between the question and the signal.
        }
      }, 500);
    },
    onMessage(receive) {
      child.on('message', receive);
    },
    onExit(gone) {
      child.once('exit', gone);
    },
  };
}

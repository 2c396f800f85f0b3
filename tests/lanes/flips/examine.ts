import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemKeychain } from '../../../backend/secrets/keychain.ts';
import { DeviceUnusable } from '../../../backend/server/deviceUnusable.ts';
import { openDevice, type OpenedDevice } from '../../../backend/server/openDevice.ts';
import { memoryKeychain } from '../../support/memoryKeychain.ts';
import type { Recording } from './record.ts';
import { isPartOf, readTables, type State } from './states.ts';

/** What is examined is what a disk has left; where it lies while it is looked at proves nothing, and memory is quick. */
export const quickFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export type Verdict = 'refused' | 'unreadable' | 'whole' | 'older';

export interface Examined {
  /** `refused`: not opened, with a problem a person can read. `unreadable`: opened, and a table answered with an error. `older`: without what nobody was promised. */
  readonly verdict: Verdict;
  readonly problem: string | null;
  readonly broken: readonly string[];
}

/** `states`: every committed state of the undamaged file, the last one last; asked for only when it matters. */
export async function examine(files: Recording['files'], { secrets, acknowledged }: Recording, last: State, states: () => readonly State[]): Promise<Examined> {
  const userDataPath = mkdtempSync(join(quickFolder, 'kabinet-damaged-'));
  try {
    for (const [name, content] of files) writeFileSync(join(userDataPath, name), content);
    const opened = await start(userDataPath, secrets);
    if (typeof opened === 'string') return { verdict: 'refused', problem: opened, broken: opened.startsWith('untyped') ? [opened] : untouched(userDataPath, files) };
    try {
      const { state, unread } = readTables(opened.db.read);
      if (unread !== null) {
        const isTyped = /^SQLITE_(CORRUPT|NOTADB)/.test(unread);
        const isRight = isPartOf(state, last) || states().some((known) => isPartOf(state, known));
        return { verdict: 'unreadable', problem: unread, broken: [...(isTyped ? [] : [`a table answers ${unread}`]), ...(isRight ? [] : ['wrong rows before the unreadable ones'])] };
      }
      if (isPartOf(state, last) && state.size === last.size) return { verdict: 'whole', problem: null, broken: [] };
      const kept = new Set(opened.db.read.all<{ id: string }>('SELECT command_id AS id FROM outbox').map(({ id }) => id));
      const lost = [...acknowledged].filter((id) => !kept.has(id)).length;
      const isCommitted = states().some((known) => known.size === state.size && isPartOf(state, known));
      return { verdict: 'older', problem: null, broken: [...(lost > 0 ? [`${lost} acknowledged commands are lost and nobody is told`] : []), ...(isCommitted ? [] : ['rows that were never committed together'])] };
    } finally {
      opened.db.close();
    }
  } finally {
    rmSync(userDataPath, { recursive: true, force: true });
  }
}

/** A start as production makes it; the name of the problem when it refuses. */
async function start(userDataPath: string, secrets: Recording['secrets']): Promise<OpenedDevice | string> {
  const keychain = memoryKeychain();
  secrets.forEach((secret, name) => keychain.secrets.set(name, secret));
  const settings = { userDataPath, profile: 'kiosk', enrolment: null, ca: null, recovery: null, appVersion: '0.1.0', sqliteBinding: null } as const;
  const lineTo = (): never => {
    throw new Error('an enrolled device enrols again');
  };
  try {
    return await openDevice({ settings, keychain: systemKeychain(keychain.load, (answer) => answer), newId: () => crypto.randomUUID(), lineTo, reportBug: () => undefined });
  } catch (error) {
    return error instanceof DeviceUnusable ? error.problem : `untyped: ${String(error)}`;
  }
}

/** Whoever mends the device later finds what the damage left; the index is made anew by whoever looks. */
function untouched(folder: string, files: Recording['files']): string[] {
  return ['kabinet.db', 'kabinet.db-wal'].flatMap((name) => {
    const path = join(folder, name);
    const before = files.get(name);
    const after = existsSync(path) ? readFileSync(path) : undefined;
    // An empty log is as good as none.
    const isSame = before === undefined ? after === undefined || (name.endsWith('-wal') && after.length === 0) : after !== undefined && after.equals(before);
    return isSame ? [] : [`${name} was changed by a device that refused to open it`];
  });
}

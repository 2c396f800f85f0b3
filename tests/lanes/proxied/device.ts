import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { startBackend, type TestBackend } from '../../support/backend.ts';
import { memoryKeychain } from '../../support/memoryKeychain.ts';
import { readTables } from '../flips/states.ts';
import { FromLane, type ToLane } from './words.ts';

// One device: a whole backend in a process of its own. It does what it is told over the channel to its parent and decides nothing.
const [server = '', code = '', userDataPath = ''] = process.argv.slice(2);
const keychain = memoryKeychain();
let backend: TestBackend = await startBackend({ server, code, userDataPath, keychain });
const bugs: string[] = [];

function tell(message: ToLane): void {
  process.send?.(message);
}

function collectBugs(): void {
  bugs.push(...backend.bugs.splice(0).map(({ error, where }) => `${where}: ${error instanceof Error ? error.name : typeof error}`));
}

/** What the clinic has told, as it lies in the file: a digest of each table that comes from the feed, and the state of every time. */
function replica(): { digests: Record<string, string>; times: Record<string, string> } {
  const key = [...keychain.secrets].find(([name]) => name.endsWith(':database'))?.[1] ?? '';
  const sqlite = new Sqlite(join(userDataPath, 'kabinet.db'), { readonly: true });
  try {
    sqlite.pragma(`cipher = 'sqlcipher'`);
    sqlite.pragma(`key = "x'${Buffer.from(key, 'base64').toString('hex')}'"`);
    const read = { all: <Row>(sql: string) => sqlite.prepare(sql).all() as Row[], get: <Row>(sql: string) => sqlite.prepare(sql).get() as Row | undefined };
    const { state } = readTables(read);
    const shared = ['place', 'practitioner', 'practitioner_role', 'healthcare_service', 'schedule', 'slot', 'price', 'priced_service', 'clinic_document'];
    const times = read.all<{ id: string; status: string }>('SELECT id, status FROM slot').map(({ id, status }): [string, string] => [id, status]);
    return { digests: Object.fromEntries(shared.map((name) => [name, state.get(name) ?? 'none'])), times: Object.fromEntries(times) };
  } finally {
    sqlite.close();
  }
}

process.on('message', (raw) => {
  const message = FromLane.parse(raw);
  switch (message.do) {
    case 'call':
      void backend.raw(message.channel, message.input).then((reply) => tell({ id: message.id, reply }));
      return;
    case 'restart':
      collectBugs();
      void backend
        .stop(true)
        .then(() => startBackend({ server, code: null, userDataPath, keychain }))
        .then((next) => {
          backend = next;
          tell({ id: message.id });
        });
      return;
    case 'replica':
      tell({ id: message.id, replica: replica() });
      return;
    case 'end':
      collectBugs();
      void backend.stop(true).then(() => {
        rmSync(userDataPath, { recursive: true, force: true });
        tell({ id: message.id, bugs });
        process.disconnect();
      });
      return;
  }
});
process.on('disconnect', () => process.exit(0));
tell({ id: 0 });

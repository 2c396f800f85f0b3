import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startScriptedServer } from '../support/scriptedServer.ts';
import { createChance, type Chance } from './chance.ts';
import type { Lane } from './lane.ts';
import { openPlace, wantNewKey, type Place } from './rekey/device.ts';
import { examine, type Expected } from './rekey/examine.ts';

/** As large as the file of a clinic with fifty doctors and two months of times. */
const rows = 8_000;
const text = 'x'.repeat(1_000);
/** A child that has not come to its moment in this time never will. */
const hangMs = 60_000;

/**
 * A device changes the key of its file again and again and is killed at some moment of it: by the clock, while the log grows or is folded,
 * around the marker, around each word to the keychain. Then it is started as production starts it.
 */
export const rekeyLane: Lane = {
  name: 'rekey',
  unit: 'kills',
  promise: 'F15 a change of keys killed at any moment leaves a file that opens with the old key or the new one, whole, with every row',
  ciCount: 20,
  goal: 200,
  sliceCount: 40,
  async run({ seed, count, say }) {
    const chance = createChance(seed);
    const place = await filledDevice();
    const acknowledged = new Set<string>();
    const expected: Expected = { rows, bytes: rows * text.length, acknowledged };
    const failures: string[] = [];
    const figures = { midChange: 0, byOldKey: 0, byNewKey: 0, withLog: 0, fileMegabytes: Math.round(statSync(join(place.folder, 'kabinet.db')).size / 1e5) / 10 };
    let kill = 0;
    for (; kill < count && failures.length === 0; kill += 1) {
      const moment = momentOf(chance);
      for (const name of await killed(place, `s${seed}k${kill}`, moment)) acknowledged.add(name);
      const found = await examine(place, expected);
      failures.push(...found.failures.map((failure) => `kill ${kill} (${moment.name}): ${failure}`));
      if (found.midChange) figures[found.openedBy === 'next' ? 'byNewKey' : 'byOldKey'] += 1;
      if (found.midChange) figures.midChange += 1;
      if (found.logBytes > 0) figures.withLog += 1;
      if ((kill + 1) % 10 === 0) say(`${kill + 1} kills, ${figures.midChange} in the middle of a change, ${acknowledged.size} rows`);
    }
    if (failures.length === 0) rmSync(join(place.folder, '..'), { recursive: true, force: true });
    // Kills that all fell beside the change prove nothing about it.
    if (failures.length === 0 && count >= 20 && (figures.byOldKey === 0 || figures.byNewKey === 0)) throw new Error('no kill met both sides of the change');
    return { count: kill, failures, figures: { ...figures, acknowledgedRows: acknowledged.size } };
  },
};

async function filledDevice(): Promise<Place> {
  const top = mkdtempSync(join(tmpdir(), 'kabinet-rekey-'));
  const place = { folder: join(top, 'data'), keychain: join(top, 'keychain') };
  const server = await startScriptedServer();
  const device = await openPlace(place, undefined, { server: server.url, code: 'CODE' });
  await server.stop();
  device.db.write((tx) => {
    for (let row = 0; row < rows; row += 1) tx.run(`INSERT INTO shared_deferred (type, id, version, deleted, content) VALUES ('Slot', $id, 1, 0, $text)`, { id: String(row), text });
  });
  wantNewKey(device);
  device.db.close();
  return place;
}

interface Moment {
  readonly name: 'clock' | 'log' | 'fold' | 'marker' | 'keychain';
  readonly delayMs: number;
  /** For `log` and `fold`: how long the log must be, in lengths of the file; at one and more the change is committed. */
  readonly share: number;
  /** For `keychain`: before or after which change of it. */
  readonly dieAt: number;
  readonly dieWhen: 'before' | 'after';
}

function momentOf(chance: Chance): Moment {
  const name = chance.one(['clock', 'clock', 'log', 'log', 'fold', 'fold', 'fold', 'marker', 'keychain', 'keychain'] as const);
  const longest = { clock: 900, log: 60, fold: 250, marker: 8, keychain: 0 }[name];
  const share = name === 'fold' ? 1 : 0.1 + chance.next() * 0.85;
  return { name, share, delayMs: chance.next() * longest, dieAt: name === 'keychain' ? 1 + chance.below(4) : 0, dieWhen: chance.one(['before', 'after'] as const) };
}

const after = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs the device until the moment, kills it, and tells which rows it had acknowledged. */
async function killed({ folder, keychain }: Place, prefix: string, { name, share, delayMs, dieAt, dieWhen }: Moment): Promise<string[]> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve('./rekey/changer.ts')), folder, keychain, prefix, String(dieAt), dieWhen], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (complaints += chunk.toString()));
  const closed = once(child, 'close');
  const until = Date.now() + hangMs;
  const isOver = () => child.exitCode !== null || child.signalCode !== null || Date.now() > until;
  while (!isOver() && !hasCome({ name, share }, folder, said)) await after(1);
  if (name !== 'keychain') await after(delayMs);
  child.kill('SIGKILL');
  await closed;
  if (Date.now() > until || child.exitCode !== null) throw new Error(`the device ended by itself or hung: ${complaints.slice(-2_000)}`);
  // A line cut in the middle was not heard as a whole.
  return said.slice(0, said.lastIndexOf('\n') + 1).split('\n').flatMap((line) => (line.startsWith('row ') ? [line.slice(4)] : []));
}

function hasCome({ name, share }: Pick<Moment, 'name' | 'share'>, folder: string, said: string): boolean {
  const file = join(folder, 'kabinet.db');
  if (name === 'clock') return said.includes('opened');
  // The device kills itself: waited for by its end.
  if (name === 'keychain') return false;
  if (name === 'marker') return existsSync(join(folder, 'device.json')) && /"next": \{/.test(readFileSync(join(folder, 'device.json'), 'utf8'));
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) >= statSync(file).size * share;
}

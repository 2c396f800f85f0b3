import { createHash } from 'node:crypto';
import { createChance, type Chance } from '../chance.ts';
import type { SliceResult } from '../lane.ts';
import { startScriptedServer } from '../../support/scriptedServer.ts';
import { createDisk, fates, type Fate } from './disk.ts';
import { examine } from './examine.ts';
import { createPromises } from './promises.ts';
import type { Recording } from './record.ts';
import type { Call } from './trace.ts';

interface Moment {
  /** The power goes before this call. */
  readonly at: number;
  readonly fate: Fate;
}

/**
 * A third of the moments anywhere, a third beside calls that are not one more page of a file, a third while the log is folded into the
 * file: the dangerous moments are few among thousands. More than are needed, because two may leave the same bytes.
 */
function momentsOf(calls: readonly Call[], count: number, chance: Chance): Moment[] {
  const anywhere = calls.map((_, index) => index);
  const rare: number[] = [];
  const folding: number[] = [];
  const files = new Map<number, string>();
  for (const [index, call] of calls.entries()) {
    if (call.kind === 'open') files.set(call.file, call.path);
    if (call.kind !== 'write' && call.kind !== 'close') rare.push(index);
    if (call.kind === 'write' && files.get(call.file)?.endsWith('.db')) folding.push(index);
  }
  const strata = [anywhere, rare, folding].filter((stratum) => stratum.length > 0);
  const moments = Array.from({ length: count }, () => ({ at: Math.min(calls.length, chance.one(chance.one(strata)) + chance.below(3)), fate: chance.one(fates) }));
  return moments.toSorted((a, b) => a.at - b.at);
}

function fingerprint(files: ReadonlyMap<string, Buffer>, acknowledged: number): string {
  const hash = createHash('sha1').update(String(acknowledged));
  for (const [name, content] of [...files].toSorted(([a], [b]) => a.localeCompare(b))) hash.update(`\n${name} ${content.length}\n`).update(content);
  return hash.digest('hex');
}

/** Cuts the power of a recorded run at `count` different states and examines each. */
export async function replay(
  recording: Recording,
  { seed, count, say }: { readonly seed: number; readonly count: number; readonly say: (line: string) => void },
): Promise<SliceResult> {
  const chance = createChance(seed ^ 0x5bd1e995);
  const disk = createDisk(recording.dataFolder);
  const promises = createPromises(recording.promises);
  const moments = momentsOf(recording.calls, count * 3, chance);
  const seen = new Set<string>();
  const failures: string[] = [];
  const tally = { firstStarts: 0, folding: 0, changingKey: 0, atStake: 0 };
  const server = await startScriptedServer();
  let step = 0;
  try {
    for (const [index, { at, fate }] of moments.entries()) {
      for (; step < at; step += 1) {
        const call = recording.calls[step];
        if (call && !promises.take(call)) disk.take(call);
      }
      // Later moments must not go short because early ones were all different.
      if (seen.size >= Math.ceil(((index + 1) / moments.length) * count)) continue;
      const files = disk.afterPowerCut(fate, chance);
      const known = promises.known();
      const mark = fingerprint(files, known.acknowledged.size);
      if (seen.has(mark)) continue;
      seen.add(mark);
      tally.atStake += disk.atStake() > 0 ? 1 : 0;
      tally.folding += disk.isChanging('kabinet.db') ? 1 : 0;
      tally.changingKey += [...known.secrets.keys()].some((name) => name.endsWith(':database-next')) ? 1 : 0;
      const { broken, kind } = await examine(files, known, server.url);
      if (kind === 'first start') tally.firstStarts += 1;
      failures.push(...broken.map((what) => `before call ${at} of ${recording.calls.length}, changes ${fate}: ${what}`));
      if (seen.size % 250 === 0) say(`${seen.size} states, ${failures.length} failures`);
    }
    for (; step < recording.calls.length; step += 1) {
      const call = recording.calls[step];
      if (call && !promises.take(call)) disk.take(call);
    }
  } finally {
    await server.stop();
  }
  const { acknowledged } = promises.counts();
  if (disk.flushes.data < acknowledged) failures.push(`${disk.flushes.data} flushes for ${acknowledged} acknowledged commands`);
  return { count: seen.size, failures, figures: { acknowledged, flushes: disk.flushes.data, calls: recording.calls.length, ...tally } };
}

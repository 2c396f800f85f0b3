import { createChance } from './chance.ts';
import { damage, kindsOfDamage } from './flips/damage.ts';
import { examine, quickFolder, type Verdict } from './flips/examine.ts';
import { record, type Recording } from './flips/record.ts';
import { committedStates, type State } from './flips/states.ts';
import type { Lane } from './lane.ts';

/** So many changes to one recorded device; more of them come from another one, with other commands and another length of log. */
const changesOfOneDevice = 500;

/**
 * A kiosk works, is killed, and one byte, page or file of what it left is changed. Started on that as it always starts, it says that its
 * file is damaged or has every command it acknowledged, and no row it shows is wrong.
 */
export const flipsLane: Lane = {
  name: 'flips',
  unit: 'mutations',
  promise: 'F10 a damaged file is refused or harmless: no wrong row, no acknowledged command lost without a word, no new file in its place',
  ciCount: 1_000,
  goal: 10_000,
  sliceCount: 1_000,
  async run({ seed, count, say }) {
    const failures: string[] = [];
    const verdicts: Record<Verdict, number> = { refused: 0, unreadable: 0, whole: 0, older: 0 };
    const met = new Set<string>();
    let done = 0;
    for (let device = 0; done < count; device += 1) {
      const chance = createChance(seed * 1_009 + device);
      const recording = await record(seed * 1_009 + device, 40 + chance.below(260));
      const states = statesOf(recording);
      const last = states().at(-1) ?? new Map<string, string>();
      const logPages = Math.round((recording.files.get('kabinet.db-wal')?.length ?? 0) / 4_120);
      say(`device ${device}: ${recording.acknowledged.size} commands acknowledged, ${logPages} pages of log, ${states().length} commits in it`);
      const until = Math.min(count, done + changesOfOneDevice);
      for (; done < until && failures.length < 20; done += 1) {
        const { files, kind, what } = damage(recording.files, chance);
        const { verdict, broken } = await examine(files, recording, last, states);
        verdicts[verdict] += 1;
        met.add(kind);
        failures.push(...broken.map((line) => `seed ${seed}, device ${device}, mutation ${done} (${what}): ${line}`));
      }
      if (failures.length >= 20) break;
    }
    if (failures.length === 0 && count >= 500 && (met.size < kindsOfDamage.length || verdicts.refused === 0 || verdicts.unreadable === 0 || verdicts.whole === 0)) {
      throw new Error(`not every kind of damage was met: ${met.size} of ${kindsOfDamage.length}, ${JSON.stringify(verdicts)}`);
    }
    return { count: done, failures, figures: { ...verdicts, kinds: met.size } };
  },
};

/** Made once for a device. */
function statesOf(recording: Recording): () => readonly State[] {
  let known: readonly State[] | null = null;
  return () => (known ??= committedStates(recording.files, keyOf(recording), quickFolder));
}

function keyOf({ secrets }: Recording): Buffer {
  const found = [...secrets].find(([name]) => name.endsWith(':database'));
  if (!found) throw new Error('the keychain has no key of the file');
  return Buffer.from(found[1], 'base64');
}

import type { Lane } from './lane.ts';
import { record } from './power/record.ts';
import { replay } from './power/replay.ts';

/** Commands of one recorded run: enough for the log to be folded into the file in the middle of it, by itself and at the end of a session. */
const commands = 160;
/** States of one recorded run; more of them come from another run, with other commands. */
const statesOfOneRun = 1_000;

/**
 * The power goes at any moment. A whole backend runs under strace from its first start on; its writes and flushes are then played back
 * onto a disk that keeps only what it must, and the device is started on what is left.
 */
export const powerLane: Lane = {
  name: 'power',
  unit: 'crash states',
  promise: 'O3 whatever a power cut leaves of writes that were not flushed, the device opens and has every command it acknowledged',
  ciCount: 1_000,
  goal: 10_000,
  sliceCount: 1_000,
  async run({ seed, count, say }) {
    let done = 0;
    const failures: string[] = [];
    const figures: Record<string, number> = {};
    for (let run = 0; done < count; run += 1) {
      const recording = await record(seed + run * 7_919, commands);
      say(`recorded ${recording.calls.length} calls, ${Math.round(recording.traceBytes / 1_000_000)} MB of trace`);
      const result = await replay(recording, { seed: seed + run, count: Math.min(statesOfOneRun, count - done), say });
      // A run that never met the dangerous moments proves nothing about them.
      const unmet = ['firstStarts', 'folding', 'changingKey', 'atStake'].filter((name) => (result.figures[name] ?? 0) === 0);
      if (result.count === 0 || (result.count >= 200 && unmet.length > 0)) throw new Error(`no power cut met ${unmet.join(', ')}`);
      done += result.count;
      failures.push(...result.failures);
      for (const [name, value] of Object.entries(result.figures)) figures[name] = (figures[name] ?? 0) + value;
    }
    return { count: done, failures, figures };
  },
};

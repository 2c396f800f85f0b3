// One slice of one lane, in a process of its own. Last thing it does: the result, as JSON, in the file it was given.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { lanes } from '../tests/lanes/index.ts';

const { values } = parseArgs({
  options: {
    lane: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    /** `ci`, `slice`, or a number. */
    count: { type: 'string', default: 'slice' },
    report: { type: 'string', default: '' },
  },
});

const load = lanes[values.lane];
if (!load) throw new Error(`there is no lane "${values.lane}"`);
const lane = await load();
const asked = values.count === 'ci' ? lane.ciCount : values.count === 'slice' ? lane.sliceCount : Number(values.count);
const from = performance.now();
const say = (line) => void process.stdout.write(`   ${line}\n`);
const result = await lane.run({ seed: Number(values.seed), count: asked, say });
const { name, unit, promise, goal } = lane;
writeFileSync(values.report, JSON.stringify({ name, unit, promise, goal, asked, ...result, ms: performance.now() - from }));
// A handle left open by a lane must not keep the run waiting for its hang limit: the result is on disk.
process.exit(0);

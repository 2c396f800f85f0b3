// `npm run simulate`: the simulator, by hand.
//   npm run simulate -- --seed 7 --days 3 --devices 4      one world; prints its hash. Exit code 1 when a promise was broken
//   npm run simulate -- --seed 1 --seeds 50                as many worlds as that, until one of them breaks a promise
//   npm run simulate -- --seed 7 --faults crash,lostAnswer  only these go wrong
//   npm run simulate -- --seed 7 --history                 also what happened, line by line
//   npm run simulate -- --bugs [--bug NAME]                planted bugs: each has to be found within 50 seeds
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bugs } from '../tests/simulation/bugs/index.ts';
import { mostSeeds, tryBugs } from '../tests/simulation/bugs/tryBugs.ts';
import { faultKinds } from '../tests/simulation/faults.ts';
import { shrink } from '../tests/simulation/shrink.ts';
import { runWorld } from '../tests/simulation/world.ts';
import { commitName } from './ledger.mjs';
import { endWithSignals, resultsFolder, root } from './lanes.mjs';

const say = (line) => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    days: { type: 'string', default: '3' },
    devices: { type: 'string', default: '4' },
    faults: { type: 'string' },
    history: { type: 'boolean', default: false },
    plain: { type: 'boolean', default: false },
    bugs: { type: 'boolean', default: false },
    bug: { type: 'string' },
  },
});

function kindsOf(list) {
  const kinds = list === undefined ? faultKinds : list.split(',').filter((kind) => kind !== '');
  const unknown = kinds.find((kind) => !faultKinds.includes(kind));
  if (unknown !== undefined) throw new Error(`there is no fault "${unknown}"; there are ${faultKinds.join(', ')}`);
  return kinds;
}

function keepHistory({ options, outcome }) {
  mkdirSync(resultsFolder, { recursive: true });
  const file = join(resultsFolder, `simulation-${options.seed}.txt`);
  const head = [`seed ${options.seed}, ${options.days} days, ${options.devices} devices, commit ${commitName()}`, `faults: ${options.faults.join(', ')}`, `broken: ${outcome.violation}`, ''];
  writeFileSync(file, [...head, ...outcome.history, ''].join('\n'));
  return file;
}

async function runOne(options) {
  const from = process.cpuUsage();
  const outcome = await runWorld(options);
  const { user, system } = process.cpuUsage(from);
  const perMinute = (options.days * options.devices) / ((user + system) / 60_000_000);
  const faults = Object.entries(outcome.faults).map(([kind, times]) => `${kind} ${times}`);
  say(`seed ${options.seed}: ${options.days} days, ${options.devices} devices: ${outcome.commands} commands acknowledged, ${outcome.applied} applied, ${outcome.refused} refused, ${outcome.events} events`);
  say(`  faults: ${faults.join(', ')}`);
  say(`  hash ${outcome.hash}; ${Math.round(perMinute)} device-days a CPU minute`);
  if (values.history) outcome.history.forEach((line) => say(`  ${line}`));
  if (outcome.violation === null) return true;
  say(`  BROKEN ${outcome.violation}`);
  if (values.plain) return false;
  const small = await shrink(options, outcome, (line) => say(`  ${line}`));
  small.outcome.history.slice(-40).forEach((line) => say(`  ${line}`));
  say(`  seed ${options.seed}, commit ${commitName()}: npm run simulate -- --seed ${options.seed} --days ${small.options.days} --devices ${small.options.devices} --faults ${small.options.faults.join(',')}`);
  say(`  the whole story: ${keepHistory(small)}`);
  return false;
}

function findBugs(only) {
  const wanted = bugs.filter(({ name }) => only === undefined || name === only);
  const found = tryBugs(root, wanted, ({ bug, seeds, how, seconds }) => {
    say(`${bug.name.padEnd(26)} ${seeds === null ? '  NOT FOUND' : `${String(seeds).padStart(3)} worlds`}  ${seconds.toFixed(0).padStart(4)} s  ${bug.what}\n${' '.repeat(38)}${how}`);
  });
  const missed = found.filter(({ seeds }) => seeds === null);
  say(`${found.length - missed.length} of ${found.length} planted bugs found within ${mostSeeds} worlds each`);
  return missed.length === 0 && found.length > 0;
}

endWithSignals();
let isFine = true;
if (values.bugs || values.bug !== undefined) isFine = findBugs(values.bug);
else {
  const faults = kindsOf(values.faults);
  for (let seed = Number(values.seed); isFine && seed < Number(values.seed) + Number(values.seeds); seed += 1) {
    isFine = await runOne({ seed, days: Number(values.days), devices: Number(values.devices), faults });
  }
}
process.exitCode = isFine ? 0 : 1;

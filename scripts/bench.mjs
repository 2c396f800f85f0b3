// `npm run bench [-- PF1 PF4 …] [--json FILE]`: the rows of performance against their limits, side by side in one run. Prints one table
// and writes it as JSON. Nothing passes or fails by time: a ratio above its aim is a fact, not an error.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { changeOfPatient } from '../tests/bench/changeOfPatient.ts';
import { commandOnDisk } from '../tests/bench/commandOnDisk.ts';
import { identityTiming } from '../tests/bench/identityTiming.ts';
import { resultsList } from '../tests/bench/resultsList.ts';
import { resultsTrend } from '../tests/bench/resultsTrend.ts';
import { roundTrip } from '../tests/bench/roundTrip.ts';
import { startToHome } from '../tests/bench/startToHome.ts';
import { resultsFolder } from './lanes.mjs';

const rows = { PF1: startToHome, PF2: roundTrip, PF4: commandOnDisk, PF10: changeOfPatient, L1: resultsList, L2: resultsTrend, X5: identityTiming };

const given = process.argv.slice(2);
const jsonAt = given.indexOf('--json');
const file = resolve(jsonAt < 0 ? join(resultsFolder, 'bench.json') : (given[jsonAt + 1] ?? ''));
const named = given.filter((word, index) => jsonAt < 0 || (index !== jsonAt && index !== jsonAt + 1));
const unknown = named.filter((name) => !Object.hasOwn(rows, name));
if (unknown.length > 0 || (jsonAt >= 0 && given[jsonAt + 1] === undefined)) {
  process.stderr.write(`There is no such row: ${unknown.join(', ') || '--json without a file'}. Rows: ${Object.keys(rows).join(', ')}\n`);
  process.exit(2);
}

const load = () => Math.round((loadavg()[0] ?? 0) * 100) / 100;
const isBusy = (value) => value > availableParallelism() * 0.7;
const before = load();
const say = (line) => process.stdout.write(`${line}\n`);
if (isBusy(before)) say(`The machine is busy (load ${before} on ${availableParallelism()} processors): trust the ratios only, and those with care.`);

const table = [];
for (const name of named.length > 0 ? named : Object.keys(rows)) {
  say(`== ${name}`);
  const from = performance.now();
  const found = await rows[name]((line) => say(`   ${line}`));
  table.push(...[found].flat());
  say(`   ${Math.round((performance.now() - from) / 1000)} s`);
}

const ms = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)}`;
const cells = table.map(({ row, ours, least, of, ratio, aim }) => [
  row, of, `${ms(ours[of])} ms`, `${ms(ours.min)}–${ms(ours.max)}`, `${ms(least[of])} ms`, `${ms(least.min)}–${ms(least.max)}`, `${ratio.toFixed(2)} x`, aim,
]);
const head = ['row', 'of', 'ours', 'min–max', 'limit', 'min–max', 'ratio', 'aim'];
const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column].length)));
say('');
for (const row of [head, ...cells]) say(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
say('');
for (const { row, of, what, limit, notes } of table) {
  if (of === 'median') say(`${row}: ${what}; against ${limit}`);
  for (const note of notes) say(`     ${note}`);
}
const after = load();
say(`load ${before} at the start, ${after} at the end, ${availableParallelism()} processors${isBusy(before) || isBusy(after) ? ': busy' : ''}`);

mkdirSync(dirname(file), { recursive: true });
const machine = { processors: availableParallelism(), model: cpus()[0]?.model ?? '', loadBefore: before, loadAfter: after };
writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, table }, null, 2)}\n`);
say(file);
process.exit(0);

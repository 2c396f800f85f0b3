// `npm run long`: proofs that are never finished. Goes on from docs/ledger.json, or shows it.
//   npm run long                                     the account so far
//   npm run long -- --lane power --minutes 10        slices with the next unused seeds until the time is over (`--lane all` shares it)
//   npm run long -- --lane power --seed 7 [--count 50]   one slice again, to look at it; nothing is written down
//   npm run long -- --lane power --seed 7 --settle WHY   the same of a seed that once failed; without a failure now, its row says what it was
//   node scripts/long.mjs --ci                       every lane's share of `npm test`; nothing is written down
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { lanes } from '../tests/lanes/index.ts';
import { endWithSignals, reportFile, root, runLane } from './lanes.mjs';
import { append, commitName, ledgerOf, settle } from './ledger.mjs';

// A slice is a minute or so: whoever takes ten times that hangs.
const hangsAfterMs = 1_200_000;
export const faultsReport = 'faults';

const number = (value) => value.toLocaleString('en-US');
const say = (line) => void process.stdout.write(`${line}\n`);

/** Always a result: a slice that hung, died or did less than it was asked has a failure that says so. */
async function slice(name, seed, count) {
  const report = reportFile(`slice-${name}`);
  const args = [join(root, 'scripts/longSlice.mjs'), '--lane', name, '--seed', String(seed), '--count', String(count), '--report', report];
  const ran = await runLane({ name, args, limitMs: hangsAfterMs, echo: true });
  if (!existsSync(report)) {
    const why = ran.isHung ? 'hung and was killed' : `died: ${ran.text.trim().split('\n').slice(-12).join(' | ').slice(-1_500)}`;
    return { name, unit: '', goal: 0, asked: 0, count: 0, failures: [`${name}, seed ${seed}: ${why}`], figures: {}, ms: ran.ms };
  }
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const tooFew = result.count < result.asked ? [`${name}, seed ${seed}: ${result.count} ${result.unit} of ${result.asked}`] : [];
  return { ...result, failures: [...result.failures, ...tooFew] };
}

function told(result) {
  const figures = Object.entries(result.figures).map(([key, value]) => `${key} ${number(Math.round(value * 100) / 100)}`);
  return [`${number(result.count)} ${result.unit}`, `${result.failures.length} failures`, ...figures, `${(result.ms / 1000).toFixed(1)} s`].join(', ');
}

function sayFailures(result) {
  for (const line of result.failures.slice(0, 20)) say(`   FAIL ${line}`);
}

/** The share of one `npm test`: another seed with every commit, and written down nowhere. */
async function ci(names) {
  const commit = commitName();
  const seed = Number.parseInt(commit.slice(0, 7), 16) || 1;
  say(`seed ${seed}, from commit ${commit}`);
  const done = [];
  for (const name of names) {
    const result = await slice(name, seed, 'ci');
    const before = ledgerOf(name);
    say(`${result.failures.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${told(result)}`);
    say(`     slice ${number(result.count)} of total ${number(before.total)} (goal ${number(result.goal)}); seed ${seed}`);
    sayFailures(result);
    done.push(result);
  }
  const failed = done.filter((result) => result.failures.length > 0).length;
  writeFileSync(reportFile(faultsReport), JSON.stringify({ passed: done.length - failed, failed, lanes: done }));
  return failed === 0;
}

/** Slices until the time is over; at least one. Each is written down before the next begins, so a stop loses nothing. */
async function longRun(name, minutes) {
  const until = performance.now() + minutes * 60_000;
  let isFine = true;
  do {
    const { nextSeed } = ledgerOf(name);
    const result = await slice(name, nextSeed, 'slice');
    sayFailures(result);
    isFine &&= result.failures.length === 0;
    const row = append(name, nextSeed, result);
    say(`${name}: seed ${nextSeed}: ${told(result)}; total ${number(row.total)} of ${number(row.goal)}`);
  } while (isFine && performance.now() < until);
  return isFine;
}

async function replay(name, seed, count) {
  const result = await slice(name, seed, count);
  sayFailures(result);
  say(`${name}: seed ${seed}: ${told(result)}; not written down`);
  return result.failures.length === 0;
}

async function settleFailure(name, seed, why) {
  const isFine = await replay(name, seed, 'slice');
  if (isFine) settle(name, seed, why);
  return isFine;
}

function table(names) {
  const rows = names.map((name) => ({ name, ...ledgerOf(name) }));
  say('lane        total        goal  slices  failures  last        commit     unit');
  for (const { name, total, goal, slices, failures, last, commit, unit } of rows) {
    const cells = [name.padEnd(8), number(total).padStart(9), number(goal).padStart(11), number(slices).padStart(7), String(failures.filter(({ settled }) => settled === undefined).length).padStart(9)];
    say(`${cells.join(' ')}  ${(last ?? 'never').padEnd(11)} ${(commit ?? '').padEnd(10)} ${unit}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  endWithSignals();
  const { values } = parseArgs({
    options: {
      lane: { type: 'string' },
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string' },
      settle: { type: 'string' },
      count: { type: 'string', default: 'slice' },
      ci: { type: 'boolean', default: false },
    },
  });
  const all = Object.keys(lanes);
  const named = values.lane === undefined || values.lane === 'all' ? all : [values.lane];
  const unknown = named.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`there is no lane "${unknown}"; there are ${all.join(', ')}`);
  const [first] = named;
  let isFine = true;
  if (values.ci) isFine = await ci(named);
  else if (values.lane === undefined) table(all);
  else if (values.settle !== undefined && values.seed !== undefined && first !== undefined) isFine = await settleFailure(first, Number(values.seed), values.settle);
  else if (values.seed !== undefined && first !== undefined && named.length === 1) isFine = await replay(first, Number(values.seed), values.count);
  else if (values.seed !== undefined) throw new Error('a seed belongs to one lane');
  else for (const name of named) isFine = (await longRun(name, Number(values.minutes) / named.length)) && isFine;
  process.exitCode = isFine ? 0 : 1;
}

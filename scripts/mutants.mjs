// `npm run mutants`: switches every rule off, one at a time, and shows which test notices. Exit code 1 when one does not.
//   npm run mutants                                  all; what nothing has changed since its last kill is not tried again
//   npm run mutants -- --rule H8 --area content --runner unit --file main/window.ts   a part of them
//   npm run mutants -- --changed                     those whose file or test differs from the last commit
//   npm run mutants -- --fresh                       all of them, whatever earlier runs saw
//   npm run mutants -- --write                       writes docs/rules.md
//   npm run mutants -- --known [--write]             what earlier runs saw, and nothing is tried
//   node scripts/mutants.mjs --ci                    share of `npm test`: none is stale, and a few of them, chosen by the commit, die
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutantsByArea } from '../tests/mutants/index.ts';
import { notMet, rulesOfTheFrame } from '../tests/mutants/rules.ts';
import { endWithSignals, reportFile, resultsFolder, root } from './lanes.mjs';
import { keyOf, openAccount } from './mutants/account.mjs';
import { runCampaign, whyStale } from './mutants/campaign.mjs';
import { judgeRules, rulesPage } from './mutants/rulesPage.mjs';

const ciMutants = 6;

const say = (line) => void process.stdout.write(`${line}\n`);
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const changedFiles = () => new Set([git('diff', '--name-only', 'HEAD'), git('ls-files', '--others', '--exclude-standard')].flatMap((text) => text.split('\n')));

const lineOf = ({ mutant, verdict, seconds, isKnown }) =>
  `${verdict.padEnd(8)} ${isKnown ? ' before' : `${seconds.toFixed(1).padStart(5)} s`}  ${mutant.rule.padEnd(4)} ${mutant.what}`;

function sayRow(row, place) {
  say(`${place} ${lineOf(row)}`);
  if (row.verdict !== 'killed') say(`            ${row.mutant.file} <- ${row.mutant.proof.runner} ${row.mutant.proof.file} «${row.mutant.proof.title}»\n            ${row.how}`);
}

/** Tries what is not known yet and returns a row for every mutant, in their order. */
async function tryAll(mutants, { isFresh, isKnownOnly }) {
  const account = openAccount(root, join(resultsFolder, 'mutants.json'));
  const rows = new Map();
  for (const mutant of mutants) {
    const known = isFresh || whyStale(root, mutant) !== undefined ? undefined : account.known(mutant);
    if (known) rows.set(mutant, { mutant, verdict: 'killed', how: known.how, seconds: known.seconds, isKnown: true });
  }
  const waiting = mutants.filter((mutant) => !rows.has(mutant));
  if (isKnownOnly) {
    return mutants.map((mutant) => {
      const former = account.formerly(mutant);
      return rows.get(mutant) ?? { mutant, verdict: former ? 'before' : 'not run', how: former?.how ?? '', seconds: former?.seconds ?? 0 };
    });
  }
  // Named before the copy is made: somebody may be writing in the tree while this runs.
  const keys = new Map(waiting.map((mutant) => [mutant, keyOf(root, mutant)]));
  if (rows.size > 0) say(`${rows.size} of ${mutants.length} are as they were when they were killed`);
  await runCampaign({
    root,
    mutants: waiting,
    tell: (row) => {
      rows.set(row.mutant, row);
      account.keep(row, keys.get(row.mutant));
      sayRow(row, `[${rows.size}/${mutants.length}]`);
    },
  });
  return mutants.map((mutant) => rows.get(mutant));
}

function table(rows, judged) {
  const word = (text, width) => (text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width));
  say(`\n${word('rule', 5)} ${word('what is off', 60)} ${word('proof', 72)} verdict  seconds`);
  for (const { mutant, verdict, seconds } of rows) {
    const proof = `${mutant.proof.runner} ${mutant.proof.file.replace(/^tests\//, '')} «${mutant.proof.title}»`;
    say(`${word(mutant.rule, 5)} ${word(mutant.what, 60)} ${word(proof, 72)} ${verdict.padEnd(8)} ${seconds.toFixed(1).padStart(7)}`);
  }
  const killed = rows.filter((row) => row.verdict === 'killed').length;
  const open = judged.filter((row) => row.isOpen || (row.isOfFrame && !row.isMet));
  if (open.length > 0) say('');
  for (const row of open) say(`not met: ${row.rule} ${row.text}: ${row.why}`);
  const frame = judged.filter((row) => row.isOfFrame);
  say(`\n${killed} of ${rows.length} mutants killed; ${frame.filter((row) => row.isMet).length} of ${frame.length} rules of the frame met`);
}

/** The same few for the same commit. Fisher and Yates with a small generator of our own. */
function chosen(mutants, seed, count) {
  const pool = [...mutants];
  let state = seed >>> 0 || 1;
  for (let last = pool.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    [pool[last], pool[other]] = [pool[other], pool[last]];
  }
  return pool.slice(0, count);
}

async function ci(all) {
  const from = performance.now();
  const commit = git('rev-parse', '--short', 'HEAD');
  const stale = all.map((mutant) => ({ mutant, how: whyStale(root, mutant) })).filter(({ how }) => how !== undefined);
  for (const { mutant, how } of stale) say(`FAIL stale: ${mutant.rule} ${mutant.what}: ${how}`);
  const unit = all.filter((mutant) => mutant.proof.runner === 'unit' && !mutant.takesLong && whyStale(root, mutant) === undefined);
  const rows = [];
  await runCampaign({ root, mutants: chosen(unit, Number.parseInt(commit.slice(0, 7), 16), ciMutants), tell: (row) => sayRow(row, `[${rows.push(row)}/${ciMutants}]`) });
  const killed = rows.filter((row) => row.verdict === 'killed').length;
  const result = {
    passed: killed + (stale.length === 0 ? 1 : 0),
    failed: rows.length - killed + (stale.length === 0 ? 0 : 1) + (rows.length === 0 ? 1 : 0),
    mutants: all.length,
    stale: stale.length,
    tried: rows.length,
    killed,
    seconds: Math.round((performance.now() - from) / 1000),
    commit,
  };
  writeFileSync(reportFile('mutantsShare'), JSON.stringify(result));
  say(JSON.stringify(result));
  return result.failed === 0;
}

async function whole({ rule, area, runner, file, changed, fresh, known, write }) {
  const differing = changed ? changedFiles() : undefined;
  const wanted = Object.entries(mutantsByArea)
    .filter(([name]) => area === undefined || area === name)
    .flatMap(([, mutants]) => mutants)
    .filter((mutant) => (rule === undefined || mutant.rule === rule) && (runner === undefined || mutant.proof.runner === runner))
    .filter((mutant) => file === undefined || mutant.file === file || mutant.proof.file === file)
    .filter((mutant) => differing === undefined || differing.has(mutant.file) || differing.has(mutant.proof.file));
  if (wanted.length === 0 && !changed) throw new Error('no mutant is meant by these words');
  const isWhole = [rule, area, runner, file].every((word) => word === undefined) && !changed;
  if (write && !isWhole) throw new Error('docs/rules.md is written by a run of all mutants');
  const rows = await tryAll(wanted, { isFresh: fresh, isKnownOnly: known });
  const judged = judgeRules({ rules: isWhole ? rulesOfTheFrame : [], notMet, rows });
  table(rows, judged);
  if (write) writeFileSync(join(root, 'docs/rules.md'), rulesPage({ judged, rows }));
  return rows.every((row) => row.verdict === 'killed') && judged.every((row) => !row.isOpen);
}

endWithSignals();
const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
const { values } = parseArgs({ options: { rule: text, area: text, runner: text, file: text, changed: flag, fresh: flag, known: flag, write: flag, ci: flag } });
const isFine = values.ci ? await ci(Object.values(mutantsByArea).flat()) : await whole(values);
process.exitCode = isFine ? 0 : 1;

// Switches rules off one at a time and asks whether the test that proves each of them notices.
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { transform } from 'esbuild';
import { rowsOf, runProof, whyNotCounted } from './proof.mjs';
import { proofText } from './proofText.mjs';
import { filesOfTree, makeScratch } from './scratch.mjs';

/**
 * @typedef {import('../../tests/mutants/mutant.ts').Mutant} Mutant
 * @typedef {{ mutant: Mutant, verdict: 'killed' | 'SURVIVED' | 'stale' | 'broken' | 'red' | 'before' | 'not run', how: string, seconds: number, isKnown?: boolean }} Row
 *   before: killed, and its file or its test has moved since; only where nothing is tried.
 *   stale: the text to replace is not there exactly once, or the test is gone; broken: the mutated program cannot run at all;
 *   red: the test fails without the mutant.
 */

const loaders = { '.ts': 'ts', '.tsx': 'tsx', '.mjs': 'js', '.cjs': 'js', '.js': 'js', '.css': 'css', '.json': 'json' };

const timesIn = (text, find) => text.split(find).length - 1;

/** Titles made of parts (`%s`, `$name`, `${…}`) are known by their beginning; whether such a test exists, only a run can tell. */
function hasTitle(text, title) {
  if (text.includes(title)) return true;
  const beginnings = [...text.matchAll(/['"`]([A-Z]\d+ [^'`\n]*?)(?:%[sdijoO]|\$\{?\w)/g)].map(([, beginning]) => beginning);
  return beginnings.some((beginning) => title.includes(beginning));
}

/** What is wrong with a mutant before anything runs; undefined when it can be tried. */
export function whyStale(root, mutant) {
  const file = join(root, mutant.file);
  if (!existsSync(file)) return `${mutant.file} is gone`;
  const times = timesIn(readFileSync(file, 'utf8'), mutant.find);
  if (times !== 1) return `the text to replace occurs ${times} times in ${mutant.file}`;
  if (mutant.find === mutant.replace) return 'it changes nothing';
  const proof = proofText(root, mutant.proof.file);
  if (proof === '') return `${mutant.proof.file} is gone`;
  if (!hasTitle(proof, mutant.proof.title)) return `no test of ${mutant.proof.file} is called so`;
  return undefined;
}

async function syntaxErrorOf(file, text) {
  const loader = loaders[extname(file)];
  if (loader === undefined) return undefined;
  try {
    await transform(text, { loader, logLevel: 'silent' });
    return undefined;
  } catch (error) {
    return error.errors?.[0]?.text ?? String(error);
  }
}

/** @returns {Promise<Omit<Row, 'mutant'>>} */
async function tryMutant(scratch, mutant) {
  const { file, find, replace, proof } = mutant;
  const before = scratch.read(file);
  // The function form: `$` in the new text means itself.
  const after = before.replace(find, () => replace);
  const syntax = await syntaxErrorOf(file, after);
  if (syntax !== undefined) return { verdict: 'broken', how: syntax, seconds: 0 };
  scratch.write(file, after);
  try {
    const ran = await runProof(scratch, { runner: proof.runner, file: proof.file, titles: [proof.title] });
    const seconds = ran.ms / 1000;
    const { count, failed } = rowsOf(ran.rows, proof.title);
    if (count === 0) return { verdict: 'broken', how: `the test did not run: ${ran.complaint}`, seconds };
    if (failed.length === 0) return { verdict: 'SURVIVED', how: 'the test still passes', seconds };
    const counted = failed.find((row) => whyNotCounted(row.message, row.stack) === undefined);
    if (counted === undefined) return { verdict: 'broken', how: whyNotCounted(failed[0].message, failed[0].stack) ?? '', seconds };
    return { verdict: 'killed', how: counted.message.split('\n').slice(0, 2).join(' ').slice(0, 200), seconds };
  } finally {
    scratch.write(file, before);
  }
}

const isRed = (baseline, title) => {
  const { count, failed } = rowsOf(baseline.rows, title);
  if (count === 0) return `the test did not run: ${baseline.complaint}`;
  return failed.length === 0 ? undefined : failed[0].message.split('\n')[0];
};

/** One test file: without any mutant it is green, then mutant after mutant. */
async function runGroup(scratch, group, tell) {
  const [{ proof }] = group;
  const titles = [...new Set(group.map((mutant) => mutant.proof.title))];
  // One more try on Electron: a busy machine must not pass for a red test. A mutant gets none.
  const baseline = await runProof(scratch, { runner: proof.runner, file: proof.file, titles, retries: proof.runner === 'e2e' ? 1 : 0 });
  for (const mutant of group) {
    const red = isRed(baseline, mutant.proof.title);
    tell(red === undefined ? { mutant, ...(await tryMutant(scratch, mutant)) } : { mutant, verdict: 'red', how: red, seconds: baseline.ms / 1000 });
  }
}

function groupsOf(mutants) {
  const groups = Map.groupBy(mutants, ({ proof }) => `${proof.runner} ${proof.file}`);
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

/**
 * Every mutant once, each test green first. Tests on Electron run alone, the others two at a time.
 * @param {{ root: string, mutants: readonly Mutant[], tell: (row: Row) => void, workers?: number }} options
 */
export async function runCampaign({ root, mutants, tell, workers = 2 }) {
  const fresh = [];
  for (const mutant of mutants) {
    const stale = whyStale(root, mutant);
    if (stale === undefined) fresh.push(mutant);
    else tell({ mutant, verdict: 'stale', how: stale, seconds: 0 });
  }
  if (fresh.length === 0) return;
  const files = filesOfTree(root);
  const quiet = groupsOf(fresh.filter((mutant) => mutant.proof.runner !== 'e2e'));
  const onElectron = groupsOf(fresh.filter((mutant) => mutant.proof.runner === 'e2e'));
  const scratches = Array.from({ length: Math.max(1, Math.min(workers, quiet.length)) }, () => makeScratch(root, files));
  try {
    const work = async (scratch) => {
      for (let group = quiet.shift(); group; group = quiet.shift()) await runGroup(scratch, group, tell);
    };
    await Promise.all(scratches.map(work));
    for (const group of onElectron) await runGroup(scratches[0], group, tell);
  } finally {
    for (const scratch of scratches) scratch.remove();
  }
}

// Runs the one test that proves a rule, in a scratch copy, and says what came of it.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bin, runLane } from '../lanes.mjs';

/** Ten times what such a test takes here, its start included. */
const hangsAfterMs = { unit: 240_000, page: 240_000, integration: 480_000, e2e: 900_000 };

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const withoutColour = (text) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');

// A test that falls over a program which cannot run has not noticed that a rule is off.
const programIsBroken = [
  /^(SyntaxError|ReferenceError)\b/,
  /^TypeError: .* is not (a function|a constructor|defined)/,
  /Transform failed|Build failed|PARSE_ERROR|Failed to (resolve|load|parse)|Cannot find (module|package)|does not provide an export/,
  /^(Error: )?electron\.launch:/,
];

/** Why this failure does not count, or undefined when the test itself noticed. */
export function whyNotCounted(message, stack = '') {
  const [first = ''] = message.split('\n');
  if (programIsBroken.some((pattern) => pattern.test(first))) return first;
  // Within a property the first line only counts the tries.
  const inside = /^(Error: )?Property failed/.test(first) ? /\b(SyntaxError|ReferenceError): .*/.exec(message) : null;
  if (inside) return inside[0];
  if (/\bat (async )?launchKabinet\b/.test(stack)) return `the app did not start: ${first}`;
  return undefined;
}

/** @returns {{ title: string, isPassed: boolean, isFailed: boolean, message: string, stack: string }[]} */
function vitestRows(report) {
  return report.testResults.flatMap((file) =>
    file.assertionResults.map((row) => {
      const message = withoutColour(row.failureMessages?.[0] ?? '');
      return { title: row.fullName, isPassed: row.status === 'passed', isFailed: row.status === 'failed', message, stack: message };
    }),
  );
}

function playwrightRows(report) {
  const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
  return report.suites.flatMap(specsOf).flatMap((spec) =>
    spec.tests.map((test) => {
      const last = test.results.at(-1);
      const error = last?.errors?.[0] ?? last?.error;
      return {
        title: spec.title,
        isPassed: test.status === 'expected' || test.status === 'flaky',
        isFailed: test.status === 'unexpected',
        message: withoutColour(error?.message ?? ''),
        stack: withoutColour(error?.stack ?? ''),
      };
    }),
  );
}

/** First lines of what a runner said about a file it could not even load. */
function complaintOf(report, text) {
  const ofFile = report?.testResults?.map((row) => row.message).find((message) => message !== undefined && message !== '');
  const ofRun = report?.errors?.[0]?.message;
  return withoutColour(ofFile ?? ofRun ?? text.trim().split('\n').slice(-3).join(' | ')).slice(0, 300);
}

/**
 * Runs the tests of one file whose title holds one of `titles`.
 * @param {{ tree: string, env: Record<string, string> }} scratch
 * @param {{ runner: 'unit' | 'page' | 'integration' | 'e2e', file: string, titles: readonly string[], retries?: number }} proof
 */
export async function runProof(scratch, { runner, file, titles, retries = 0 }) {
  const report = join(scratch.tree, 'test-results', 'proof.json');
  rmSync(report, { force: true });
  const isBrowser = runner === 'e2e';
  const whole = titles.map(escaped).join('|');
  // To vitest's filter a test is called `group > test`, to its report `group test`; a title may begin in either.
  const pattern = isBrowser ? whole : whole.replaceAll(' ', ' (> )?');
  const args = isBrowser
    ? [bin('@playwright/test', 'playwright'), 'test', '--project=e2e', escaped(file), '-g', pattern, `--retries=${retries}`, '--reporter=json']
    : [bin('vitest'), 'run', '--project', runner, file, '-t', pattern, `--retry=${retries}`, '--reporter=json', `--outputFile.json=${report}`];
  // A test of this harness runs it inside a test runner, whose own settings must not reach the inner one.
  const none = Object.fromEntries(Object.keys(process.env).filter((name) => /^(VITEST|TEST_WORKER|NODE_OPTIONS$|NODE_ENV$|CI$)/.test(name)).map((name) => [name, undefined]));
  const env = { ...none, ...scratch.env, ...(isBrowser ? { PLAYWRIGHT_JSON_OUTPUT_NAME: report } : {}) };
  const ran = await runLane({ name: `${runner} ${file}`, args, cwd: scratch.tree, env, limitMs: hangsAfterMs[runner] });
  const read = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  const rows = read === undefined ? [] : isBrowser ? playwrightRows(read) : vitestRows(read);
  return { rows, ms: ran.ms, isHung: ran.isHung, complaint: ran.isHung ? 'hung and was killed' : complaintOf(read, ran.text) };
}

/** What the rows say about one title: all green, some red, or nothing that ran. */
export function rowsOf(rows, title) {
  const own = rows.filter((row) => row.title.includes(title) && (row.isPassed || row.isFailed));
  return { count: own.length, failed: own.filter((row) => row.isFailed) };
}

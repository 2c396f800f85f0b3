import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const resultsFolder = join(root, 'test-results');

/** The script behind a package's command, to be run by this very Node and not by the one a shell would find. */
export function bin(packageName, name = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin: listed } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof listed === 'string' ? listed : listed[name]);
}

/**
 * Runs one program to its end. `limitMs` is a multiple of what it ever took: whoever is slower hangs, and is killed with its children.
 * @returns {Promise<{ name: string, ok: boolean, text: string, ms: number, isHung: boolean }>}
 */
export function runLane({ name, args, cwd = root, limitMs = 600_000, env = {}, echo = false }) {
  const from = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, NO_COLOR: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const chunks = [];
    const collect = (chunk) => {
      chunks.push(chunk);
      if (echo) process.stdout.write(chunk);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const signalGroup = (signal) => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, signal);
      } catch {
        // It has ended.
      }
    };
    const killGroup = () => signalGroup('SIGKILL');
    let isHung = false;
    let lastResort;
    const timer = setTimeout(() => {
      isHung = true;
      // Asked first: a runner that is merely slow still closes the programs it started in groups of their own.
      signalGroup('SIGINT');
      lastResort = setTimeout(killGroup, 10_000);
    }, limitMs);
    process.once('exit', killGroup);
    const finish = (ok, more = '') => {
      clearTimeout(timer);
      clearTimeout(lastResort);
      process.off('exit', killGroup);
      // What a lane left running would disturb the next one.
      killGroup();
      const hung = isHung ? `\n${name}: killed as hung after ${Math.round(limitMs / 1000)} s\n` : '';
      resolve({ name, ok: ok && !isHung, text: Buffer.concat(chunks).toString('utf8') + more + hung, ms: performance.now() - from, isHung });
    };
    child.once('error', (error) => finish(false, String(error)));
    child.once('close', (code) => finish(code === 0));
  });
}

/** A fresh place for a runner's JSON report: an old report must never be counted as today's. */
export function reportFile(name) {
  mkdirSync(resultsFolder, { recursive: true });
  const file = join(resultsFolder, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

/** `{ passed, failed }` of a vitest JSON report; undefined when the runner never wrote one. */
export function vitestTotals(file) {
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A file that fails to load has no tests in it, yet it failed.
  const brokenFiles = report.testResults.filter((row) => row.status === 'failed' && !row.assertionResults.some((test) => test.status === 'failed')).length;
  // A skipped test proves nothing and must not look like one that passed.
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles + skipped };
}

/** The same of a Playwright JSON report. */
export function playwrightTotals(file) {
  if (!existsSync(file)) return undefined;
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'));
  const secondTry = stats.flaky > 0 ? `${stats.flaky} passed only at the second try: look at them` : '';
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + stats.skipped + errors.length, note: secondTry };
}

/** The same of a runner of our own: one long lane, or one mutant, counts as one test. */
export function plainTotals(file) {
  if (!existsSync(file)) return undefined;
  const { passed, failed } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed, failed };
}

/** Ctrl+C ends the lanes too: each runs in a group of its own, which the terminal does not reach. */
export function endWithSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
}

export const seconds = (ms) => `${(ms / 1000).toFixed(1).padStart(6)} s`;

// The committed account of what the long lanes have done: docs/ledger.json. Only whole slices are written into it.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lanes.mjs';

const committed = join(root, 'docs/ledger.json');
const lockIsDeadAfterMs = 10_000;

const empty = { unit: '', goal: 0, total: 0, slices: 0, nextSeed: 1, failures: [], worst: {}, last: null, commit: null };

const readAll = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

/** `{ unit, goal, total, slices, nextSeed, failures, worst, last, commit }`; zeros for a lane that never ran. */
export const ledgerOf = (name, file = committed) => ({ ...empty, ...readAll(file)[name] });

/** Short name of the commit; `+` when there are changes that no commit holds. */
export function commitName() {
  const said = spawnSync('git', ['describe', '--always', '--dirty=+', '--exclude=*'], { cwd: root, encoding: 'utf8' });
  return said.status === 0 ? said.stdout.trim() : 'unknown';
}

/** Two lanes may be run side by side: without the lock the later writer would drop what the earlier one added. */
function locked(file, work) {
  const lock = `${file}.lock`;
  for (;;) {
    try {
      closeSync(openSync(lock, 'wx'));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - since > lockIsDeadAfterMs) rmSync(lock, { force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The figures of the slowest or heaviest slice so far, each figure on its own. */
function worstOf(before, figures) {
  const worst = { ...before };
  for (const [name, value] of Object.entries(figures)) worst[name] = Math.max(worst[name] ?? value, Math.round(value * 100) / 100);
  return worst;
}

/** A failure that was looked at, mended and run again without one keeps its row, and says what it was. */
export function settle(name, seed, why, file = committed) {
  locked(file, () => {
    const all = readAll(file);
    const failures = all[name]?.failures ?? [];
    if (!failures.some((failure) => failure.seed === seed)) throw new Error(`${name} has no failure of seed ${seed}`);
    const commit = commitName();
    all[name].failures = failures.map((failure) => (failure.seed === seed ? { ...failure, settled: { why, commit } } : failure));
    writeWhole(file, all);
  });
}

// Beside it and renamed: a stop in the middle leaves the old account.
function writeWhole(file, all) {
  writeFileSync(`${file}.next`, `${JSON.stringify(all, null, 2)}\n`);
  renameSync(`${file}.next`, file);
}

/** Adds one slice. A seed that has been counted before is not counted twice. Returns the lane's row as it is now. */
export function append(name, seed, result, file = committed) {
  return locked(file, () => {
    const all = readAll(file);
    const before = { ...empty, ...all[name] };
    if (seed < before.nextSeed) return before;
    const commit = commitName();
    const failures = result.failures.length === 0 ? [] : [{ seed, count: result.asked, commit, lines: result.failures.slice(0, 5) }];
    const row = {
      // A slice that died says neither.
      unit: result.unit || before.unit,
      goal: result.goal || before.goal,
      total: before.total + result.count,
      slices: before.slices + 1,
      nextSeed: seed + 1,
      failures: [...before.failures, ...failures],
      worst: worstOf(before.worst, result.figures),
      last: new Date().toISOString().slice(0, 10),
      commit,
    };
    const sorted = Object.fromEntries(Object.entries({ ...all, [name]: row }).sort(([a], [b]) => a.localeCompare(b)));
    writeWhole(file, sorted);
    return row;
  });
}

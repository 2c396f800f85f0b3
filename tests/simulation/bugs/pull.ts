import type { Bug } from './bug.ts';

const pull = 'backend/sync/pull.ts';
const rows = 'backend/sync/feedRows.ts';
const store = 'backend/sync/feedStore.ts';
const engine = 'backend/sync/engine.ts';
const outbox = 'backend/sync/outbox.ts';

/** Mistakes on the way from the clinic to a device, and after a restore. */
export const pullBugs: readonly Bug[] = [
  {
    name: 'cursorFirst', what: 'the cursor is committed before the rows', file: pull,
    find: '  // Rows and cursor commit together, so a crash repeats the page rather than skipping it.',
    replace: '  deps.db.write((tx) => savePosition(tx, scope, { ...position(tx, scope), cursor: page.next }));',
  },
  {
    name: 'olderVersionTaken', what: 'an older state of a row replaces a newer one', file: rows,
    find: 'if (!row.left && row.version <= knownVersion(tx, scope, row.type, row.id)) {', replace: 'if (row.version < 0) {',
  },
  {
    name: 'deletionsIgnored', what: 'what the clinic has removed stays', file: rows,
    find: '? rules.remove(tx, type, row.id)', replace: '? []',
  },
  {
    name: 'unseenKept', what: 'what a restored server does not know stays on the screen', file: pull,
    find: 'if (last && before.restarted) removeUnseen', replace: 'if (last && before.restarted && scope === null) removeUnseen',
  },
  {
    name: 'versionsOfAnotherHistory', what: 'after a restore rows are compared with versions of the history before', file: store,
    find: 'SET version = 0, seen = 0`', replace: 'SET seen = 1`',
  },
  {
    name: 'journalNotSentAgain', what: 'a restored server is not told again what it has forgotten', file: engine,
    find: '      queueAppliedAgain(tx);\n', replace: '',
  },
  {
    name: 'journalByTheClock', what: 'a clock that jumps ahead makes the device forget its journal', file: engine,
    find: 'db.write((tx) => forgetOld(tx, serverNow()));', replace: 'db.write((tx) => forgetOld(tx, ports.wallNow()));',
  },
  {
    name: 'journalCutShort', what: 'what is settled is forgotten the same day', file: outbox,
    find: 'const keptMilliseconds = 30 * 24 * 3_600_000;', replace: 'const keptMilliseconds = 3_600_000;',
  },
  {
    name: 'noNextTry', what: 'after a failure nobody tries again by himself', file: engine,
    find: 'next(error instanceof EpochChanged && failures < 3 ? 0 : asked + retryDelay(failure, failures, ports.random()));',
    replace: `if (failure !== 'server_error') next(error instanceof EpochChanged && failures < 3 ? 0 : asked + retryDelay(failure, failures, ports.random()));`,
  },
];

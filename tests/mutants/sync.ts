import type { Mutant } from './mutant.ts';

const pushing = { runner: 'integration', file: 'tests/integration/backend/sync/push.test.ts' } as const;
const pulling = { runner: 'integration', file: 'tests/integration/backend/sync/pull.test.ts' } as const;
const queue = { runner: 'unit', file: 'tests/backend/sync/outbox.test.ts' } as const;
const onTheLine = { runner: 'integration', file: 'tests/integration/backend/sync/line.test.ts' } as const;
const moscow = { runner: 'unit', file: 'tests/shared/lib/moscow.test.ts' } as const;
const backstop = { runner: 'unit', file: 'tests/main/idleBackstop.test.ts' } as const;

const push = 'backend/sync/push.ts';
const pull = 'backend/sync/pull.ts';
const engine = 'backend/sync/engine.ts';
const outbox = 'backend/sync/outbox.ts';
const rows = 'backend/sync/feedRows.ts';
const store = 'backend/sync/feedStore.ts';
const failure = 'backend/sync/failure.ts';
const time = 'shared/lib/moscow.ts';
const idle = 'main/idleBackstop.ts';

/** What a device did is sent once and in order; what the clinic says is taken in whole; and times are Moscow's. */
export const syncMutants: readonly Mutant[] = [
  // O3, O4: the outbox.
  {
    rule: 'O3', what: 'entries go out in any order', file: outbox,
    find: "WHERE state IN ('queued', 'sent') ORDER BY position`", replace: "WHERE state IN ('queued', 'sent') ORDER BY position DESC`",
    proof: { ...pushing, title: 'S4 entries go out in the order they were made, each under its own key' },
  },
  {
    rule: 'O3', what: 'each try has a key of its own', file: push,
    find: 'idempotencyKey: entry.commandId', replace: 'idempotencyKey: crypto.randomUUID()',
    proof: { ...pushing, title: 'O4 a lost answer is asked for again with the same key and the same words, and counts once' },
  },
  {
    rule: 'O3', what: 'an answered entry stays in the queue', file: outbox,
    find: '`UPDATE outbox SET state = $state, refusal', replace: '`UPDATE outbox SET refusal',
    proof: { ...pushing, title: 'S4 entries go out in the order they were made, each under its own key' },
  },
  {
    rule: 'O3', what: 'a command made twice replaces what waits', file: outbox,
    find: '/* sql */ `INSERT INTO outbox (command_id', replace: '/* sql */ `INSERT OR REPLACE INTO outbox (command_id',
    proof: { ...queue, title: 'O3 one command is one entry, whatever is tried' },
  },
  {
    rule: 'O3', what: 'an answer that comes twice has two effects', file: outbox,
    find: "settled_at = $at WHERE position = $position AND state IN ('queued', 'sent')`", replace: 'settled_at = $at WHERE position = $position`',
    proof: { ...queue, title: 'O3 an answer that was taken already has no second effect' },
  },
  {
    rule: 'O3', what: 'what builds on an entry that did not get through is sent all the same', file: push,
    find: 'if (touches.some((row) => blocked.has(row)))', replace: 'if (false)',
    proof: { ...pushing, title: 'O4 what builds on an entry that did not get through waits for it; what does not, passes' },
  },
  {
    rule: 'O3', what: 'a server error settles an entry', file: push,
    find: 'if (answer.status >= 500 || answer.status === 408', replace: 'if (answer.status === 408',
    proof: { ...pushing, title: 'O4 an entry answered with the server’s own error is never set aside, however often' },
  },
  {
    rule: 'O3', what: 'any refusal settles an entry, known or not', file: push,
    find: 'answer.refusal !== null && declared.includes(answer.refusal)', replace: 'answer.refusal !== null',
    proof: { ...pushing, title: 'O4 a poisoned entry is set aside after five tries and the rest goes on' },
  },
  {
    rule: 'O3', what: 'a poisoned entry is tried for ever', file: push,
    find: 'const aside = entry.tries + 1 >= triesBeforeAside;', replace: 'const aside = false;',
    proof: { ...pushing, title: 'O4 a poisoned entry is set aside after five tries and the rest goes on' },
  },
  {
    rule: 'O3', what: 'after a restore of the server settled entries are not told again', file: engine,
    find: 'queueAppliedAgain(tx);', replace: '',
    proof: { ...pulling, title: 'S9 a server restored from a backup is read again from the beginning' },
  },
  {
    rule: 'O3', what: 'settled entries are forgotten at once', file: outbox,
    find: 'const keptMilliseconds = 30 * 24 * 3_600_000;', replace: 'const keptMilliseconds = 0;',
    proof: { ...queue, title: 'O3 a settled entry is kept for thirty days, an unsettled one for ever' },
  },
  {
    rule: 'K2', what: 'the answer for a patient who has left is written into memory', file: push,
    find: 'if (deps.holdsPatient(entry.patientId)) takeAnswer(', replace: 'takeAnswer(',
    proof: { ...pushing, title: 'K2 the answer to an entry of a patient who has left settles it and writes nothing of theirs' },
  },
  {
    rule: 'O4', what: 'a device the server no longer knows goes on as if nothing were', file: failure,
    find: "if (status === 401) throw new RoundStopped('refused_device');", replace: '',
    proof: { ...onTheLine, title: 'F23 a device the server no longer knows keeps its queue and says why it stands still' },
  },
  {
    rule: 'O4', what: 'a server that finds this build too old is not told apart', file: failure,
    find: "if (status === 426) throw new RoundStopped('wire_too_old');", replace: '',
    proof: { ...onTheLine, title: 'F21 a server that finds this build too old keeps the queue waiting' },
  },
  {
    rule: 'O4', what: 'all devices come back in the same instant', file: failure,
    find: 'return base * (1 + random * 0.9);', replace: 'return base;',
    proof: { ...onTheLine, title: 'F29 five hundred devices do not return in the same instant' },
  },
  {
    rule: 'O4', what: 'nobody listens to nudges', file: 'backend/sync/nudges.ts',
    find: 'changed: trigger,', replace: 'changed: () => undefined,',
    proof: { ...onTheLine, title: 'O4 a nudge brings what is new at once, without waiting for the next poll' },
  },
  {
    rule: 'O4', what: 'each trigger starts a round of its own', file: 'backend/sync/loop.ts',
    find: 'if (!running) return start();', replace: 'return start();',
    proof: { ...pushing, title: 'O4 the loop asks once for many triggers during a round' },
  },
  // O5: the feed.
  {
    rule: 'O5', what: 'the cursor is not kept', file: pull,
    find: 'savePosition(tx, scope, { cursor: page.next,', replace: 'savePosition(tx, scope, { cursor: before.cursor,',
    proof: { ...pulling, title: 'O5 the feed is read page by page to its end and goes on from there' },
  },
  {
    rule: 'O5', what: 'rows and cursor commit apart, the cursor first', file: pull,
    find: 'return deps.db.write((tx) => {', replace: 'deps.db.write((tx) => savePosition(tx, scope, { ...position(tx, scope), cursor: page.next }));\n  return deps.db.write((tx) => {',
    proof: { ...queue, title: 'O5 a page that fails half-way is read again from where it began' },
  },
  {
    rule: 'O5', what: 'an older state of a row wins when it comes later', file: rows,
    find: 'if (!row.left && row.version <= knownVersion(tx, scope, row.type, row.id)) {', replace: 'if (false) {',
    proof: { ...pulling, title: 'I4 a row is applied only when its version is higher, whatever the order, deletions included' },
  },
  {
    rule: 'O5', what: 'a removed row may be revived by an older change', file: rows,
    find: 'else saveVersion(tx, scope, row);', replace: 'else if (!row.deleted) saveVersion(tx, scope, row);',
    proof: { ...pulling, title: 'I4 a row is applied only when its version is higher, whatever the order, deletions included' },
  },
  {
    rule: 'O5', what: 'one bad row stops the page', file: rows,
    find: 'if (error !== null) {\n    reportBug', replace: 'if (error !== null) {\n    throw error;\n    reportBug',
    proof: { ...pulling, title: 'O4 a row that cannot be read is kept beside its error and the rest of the page is taken' },
  },
  {
    rule: 'O5', what: 'the patient’s own unanswered change is overwritten', file: rows,
    find: 'if (locked.has(`${row.type}/${row.id}`)) {', replace: 'if (false) {',
    proof: { ...pulling, title: 'S4 a row with an unanswered change of the patient waits, and is taken when the change has settled' },
  },
  {
    rule: 'O5', what: 'a row that waited is never taken', file: push,
    find: 'return [ready.feature, ...takeDeferred(tx, deps)];', replace: 'return [ready.feature];',
    proof: { ...pulling, title: 'S4 a row with an unanswered change of the patient waits, and is taken when the change has settled' },
  },
  {
    rule: 'O5', what: 'after a restore old versions still count', file: store,
    find: 'tx.run(`UPDATE ${scope}_row SET version = 0, seen = 0`);', replace: 'tx.run(`UPDATE ${scope}_row SET seen = 0`);',
    proof: { ...pulling, title: 'S9 a server restored from a backup is read again from the beginning' },
  },
  {
    rule: 'O5', what: 'what the restored server does not know stays on screen', file: pull,
    find: 'if (last && before.restarted) removeUnseen(tx, deps, scope).forEach((feature) => touched.add(feature));', replace: '',
    proof: { ...pulling, title: 'S9 a server restored from a backup is read again from the beginning' },
  },
  {
    rule: 'O5', what: 'an empty history removes everything', file: rows,
    find: 'if (!seenAny(tx, scope)) return [];', replace: '',
    proof: { ...pulling, title: 'S9 an empty history after a restore removes nothing' },
  },
  {
    rule: 'K2', what: 'a page of a patient who has left is kept', file: pull,
    find: 'if (!deps.wanted()) throw new NoLongerWanted(scope);', replace: '',
    proof: { ...pulling, title: 'K2 the patient who leaves while the page is on its way leaves nothing in memory' },
  },
  // O6, O7: another history, another clock.
  {
    rule: 'O6', what: 'writes do not say which history they are meant for', file: 'backend/sync/httpClinicApi.ts',
    find: '...(epoch === null ? {} : { [names.epoch]: epoch }),', replace: '',
    proof: { ...pulling, title: 'S9 a server restored from a backup is read again from the beginning' },
  },
  // K2: the backstop of main.
  {
    rule: 'K2', what: 'main never ends a session a page forgot', file: idle,
    find: 'after(limitMs, expired)', replace: 'after(limitMs, () => undefined)',
    proof: { ...backstop, title: 'K2 a page that does not end its session is ended after idle time and warning of the longest view' },
  },
  {
    rule: 'K2', what: 'main ends a session while it is used', file: idle,
    find: 'cancel?.();', replace: '',
    proof: { ...backstop, title: 'K2 every touch starts the time again' },
  },
  {
    rule: 'K2', what: 'an untouched kiosk restarts all day', file: idle,
    find: 'limitMs !== null && isTouched', replace: 'limitMs !== null',
    proof: { ...backstop, title: 'K2 an untouched screen is left alone, however long' },
  },
  {
    rule: 'K2', what: 'a touch before the policy is known does not count', file: idle,
    find: 'isTouched = true;', replace: 'isTouched = limitMs !== null;',
    proof: { ...backstop, title: 'K2 a touch before the policy is known counts from the policy' },
  },
  {
    rule: 'K2', what: 'a fresh window inherits the touches before it', file: idle,
    find: 'fresh() {\n      isTouched = false;', replace: 'fresh() {',
    proof: { ...backstop, title: 'K2 a fresh window owes nothing to the touches of the patient before' },
  },
  // S10: Moscow.
  {
    rule: 'S10', what: 'times are the machine’s', file: time,
    find: "const zone = 'Europe/Moscow';", replace: "const zone = 'Asia/Vladivostok';",
    proof: { ...moscow, title: 'S10 an instant is shown as Moscow sees it, whatever the machine thinks' },
  },
  {
    rule: 'S10', what: 'Moscow is always three hours ahead, in every year', file: time,
    find: "const zone = 'Europe/Moscow';", replace: "const zone = '+03:00';",
    proof: { ...moscow, title: 'S10 the offset of the year counts: Moscow was at +04:00 in the summer of 2012' },
  },
  {
    rule: 'S10', what: 'milliseconds are lost on the way', file: time,
    find: 'at % 1000 === 0 ? 0 : 3', replace: '0',
    proof: { ...moscow, title: 'S10 the wire form gives back the same instant, to the millisecond' },
  },
  {
    rule: 'S10', what: 'the page shows the machine’s zone', file: time,
    find: "const zone = 'Europe/Moscow';", replace: 'const zone = Temporal.Now.timeZoneId();',
    proof: { runner: 'e2e', file: 'tests/e2e/kiosk/timeZones.spec.ts', title: 'S10 the whole way shows Moscow time with TZ=' },
  },
];

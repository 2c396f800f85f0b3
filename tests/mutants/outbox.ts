import type { Mutant } from './mutant.ts';

const taking = { runner: 'unit', file: 'tests/backend/sync/withdraw.test.ts' } as const;
const onTheLine = { runner: 'integration', file: 'tests/integration/backend/sync/withdraw.test.ts' } as const;
const older = { runner: 'unit', file: 'tests/backend/sync/upcast.test.ts' } as const;
const golden = { runner: 'unit', file: 'tests/backend/sync/golden.test.ts' } as const;
const wires = { runner: 'integration', file: 'tests/integration/backend/sync/goldenQueues.test.ts' } as const;
const clocks = { runner: 'integration', file: 'tests/integration/backend/sync/clock.test.ts' } as const;
const skewed = { runner: 'unit', file: 'tests/backend/sync/clock.test.ts' } as const;
const screens = { runner: 'page', file: 'tests/renderer/features/sync/queue.test.tsx' } as const;
const stuck = { runner: 'integration', file: 'tests/integration/backend/sync/neverStuck.test.ts' } as const;

const withdraw = 'backend/sync/withdraw.ts';
const outbox = 'backend/sync/outbox.ts';
const push = 'backend/sync/push.ts';

/** What waits is taken back only while nobody can have heard of it, older builds' queues are understood, and clocks order nothing. */
export const outboxMutants: readonly Mutant[] = [
  {
    rule: 'S4', what: 'what was sent may be taken back', file: outbox,
    find: " AND state = 'queued' AND ever_sent = 0`,", replace: ` AND state IN ('queued', 'sent', 'aside')\`,`,
    proof: { ...taking, title: 'S4 what may have had its effect is not taken back' },
  },
  {
    rule: 'S4', what: 'what builds on an entry that is taken back stays', file: withdraw,
    find: 'if (later.length > 0 && !ask.alsoLater)', replace: 'if (later.length > 1_000 && !ask.alsoLater)',
    proof: { ...taking, title: 'S4 what builds on it holds it, or goes with it' },
  },
  {
    rule: 'K2', what: 'a patient takes back what is another’s', file: withdraw,
    find: '(ask.patientId !== null && entry.patientId !== ask.patientId)', replace: '(ask.patientId !== null && entry.patientId === null)',
    proof: { ...taking, title: 'K2 a patient takes back only what is their own' },
  },
  {
    rule: 'D3', what: 'what is signed may be taken back', file: withdraw,
    find: 'if (ready?.rule.withdraw?.(tx, ready.input, ready.context) !== true)', replace: 'if (ready === null || ready.rule.withdraw?.(tx, ready.input, ready.context) === false)',
    proof: { ...taking, title: 'D3 what a person has signed is not taken back here' },
  },
  {
    rule: 'S4', what: 'taking back is not written down', file: withdraw, find: '  audit(tx, entry);\n', replace: '',
    proof: { ...taking, title: 'S4 a booking that was never sent is taken back' },
  },
  {
    rule: 'S4', what: 'an entry taken back goes out with the queue that was read before', file: push,
    find: "if (time === 'gone') return 'withdrawn';", replace: '',
    proof: { ...onTheLine, title: 'S4 an entry that is taken back while the queue is on its way does not go out' },
  },
  {
    rule: 'S4', what: 'a try that lost its answer counts as none', file: push,
    find: "if (time === 'first' && error instanceof NotSent)", replace: "if (time === 'first')",
    proof: { ...onTheLine, title: 'S4 an entry whose answer was lost is not taken back' },
  },
  {
    rule: 'F21', what: 'an entry of an older version is read as one of today', file: 'backend/sync/upcast.ts',
    find: 'for (let version = from; version < to; version += 1)', replace: 'for (let version = to; version < to; version += 1)',
    proof: { ...older, title: 'F21 a queue written by version 1 of a command is sent as the present one says it' },
  },
  {
    rule: 'F21', what: 'an entry of a newer build is guessed at', file: 'backend/sync/upcast.ts',
    find: "if (from > to) throw new Error('written by a newer build');", replace: '',
    proof: { ...older, title: 'F21 an entry of a version nobody can read is not guessed at' },
  },
  {
    rule: 'F21', what: 'a cancellation goes to another address than queues were written for', file: 'backend/features/appointments/sync.ts',
    find: '/$cancel`, entry', replace: '/$cancel-visit`, entry',
    proof: { ...golden, title: 'F21 the queue appointments.cancel.1.json is read and becomes the request it has always been' },
  },
  {
    rule: 'F21', what: 'the server takes a wire that is too old', file: 'clinic-server/http/wireHeaders.ts',
    find: 'export const minimumWire = oldestWire(wireVersion);', replace: 'export const minimumWire = oldestWire(wireVersion) - 1;',
    proof: { ...wires, title: 'F21 the server takes the wire of the two builds before it' },
  },
  {
    rule: 'O7', what: 'nobody is told that the clock was put wrong', file: 'backend/sync/lineState.ts',
    find: ' || isWrong !== wrongClock;', replace: ';',
    proof: { ...clocks, title: 'O7 a clock that is put wrong, and right again, while the line is up' },
  },
  {
    rule: 'O7', what: 'the clock of the device says what is old enough to be forgotten', file: 'backend/sync/engine.ts',
    find: 'forgetOld(tx, serverNow())', replace: 'forgetOld(tx, ports.wallNow())',
    proof: { ...clocks, title: 'O7 a clock that jumps ten years ahead' },
  },
  {
    rule: 'O7', what: 'the clock orders the queue', file: outbox,
    find: "WHERE state IN ('queued', 'sent') ORDER BY position`);", replace: "WHERE state IN ('queued', 'sent') ORDER BY queued_at, position`);",
    proof: { ...skewed, title: 'O7 F7 in a thousand queues' },
  },
  {
    rule: 'O4', what: 'one answer nobody knows sets an entry aside at once', file: push,
    find: 'const triesBeforeAside = 5;', replace: 'const triesBeforeAside = 1;',
    proof: { ...stuck, title: 'only what it never understood is set aside' },
  },
  {
    rule: 'O7', what: 'a clock five minutes off is said to be right', file: 'shared/features/sync.ts',
    find: 'Math.abs(offsetMs) > clockMayBeOffMs;', replace: 'Math.abs(offsetMs) > clockMayBeOffMs * 10;',
    proof: { ...screens, title: 'O7 a clock that is 120001 ms off is said to be wrong: true' },
  },
  {
    rule: 'S4', what: 'a booking that never left is cancelled by a second command', file: 'renderer/features/appointments/CancelVisitScreen.tsx',
    find: "visit.pending?.kind === 'book' && (await", replace: "visit.pending?.kind === 'arrive' && (await",
    proof: { ...screens, title: 'S4 a booking that never left this device is taken back' },
  },
];

import type { Bug } from './bug.ts';

const push = 'backend/sync/push.ts';
const outbox = 'backend/sync/outbox.ts';
const dispatch = 'backend/server/dispatch.ts';

/** Mistakes on the way from a device to the clinic. */
export const pushBugs: readonly Bug[] = [
  {
    name: 'droppedOnServerError', what: 'an entry is given up when the server stumbles', file: push,
    find: `if (answer.status >= 500 || answer.status === 408 || answer.status === 425) return { kind: 'later' };`,
    replace: `if (answer.status >= 500 || answer.status === 408 || answer.status === 425) return { kind: 'settled', state: 'refused', refusal: 'not_found' };`,
  },
  {
    name: 'settledBeforeTheAnswer', what: 'an entry counts as done when it has been sent', file: outbox,
    find: `SET state = 'sent', ever_sent = 1 WHERE`, replace: `SET state = 'applied', ever_sent = 1, settled_at = queued_at WHERE`,
  },
  {
    name: 'newKeyEachTime', what: 'a request that is repeated has another key', file: push,
    find: 'idempotencyKey: entry.commandId, sequence', replace: `idempotencyKey: entry.commandId.slice(0, -4) + String(1_000 + entry.tries + (time === 'again' ? 7 : 0)), sequence`,
  },
  {
    name: 'noCausalOrder', what: 'what builds on an entry does not wait for it', file: push,
    find: 'if (touches.some((row) => blocked.has(row))) {', replace: 'if (touches.length > 99) {',
  },
  {
    name: 'orderedByTheClock', what: 'entries go out in the order of the device’s clock', file: outbox,
    find: `return db.all(\`SELECT \${columns} FROM outbox WHERE state IN ('queued', 'sent') ORDER BY position\`);`,
    replace: `return db.all(\`SELECT \${columns} FROM outbox WHERE state IN ('queued', 'sent') ORDER BY queued_at, position\`);`,
  },
  {
    name: 'newestFirst', what: 'entries go out in the wrong order', file: outbox,
    find: `return db.all(\`SELECT \${columns} FROM outbox WHERE state IN ('queued', 'sent') ORDER BY position\`);`,
    replace: `return db.all(\`SELECT \${columns} FROM outbox WHERE state IN ('queued', 'sent') ORDER BY position DESC\`);`,
  },
  {
    name: 'sentIsForgotten', what: 'an entry whose answer was lost is not sent again', file: outbox,
    find: `return db.all(\`SELECT \${columns} FROM outbox WHERE state IN ('queued', 'sent') ORDER BY position\`);`,
    replace: `return db.all(\`SELECT \${columns} FROM outbox WHERE state = 'queued' ORDER BY position\`);`,
  },
  {
    name: 'refusalShownAsDone', what: 'a refused command is noted as applied', file: push,
    find: `? { kind: 'settled', state: 'refused', refusal: answer.refusal }`, replace: `? { kind: 'settled', state: 'applied', refusal: null }`,
  },
  {
    name: 'keyForgottenAtDispatch', what: 'a command pressed twice is two commands', file: dispatch,
    find: 'const before = byCommand(tx, commandId);', replace: 'const before = byCommand(tx, Id.parse(ports.newId()));',
  },
  {
    name: 'recordWrittenLater', what: 'who did what is written in a commit of its own', file: dispatch,
    find: 'recordEvent(tx, { actor: context.actor, action: channel, subject: patientId, at: context.now });',
    replace: 'void ports.after(50, () => db.write((later) => recordEvent(later, { actor: context.actor, action: channel, subject: patientId, at: context.now })));',
  },
];

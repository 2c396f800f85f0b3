import { Unreachable, type ClinicLine } from './clinicApi.ts';
import { readDevice } from './deviceRecord.ts';
import { markSent, sequenceOf, settle, unanswered, type TimedEntry } from './outbox.ts';
import type { PushDeps } from './push.ts';

/**
 * Row O6. A device the clinic believes no more does nothing there any more; what it had done is left in the quarantine, oldest first, for
 * people to decide. Each entry stays until its own answer. `restart`: to a server restored meanwhile the lost time is left too.
 */
export async function leaveBehind(deps: PushDeps, { leaveBehind: leave, serverEpoch }: Pick<ClinicLine, 'leaveBehind' | 'serverEpoch'>, restart: () => void): Promise<void> {
  const { db, wallNow, wanted, onSettled } = deps;
  if (!leave) return;
  const [ours, theirs] = [readDevice(db.read)?.epoch ?? null, serverEpoch()];
  if (ours !== null && theirs !== null && theirs !== ours) restart();
  try {
    for (const entry of unanswered(db.read)) {
      const request = wanted() ? requestOf(deps, entry) : null;
      if (request === null) continue;
      const sequence = db.write((tx) => (markSent(tx, entry.position) === 'gone' ? null : sequenceOf(tx, entry.position)));
      if (sequence === null) continue;
      const answer = await leave({ ...request, idempotencyKey: entry.commandId, sequence });
      // Not a device that may leave anything, or too much at once: it is asked again in the next round.
      if (answer.status !== 202 || answer.refusal !== 'quarantined') return;
      db.write((tx) => settle(tx, entry.position, 'aside', 'quarantined', wallNow()));
      onSettled(entry.commandId, []);
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
}

/** Null when this build cannot say what it was; it stays in the queue. */
function requestOf({ db, rules, reportBug }: PushDeps, entry: TimedEntry) {
  try {
    const { rule, input, context } = rules.ready(entry);
    const { method, path, body, signInId } = rule.toRequest(input, context, db.read);
    const who = entry.signInId ?? signInId;
    return { method, path, ...(body === undefined ? {} : { body }), ...(who === undefined ? {} : { signInId: who }) };
  } catch (error) {
    reportBug(error, `leave ${entry.channel}`);
    return null;
  }
}

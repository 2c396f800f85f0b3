import { contract } from '../../shared/contract.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { attempt } from '../db/savepoint.ts';
import type { Database, WriteTx } from '../db/types.ts';
import { NotSent, type ClinicAnswer, type ClinicApi } from './clinicApi.ts';
import { assertServed, RoundStopped } from './failure.ts';
import { readResource } from './feedPage.ts';
import { takeDeferred, type RowDeps } from './feedRows.ts';
import { knownVersion, saveVersion, type Scope } from './feedStore.ts';
import { personalTypes } from '../../shared/fhir/names.ts';
import { keepWordOf } from './leaseWord.ts';
import { countTry, markNotSent, markSent, sequenceOf, settle, unanswered, type Entry, type TimedEntry } from './outbox.ts';
import type { ReadyEntry } from './ruleIndex.ts';

export interface PushDeps extends RowDeps {
  readonly db: Database;
  readonly clinic: ClinicApi;
  /** False when the entry's patient is not (or no longer) in this device's memory: nothing of theirs may be written there. */
  readonly holdsPatient: (patientId: Id | null) => boolean;
  /** Whether whoever made it is in front of this device and will read the answer. */
  readonly attended: (entry: TimedEntry) => boolean;
  readonly wanted: () => boolean;
  readonly onSettled: (commandId: Id, topics: readonly string[]) => void;
}

/** So many answers that no known code explains, and an entry is set aside for staff, so that the rest goes on. */
const triesBeforeAside = 5;
/** So many server errors in a row mean the server, not the entry. */
const errorsBeforeStop = 3;

/** Sends what this device did, oldest first. Repeating is safe: the server knows each entry by its key. True when an entry wants another try. */
export async function push(deps: PushDeps): Promise<boolean> {
  const { db, clinic, rules } = deps;
  // Rows of entries that did not get through: what builds on them waits too, or a cancellation would arrive before its booking.
  const blocked = new Set<string>();
  let failed: ClinicAnswer | null = null;
  let errorsInARow = 0;
  let tryAgain = false;
  for (const entry of unanswered(db.read)) {
    if (!deps.wanted()) return false;
    const touches = rules.touches(entry);
    if (touches.some((row) => blocked.has(row))) {
      touches.forEach((row) => blocked.add(row));
      continue;
    }
    const ready = readyOrNull(deps, entry);
    const answer = ready && (await send(deps, clinic, entry, ready));
    if (answer === 'withdrawn') continue;
    if (answer) assertServed(answer);
    const verdict = verdictOn(answer, ready);
    if (verdict.kind === 'settled') {
      errorsInARow = 0;
      settleEntry(deps, entry, ready, verdict.state, verdict.refusal, answer?.body);
      continue;
    }
    touches.forEach((row) => blocked.add(row));
    if (verdict.kind === 'quarantined') {
      setAside(deps, entry, 'quarantined');
      continue;
    }
    if (verdict.kind === 'poison') {
      errorsInARow = 0;
      tryAgain = !setAsideIfHopeless(deps, entry, verdict.code) || tryAgain;
      continue;
    }
    failed = answer;
    errorsInARow += 1;
    if (errorsInARow >= errorsBeforeStop) break;
  }
  if (failed) throw new RoundStopped('server_error', failed.retryAfterMs);
  return tryAgain;
}

function readyOrNull({ rules, reportBug }: PushDeps, entry: Entry): ReadyEntry | null {
  try {
    return rules.ready(entry);
  } catch (error) {
    reportBug(error, `push ${entry.channel}`);
    return null;
  }
}

async function send({ db, attended, reportBug }: PushDeps, clinic: ClinicApi, entry: TimedEntry, ready: ReadyEntry): Promise<ClinicAnswer | 'withdrawn' | null> {
  const { rule, input, context } = ready;
  let request;
  try {
    request = rule.toRequest(input, context, db.read);
  } catch (error) {
    reportBug(error, `push ${entry.channel}`);
    return null;
  }
  // From here on the request may have had its effect, whatever we hear. The queue was read before the last answer came: it may be shorter by now.
  const { time, sequence } = db.write((tx) => ({ time: markSent(tx, entry.position), sequence: sequenceOf(tx, entry.position) }));
  if (time === 'gone') return 'withdrawn';
  const { signInId, ...plain } = request;
  const as = { ...plain, as: 'device' as const, idempotencyKey: entry.commandId, sequence };
  const who = entry.signInId ?? signInId;
  const sendAs = (here: boolean) => clinic.send({ ...as, ...(who === undefined ? {} : { signInId: who }), ...(here ? {} : { unattended: { madeAt: entry.queuedAt } }) });
  const here = attended(entry);
  let answer;
  try {
    answer = await sendAs(here);
  } catch (error) {
    if (time === 'first' && error instanceof NotSent) db.write((tx) => markNotSent(tx, entry.position));
    throw error;
  }
  // Who waited for it has left while it was under way: the server remembers its refusal, and asked again makes a case of it.
  return here && !attended(entry) && isRefused(answer, ready) ? sendAs(false) : answer;
}

type Verdict =
  | { readonly kind: 'settled'; readonly state: 'applied' | 'refused'; readonly refusal: string | null }
  /** Kept for people to decide, and not done. */
  | { readonly kind: 'quarantined' }
  | { readonly kind: 'poison'; readonly code: string }
  | { readonly kind: 'later' };

function verdictOn(answer: ClinicAnswer | null, ready: ReadyEntry | null): Verdict {
  if (!answer || !ready) return { kind: 'poison', code: 'not_sendable' };
  if (answer.status === 202 && answer.refusal === 'quarantined') return { kind: 'quarantined' };
  if (answer.status >= 200 && answer.status < 300) return { kind: 'settled', state: 'applied', refusal: null };
  if (answer.status >= 500 || answer.status === 408 || answer.status === 425) return { kind: 'later' };
  const declared: readonly string[] = contract[ready.channel].errors;
  return answer.refusal !== null && declared.includes(answer.refusal)
    ? { kind: 'settled', state: 'refused', refusal: answer.refusal }
    : { kind: 'poison', code: answer.refusal ?? `status_${answer.status}` };
}

function isRefused(answer: ClinicAnswer, ready: ReadyEntry): boolean {
  const verdict = verdictOn(answer, ready);
  return verdict.kind === 'settled' && verdict.state === 'refused';
}

function settleEntry(deps: PushDeps, entry: Entry, ready: ReadyEntry | null, state: 'applied' | 'refused', refusal: string | null, body: unknown): void {
  if (!ready) return;
  // The server's word and its effect here commit together, so a crash asks again rather than showing half of it.
  const topics = deps.db.write((tx) => {
    if (!settle(tx, entry.position, state, refusal, deps.wallNow())) return [];
    // Kept whoever stands here now: should the server forget this booking, the device alone can prove it.
    if (state === 'applied') keepWordOf(tx, entry.commandId, body);
    if (deps.holdsPatient(entry.patientId)) takeAnswer(tx, deps, entry, ready, refusal, body);
    return [ready.feature, ...takeDeferred(tx, deps)];
  });
  deps.onSettled(entry.commandId, topics);
}

function takeAnswer(tx: WriteTx, { reportBug }: PushDeps, entry: Entry, { rule, input, context }: ReadyEntry, refusal: string | null, body: unknown): void {
  const error = attempt(tx, () => {
    if (refusal !== null) return rule.refused(tx, input, refusal);
    rule.applied(tx, input, body, context.output);
    rememberVersion(tx, body);
  });
  // The server has decided; a rule that stumbles must not make the entry go round for ever. The feed brings the row again.
  if (error !== null) reportBug(error, `settle ${entry.channel}`);
}

/** The answer's own version came with it; an older one that is still on its way must not replace it. */
function rememberVersion(tx: WriteTx, body: unknown): void {
  const row = readResource(body);
  if (!row) return;
  const types: readonly string[] = personalTypes;
  const scope: Scope = types.includes(row.type) ? 'personal' : 'shared';
  if (row.version > knownVersion(tx, scope, row.type, row.id)) saveVersion(tx, scope, row);
}

function setAside(deps: PushDeps, entry: Entry, code: string): void {
  deps.db.write((tx) => settle(tx, entry.position, 'aside', code, deps.wallNow()));
  deps.onSettled(entry.commandId, []);
}

function setAsideIfHopeless(deps: PushDeps, entry: Entry, code: string): boolean {
  const aside = entry.tries + 1 >= triesBeforeAside;
  deps.db.write((tx) => countTry(tx, entry.position));
  if (aside) setAside(deps, entry, code);
  return aside;
}

import type { ConflictDecision } from '../../shared/features/conflicts.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import { lockCase, reopen, saveDecision, type Effect, type StoredCase } from './caseStore.ts';
import { choicesOf, factsOf, type CaseFacts } from './choices.ts';
import { bookThere, cancelVisit, handOver, moveThere, undoEffect } from './effects.ts';

type Parts = Pick<ServerParts, 'config' | 'newId' | 'now'>;

interface Decided {
  readonly caseId: Id;
  readonly decision: ConflictDecision;
  readonly slot: Id | null;
  readonly note: string | null;
}

interface By {
  readonly staffId: Id;
  readonly deviceId: Id;
}

function invalid(): never {
  throw new FhirRefusal(400, 'invalid_request');
}

async function effectOf(tx: Tx, parts: Parts, one: StoredCase, { person, visit, other }: CaseFacts, { decision, slot }: Decided, device: Id): Promise<Effect | null> {
  if (decision === 'book_there') return bookThere(tx, parts, { patient: person ?? invalid(), slot: slot ?? invalid(), number: one.ours.number, device });
  if (decision === 'move_there') return moveThere(tx, parts, { appointment: visit ?? invalid(), slot: slot ?? invalid(), device });
  if (decision === 'cancel_visit') return cancelVisit(tx, parts, visit ?? invalid());
  if (decision === 'cancel_another') return cancelVisit(tx, parts, other ?? invalid());
  if (decision === 'apply_to_survivor') return handOver(tx, parts, visit ?? invalid(), person ?? invalid());
  return null;
}

async function known(tx: Tx, id: Id): Promise<StoredCase> {
  const found = await lockCase(tx, id);
  if (found === null) throw new FhirRefusal(404, 'not_found');
  return found;
}

/** W5. The decision and what it does, in one transaction behind the case's lock: decided by two at one moment it is done once. */
export async function decide(tx: Tx, parts: Parts, asked: Decided, { staffId, deviceId }: By): Promise<void> {
  const one = await known(tx, asked.caseId);
  if (one.decidedAt !== null) throw new FhirRefusal(409, 'case_decided');
  const facts = await factsOf(tx, one, parts.now());
  if (!choicesOf(one, facts).includes(asked.decision)) return invalid();
  if (asked.decision === 'by_hand' && asked.note === null) throw new FhirRefusal(422, 'note_required');
  const effect = await effectOf(tx, parts, one, facts, asked, deviceId);
  await saveDecision(tx, one, { decision: asked.decision, note: asked.note, effect }, { staff: staffId, device: deviceId, now: parts.now() });
}

export async function undo(tx: Tx, parts: Parts, caseId: Id, { staffId, deviceId }: By): Promise<void> {
  const one = await known(tx, caseId);
  if (one.decidedAt === null) throw new FhirRefusal(409, 'not_decided');
  if (one.effect !== null) await undoEffect(tx, parts, one.effect);
  await reopen(tx, one, { staff: staffId, device: deviceId, now: parts.now() });
}

import type { Id } from '../../shared/lib/ids.ts';
import type { WriteTx } from '../db/types.ts';
import type { Actor } from './handler.ts';

/** Appends who did what with whose data; who acts for somebody is written in their own name. The table refuses changes; a hash chain over `position` can be added without moving a row. */
export function recordEvent(tx: WriteTx, { actor, action, subject, at }: { actor: Actor; action: string; subject: Id | null; at: number }): void {
  tx.run(
    /* sql */ `INSERT INTO audit (at, role, sign_in_id, actor_patient_id, action, subject, staff_id)
     VALUES ($at, $role, $signInId, $patientId, $action, $subject, $staffId)`,
    { at, role: actor.role, signInId: actor.signInId, patientId: actor.representative?.patientId ?? actor.patientId, action, subject, staffId: actor.staffId ?? null },
  );
}

const againAfterMs = 10 * 60_000;

/**
 * Which accesses were written lately: a card that is read again within ten minutes by the same person through the same call is one
 * access. Kept in memory, so a new process writes rather than forgets.
 */
export function createRecentAccesses(monotonicNow: () => number) {
  const writtenAt = new Map<string, number>();
  const keyOf = (actor: Actor, action: string, subject: Id): string => [actor.role, actor.signInId, action, subject].join(' ');

  return {
    isRecent(actor: Actor, action: string, subject: Id): boolean {
      const at = writtenAt.get(keyOf(actor, action, subject));
      return at !== undefined && monotonicNow() - at < againAfterMs;
    },
    /** Only after the event has committed. */
    wrote(actor: Actor, action: string, subject: Id): void {
      const now = monotonicNow();
      for (const [key, at] of writtenAt) if (now - at >= againAfterMs) writtenAt.delete(key);
      writtenAt.set(keyOf(actor, action, subject), now);
    },
  };
}

import type { Instant } from '../../shared/lib/moscow.ts';
import { forgetSpent } from '../devices/deviceStore.ts';
import { forgetSequences } from '../devices/sequence.ts';
import { inTransaction } from '../db/pool.ts';
import { inRounds } from '../http/rounds.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { forgetPastLeases } from '../leases/forgetPastLeases.ts';
import { forgetOldFailures } from '../locks/failureStore.ts';
import { forgetEmailChanges } from '../account/emailChangeStore.ts';
import { forgetAllowances } from '../mail/allowance.ts';
import { forgetRegistrations } from '../registration/registrationStore.ts';
import { forgetAnswers } from './answerOnce.ts';
import { sweepHolds } from './hold.ts';
import { postgresSlotStore } from './postgresSlotStore.ts';

const everyMs = 1000;
const forgetEveryMs = 10 * 60_000;

/** Frees the times whose holds ran out; how many. 0 when another instance is at it. */
export async function sweepOnce({ pool }: Pick<ServerParts, 'pool'>, now: Instant): Promise<number> {
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ mine: boolean }>(`select pg_try_advisory_xact_lock(hashtextextended('sweeper', 0)) as mine`);
    return rows[0]?.mine ? sweepHolds(postgresSlotStore(tx), now) : 0;
  });
}

/** Once a second while the server runs. A round that fails is reported and the next one tries again: an unswept hold is still nobody's. */
export const sweeper: Routes = (app, parts) => {
  let forgottenAt = 0;

  const sweep = async (): Promise<void> => {
    try {
      while ((await sweepOnce(parts, parts.now())) === 100);
      if (parts.now() - forgottenAt < forgetEveryMs) return;
      forgottenAt = parts.now();
      await inTransaction(parts.pool, async (tx) => {
        await forgetSpent(tx, parts.now());
        await forgetSequences(tx, parts.now());
        await forgetAnswers(tx, parts.now());
        await forgetPastLeases(tx, parts.now());
        await forgetRegistrations(tx, parts.now());
        await forgetAllowances(tx, parts.now());
        await forgetEmailChanges(tx, parts.now());
        await forgetOldFailures(tx, parts.now());
      });
    } catch (error) {
      parts.log.warn({ kind: error instanceof Error ? error.name : typeof error }, 'sweep failed');
    }
  };
  inRounds(app, everyMs, sweep);
};

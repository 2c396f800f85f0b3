import { recordEvent } from '../../server/audit.ts';
import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import type { RuleIndex } from '../../sync/ruleIndex.ts';
import { describeQueue } from '../../sync/withdraw.ts';

export interface SyncNeeds extends Pick<BackendParts, 'sync'> {
  readonly rules: RuleIndex;
}

export function createSyncHandlers({ sync, rules }: SyncNeeds): HandlersOf<'sync'> {
  return {
    'sync.status': () => sync.status(),
    'sync.outcome': ({ commandId, waitMs }) => sync.outcome(commandId, waitMs),
    'sync.queue': (db) => describeQueue(db, rules),
    'sync.withdraw': async ({ commandId, alsoLater }, { actor, now }) => {
      const done = sync.withdraw({
        ...{ commandId, alsoLater, at: now },
        patientId: actor.role === 'patient' ? actor.patientId : null,
        audit: (tx, entry) => recordEvent(tx, { actor, action: `sync.withdraw ${entry.channel}`, subject: entry.patientId, at: now }),
      });
      return typeof done === 'string' ? new Refusal(done) : { withdrawn: done.commandIds.length };
    },
  };
}

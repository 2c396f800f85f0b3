import type { HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { Unreachable } from '../../sync/clinicApi.ts';
import { readSealKeys } from '../../sync/sealKeys.ts';
import { verdictOf } from './verdict.ts';

export type SealsNeeds = Pick<BackendParts, 'now' | 'read' | 'renewSealKeys' | 'sync'>;

/** However often a code is shown that the list does not know, the centre is asked this seldom. */
const askEveryMs = 10_000;

export function createSealsHandlers({ now, read, renewSealKeys, sync }: SealsNeeds): HandlersOf<'seals'> {
  let askedAt = Number.NEGATIVE_INFINITY;

  async function askAgain(): Promise<void> {
    if (sync.status().line !== 'up' || Math.abs(now() - askedAt) < askEveryMs) return;
    askedAt = now();
    try {
      await renewSealKeys();
    } catch (error) {
      // Without the centre the kept list has to do, and the verdict says how old it is.
      if (!(error instanceof Unreachable)) throw error;
    }
  }

  return {
    'seals.check': async ({ text }) => {
      const first = verdictOf(text, readSealKeys(read));
      if (first.verdict !== 'unknown' && !(first.verdict === 'genuine' && first.listOlder)) return first;
      await askAgain();
      return verdictOf(text, readSealKeys(read));
    },
  };
}

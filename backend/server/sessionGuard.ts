import * as z from 'zod';
import type { Id } from '../../shared/lib/ids.ts';
import { Unreachable, type ClinicApi } from '../sync/clinicApi.ts';
import type { OwnedSession } from './session.ts';
import { sessionEndings, type SessionEnding } from './sessionEnding.ts';

const State = z.object({ state: z.enum(['open', 'ended']), why: z.string().nullable() });

export interface SessionGuard {
  /** The server has refused the token of this sign-in, in the middle of the person's visit. */
  refused(signInId: Id): Promise<void>;
}

/**
 * Row R6: a session that was ended elsewhere ends here too, and the person in front is told why. Only the server's own word ends it: a
 * refusal that it does not confirm may be a server that is just starting.
 */
export function createSessionGuard({ clinic, session, publish }: { readonly clinic: ClinicApi; readonly session: OwnedSession; readonly publish: (topics: readonly string[]) => void }): SessionGuard {
  async function reason(signInId: Id): Promise<SessionEnding | null> {
    const answer = await clinic.send({ method: 'GET', path: '/identity/sign-in/state', as: 'device', signInId });
    if (answer.status === 404) return 'over';
    const state = answer.status === 200 ? State.safeParse(answer.body).data : undefined;
    if (state?.state !== 'ended') return null;
    return sessionEndings.find((one) => one === state.why) ?? 'over';
  }

  return {
    async refused(signInId) {
      try {
        const why = await reason(signInId);
        // While it was asked, the person may have left and another one come.
        if (why === null || session.patient()?.signInId !== signInId) return;
        session.end(why);
        publish(['identity', 'appointments', 'documents', 'papers', 'slips']);
      } catch (error) {
        // The next round finds the token refused again.
        if (!(error instanceof Unreachable)) throw error;
      }
    },
  };
}

import * as z from 'zod';
import type { Output } from '../../../shared/contract.ts';
import type { EsiaEnding } from '../../../shared/features/esia.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { Unreachable } from '../../sync/clinicApi.ts';

type State = Output<'esia.state'>;
type EsiaNeeds = Pick<BackendParts, 'clinic' | 'device' | 'onLeave' | 'publish' | 'shell' | 'signIns'> & {
  /** The version of the terms the page before the window names (R4). */
  readonly termsInForce: () => string | null;
};

const Started = z.object({
  attemptId: Id,
  authorizeUrl: z.url(),
  callbackUrl: z.url(),
  hosts: z.array(z.string()),
  seconds: z.int().positive().max(600),
  logoutUrl: z.url().nullable(),
});

const windowEndings = { cancelled: 'cancelled', timeout: 'timed_out', failed: 'failed' } as const satisfies Record<string, EsiaEnding>;
const startRefusals = ['esia_off', 'esia_unavailable', 'slow_down'] as const;
const finishRefusals = [
  'esia_callback_refused', 'esia_declined', 'esia_unconfirmed', 'esia_child', 'esia_ask_reception', 'esia_attempt_gone', 'esia_unavailable', 'locked', 'slow_down',
] as const satisfies readonly EsiaEnding[];

/** The server asks ESIA for the token and the person meanwhile; a patient sees that we are waiting. */
const finishMs = 30_000;

/** Row R5. The page sees only how far it has come: address, callback and code stay between server, backend and the window in main. */
export function createEsiaHandlers({ clinic, device, onLeave, publish, shell, signIns, termsInForce }: EsiaNeeds): HandlersOf<'esia'> {
  let state: State = { phase: 'none', ending: null };
  let attempt: Id | null = null;
  let starting = false;

  function become(next: State): void {
    state = next;
    publish(['esia']);
  }

  /** The server forgets the attempt by itself too; without a line nothing is lost. */
  async function cancel(): Promise<void> {
    if (attempt === null) return;
    const attemptId = attempt;
    attempt = null;
    try {
      await clinic.send({ method: 'POST', path: '/identity/esia/cancel', as: 'device', body: { attemptId }, timeoutMs: 700 });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
  }
  onLeave(cancel);

  async function begin(): Promise<z.infer<typeof Started> | Refusal<(typeof startRefusals)[number] | 'offline' | 'try_later'>> {
    try {
      const answer = await clinic.send({ method: 'POST', path: '/identity/esia/start', as: 'device', body: {}, timeoutMs: 8_000 });
      if (answer.status >= 300) return new Refusal(startRefusals.find((code) => code === answer.refusal) ?? 'try_later');
      return Started.parse(answer.body);
    } catch (error) {
      if (error instanceof Unreachable) return new Refusal('offline');
      throw error;
    }
  }

  async function finish({ outcome, query }: Awaited<ReturnType<BackendParts['shell']['openEsia']>>, attemptId: Id, terms: string | null): Promise<void> {
    // Somebody has left, or begun anew: what this window brought belongs to nobody.
    if (attempt !== attemptId) return;
    if (outcome !== 'callback' || query === null) {
      become({ phase: 'ended', ending: outcome === 'callback' ? 'failed' : windowEndings[outcome] });
      return cancel();
    }
    become({ phase: 'finishing', ending: null });
    // Used up by the next line, whatever comes of it: the code in the callback is good for one exchange.
    attempt = null;
    const signedIn = await signIns.signIn({ path: '/identity/esia/finish', body: { attemptId, query, ...(terms === null ? {} : { terms }) }, timeoutMs: finishMs, refusals: finishRefusals, pageWaits: false });
    become(signedIn instanceof Refusal ? { phase: 'ended', ending: signedIn.code } : { phase: 'signedIn', ending: null });
  }

  return {
    'esia.state': () => state,

    'esia.signIn': async ({ language, accessible }) => {
      if ((device().policy.esia ?? 'off') === 'off') return new Refusal('esia_off');
      // A second window over the first: which of the two the patient types into would be chance.
      if (starting || attempt !== null || signIns.running()) return new Refusal('try_later');
      starting = true;
      // As the page named them now: by the time the window has gone there may be a newer version.
      const terms = termsInForce();
      try {
        const started = await begin();
        if (started instanceof Refusal) return started;
        const { attemptId, authorizeUrl, callbackUrl, hosts, seconds, logoutUrl } = started;
        attempt = attemptId;
        become({ phase: 'open', ending: null });
        void shell
          .openEsia({ attempt: attemptId, url: authorizeUrl, callback: callbackUrl, hosts, seconds, logoutUrl, language, accessible })
          .then((ended) => finish(ended, attemptId, terms))
          .catch(() => become({ phase: 'ended', ending: 'failed' }));
        return {};
      } finally {
        starting = false;
      }
    },
  };
}

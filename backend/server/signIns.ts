import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { limits } from '../../shared/rpc/wire.ts';
import { Unreachable, type ClinicApi } from '../sync/clinicApi.ts';
import { Refusal, type Actor, type Representative } from './handler.ts';

/** A request that the server answers with a sign-in of a patient: by password, by a code, by ESIA, by acting for somebody. */
export interface SignInRequest<Code extends string> {
  readonly path: string;
  readonly body: unknown;
  readonly timeoutMs: number;
  /** What the server may answer instead, as its feature declares it; anything else becomes `try_later`. */
  readonly refusals: readonly Code[];
  /** False when the page asks by and by what has become of it, and so has nothing to stop waiting for. */
  readonly pageWaits: boolean;
}

type Outcome<Code extends string> = Refusal<Code | 'offline' | 'try_later'> | 'signed_in';

/** The one way to a signed-in patient, whichever feature has the proof. Features are islands, so it stands between them. */
export interface SignIns {
  /** Ends with the patient's records in memory, or with nothing of the patient anywhere. */
  signIn<Code extends string>(request: SignInRequest<Code>): Promise<Outcome<Code>>;
  /**
   * R10: from the signed-in person to another whom they may act for, or back. Refused, everything stays; once the server has agreed, the
   * first one's rows are gone before the second's come, and if those do not come, nobody is signed in.
   */
  switchTo<Code extends string>(request: SignInRequest<Code>): Promise<Outcome<Code>>;
  /** Records are still arriving: nobody is shown as signed in, because half of them would look like all. */
  running(): boolean;
  /** The same, in the middle of `switchTo`. */
  switching(): boolean;
  /** Tells the server that the token is dead. Without a line it dies there by its own age. */
  signOut(): Promise<void>;
}

interface SignInNeeds {
  readonly clinic: ClinicApi;
  readonly session: { actor(): Actor; begin(patient: { patientId: Id; signInId: Id; token: string; representative?: Representative }): void; end(): void };
  readonly sync: { loadPatient(): Promise<void> };
  readonly publish: (topics: readonly string[]) => void;
  /** Left out: this process's own. */
  readonly monotonicNow?: () => number;
}

const Name = z.object({ family: z.string(), given: z.string(), patronymic: z.string().nullable() });
const SignedIn = z.object({
  signInId: Id,
  token: z.string().min(1),
  patientId: Id,
  representative: z.object({ patientId: Id, name: Name }).nullish(),
});

export function createSignIns({ clinic, session, sync, publish, monotonicNow = () => performance.now() }: SignInNeeds): SignIns {
  let doing: 'signIn' | 'switch' | null = null;
  let loading = false;

  async function signOut(): Promise<void> {
    try {
      await clinic.send({ method: 'POST', path: '/identity/sign-out', as: 'patient', body: {}, timeoutMs: 700 });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
  }

  async function attempt<Code extends string>({ path, body, timeoutMs, refusals, pageWaits }: SignInRequest<Code>, as: 'device' | 'patient'): Promise<Outcome<Code>> {
    const begun = monotonicNow();
    const before = session.actor().signInId;
    try {
      const answer = await clinic.send({ method: 'POST', path, as, body, timeoutMs });
      if (answer.status >= 300) return new Refusal(refusals.find((code) => code === answer.refusal) ?? 'try_later');
      const { representative, ...signedIn } = SignedIn.parse(answer.body);
      // Whoever asked has left, or was signed out, while the server thought: nobody may be signed in behind their back.
      if (session.actor().signInId !== before) return new Refusal('try_later');
      // The rows of the first are gone before the second can begin.
      session.end();
      session.begin({ ...signedIn, ...(representative ? { representative } : {}) });
    } catch (error) {
      if (error instanceof Unreachable) return new Refusal('offline');
      throw error;
    }

    loading = true;
    try {
      await sync.loadPatient();
      // The page has stopped waiting and said that it did not work: nobody may be signed in behind its back.
      if (pageWaits && monotonicNow() - begun > limits.deadlineMs) throw new Unreachable('too late');
      return 'signed_in';
    } catch (error) {
      // Half a record would be shown as the whole of it; the next patient must not find any of it either.
      await signOut();
      session.end();
      if (error instanceof Unreachable) return new Refusal('offline');
      throw error;
    } finally {
      loading = false;
    }
  }

  async function alone<Code extends string>(what: 'signIn' | 'switch', request: SignInRequest<Code>): Promise<Outcome<Code>> {
    // Two at once would lay one patient's records over another's.
    if (doing !== null) return new Refusal('try_later');
    doing = what;
    try {
      return await attempt(request, what === 'switch' ? 'patient' : 'device');
    } finally {
      doing = null;
      publish(['identity', 'appointments', 'documents', 'papers', 'slips']);
    }
  }

  return {
    async signIn(request) {
      // A patient never becomes another one by a second proof: only by a right to act for them.
      return session.actor().role === 'patient' ? new Refusal('try_later') : alone('signIn', request);
    },
    async switchTo(request) {
      return session.actor().role === 'patient' ? alone('switch', request) : new Refusal('try_later');
    },
    running: () => doing === 'signIn',
    switching: () => doing === 'switch' && loading,
    signOut,
  };
}

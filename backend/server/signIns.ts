import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { limits } from '../../shared/rpc/wire.ts';
import { Unreachable, type ClinicApi } from '../sync/clinicApi.ts';
import { Refusal, type Actor } from './handler.ts';

/** A request that the server answers with a sign-in of a patient: by password, by a code, by ESIA. */
export interface SignInRequest<Code extends string> {
  readonly path: string;
  readonly body: unknown;
  readonly timeoutMs: number;
  /** What the server may answer instead, as its feature declares it; anything else becomes `try_later`. */
  readonly refusals: readonly Code[];
  /** False when the page asks by and by what has become of it, and so has nothing to stop waiting for. */
  readonly pageWaits: boolean;
}

/** The one way to a signed-in patient, whichever feature has the proof. Features are islands, so it stands between them. */
export interface SignIns {
  /** Ends with the patient's records in memory, or with nothing of the patient anywhere. */
  signIn<Code extends string>(request: SignInRequest<Code>): Promise<Refusal<Code | 'offline' | 'try_later'> | 'signed_in'>;
  /** Records are still arriving: nobody is shown as signed in, because half of them would look like all. */
  running(): boolean;
  /** Tells the server that the token is dead. Without a line it dies there by its own age. */
  signOut(): Promise<void>;
}

interface SignInNeeds {
  readonly clinic: ClinicApi;
  readonly session: { actor(): Actor; begin(patient: { patientId: Id; signInId: Id; token: string }): void; end(): void };
  readonly sync: { loadPatient(): Promise<void> };
  readonly publish: (topics: readonly string[]) => void;
}

const SignedIn = z.object({ signInId: Id, token: z.string().min(1), patientId: Id });

export function createSignIns({ clinic, session, sync, publish }: SignInNeeds): SignIns {
  let running = false;

  async function signOut(): Promise<void> {
    try {
      await clinic.send({ method: 'POST', path: '/identity/sign-out', as: 'patient', body: {}, timeoutMs: 700 });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
  }

  async function attempt<Code extends string>({ path, body, timeoutMs, refusals, pageWaits }: SignInRequest<Code>): Promise<Refusal<Code | 'offline' | 'try_later'> | 'signed_in'> {
    const begun = performance.now();
    try {
      const answer = await clinic.send({ method: 'POST', path, as: 'device', body, timeoutMs });
      if (answer.status >= 300) return new Refusal(refusals.find((code) => code === answer.refusal) ?? 'try_later');
      session.begin(SignedIn.parse(answer.body));
    } catch (error) {
      if (error instanceof Unreachable) return new Refusal('offline');
      throw error;
    }

    try {
      await sync.loadPatient();
      // The page has stopped waiting and said that it did not work: nobody may be signed in behind its back.
      if (pageWaits && performance.now() - begun > limits.deadlineMs) throw new Unreachable('too late');
      return 'signed_in';
    } catch (error) {
      // Half a record would be shown as the whole of it; the next patient must not find any of it either.
      await signOut();
      session.end();
      if (error instanceof Unreachable) return new Refusal('offline');
      throw error;
    }
  }

  return {
    async signIn(request) {
      // Two sign-ins at once would lay one patient's records over another's, and a patient never becomes another one.
      if (running || session.actor().role === 'patient') return new Refusal('try_later');
      running = true;
      try {
        return await attempt(request);
      } finally {
        running = false;
        publish(['identity', 'appointments', 'slips']);
      }
    },
    running: () => running,
    signOut,
  };
}

import * as z from 'zod';
import { Id } from '../../../shared/lib/ids.ts';
import { limits } from '../../../shared/rpc/wire.ts';
import { Refusal } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { Unreachable } from '../../sync/clinicApi.ts';

type LocalRefusal = 'login_empty' | 'password_empty' | 'login_not_email' | 'too_long';
type SignInRefusal = LocalRefusal | 'wrong_login' | 'slow_down' | 'locked' | 'offline' | 'try_later';

/** RFC 5321: an address has at most 254 characters. */
const longestLogin = 254;
const longestPassword = 1_024;

/** Only what can be said for certain: the server knows which addresses exist, and says no more than `wrong_login`. */
const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;

/** Spaces around an address come from keyboards and copying, never from the patient's intent. A password is left as typed. */
export function cleanLogin(typed: string): string {
  return typed.normalize('NFC').trim();
}

export function checkTyped(login: string, password: string): LocalRefusal | null {
  if (login === '') return 'login_empty';
  if (login.length > longestLogin) return 'too_long';
  if (password === '') return 'password_empty';
  if (password.length > longestPassword) return 'too_long';
  return address.test(login) ? null : 'login_not_email';
}

const SignedIn = z.object({ signInId: Id, token: z.string().min(1), patientId: Id });
const serverRefusals = ['wrong_login', 'slow_down', 'locked'] as const;

/** Ends with the patient's records in memory, or with nothing of the patient anywhere. */
export async function signIn(
  { clinic, session, sync }: Pick<BackendParts, 'clinic' | 'session' | 'sync'>,
  login: string,
  password: string,
): Promise<Refusal<SignInRefusal> | 'signed_in'> {
  const begun = performance.now();
  try {
    const answer = await clinic.send({
      method: 'POST',
      path: '/identity/sign-in',
      as: 'device',
      body: { login, password },
      timeoutMs: 8_000,
    });
    if (answer.status >= 300) return new Refusal(serverRefusals.find((code) => code === answer.refusal) ?? 'try_later');
    session.begin(SignedIn.parse(answer.body));
  } catch (error) {
    if (error instanceof Unreachable) return new Refusal('offline');
    throw error;
  }

  try {
    await sync.loadPatient();
    // The page has stopped waiting and said that it did not work: nobody may be signed in behind its back.
    if (performance.now() - begun > limits.deadlineMs) throw new Unreachable('too late');
    return 'signed_in';
  } catch (error) {
    // Half a record would be shown as the whole of it; the next patient must not find any of it either.
    await signOut({ clinic });
    session.end();
    if (error instanceof Unreachable) return new Refusal('offline');
    throw error;
  }
}

/** Tells the server that the token is dead. Without a line it dies there by its own age. */
export async function signOut({ clinic }: Pick<BackendParts, 'clinic'>): Promise<void> {
  try {
    await clinic.send({ method: 'POST', path: '/identity/sign-out', as: 'patient', body: {}, timeoutMs: 700 });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
}

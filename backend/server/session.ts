import type { Id } from '../../shared/lib/ids.ts';
import type { Actor } from './handler.ts';
import type { Session } from './parts.ts';

/** The backend's own view of the session: with the token, which no handler ever sees. */
export interface OwnedSession extends Session {
  token(): string | null;
  patient(): { readonly patientId: Id; readonly signInId: Id } | null;
}

/** `forget` empties the patient's rows; it runs before the next patient can begin. */
export function createSession(forget: () => void): OwnedSession {
  let current: { readonly patientId: Id; readonly signInId: Id; readonly token: string } | null = null;

  return {
    actor: (): Actor =>
      current ? { role: 'patient', patientId: current.patientId, signInId: current.signInId } : { role: 'visitor', patientId: null, signInId: null },
    begin(patient) {
      if (current) throw new Error('a second patient in one session');
      forget();
      current = patient;
    },
    end() {
      if (!current) return;
      current = null;
      forget();
    },
    token: () => current?.token ?? null,
    patient: () => current && { patientId: current.patientId, signInId: current.signInId },
  };
}

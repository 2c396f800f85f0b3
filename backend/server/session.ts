import type { Id } from '../../shared/lib/ids.ts';
import type { Actor, Representative } from './handler.ts';
import type { Session } from './parts.ts';
import type { SessionEnding } from './sessionEnding.ts';

/** The backend's own view of the session: with the token, which no handler ever sees. */
export interface OwnedSession extends Session {
  token(): string | null;
  patient(): { readonly patientId: Id; readonly signInId: Id } | null;
}

/** `forget` empties the patient's rows; it runs before the next patient can begin. */
export function createSession(forget: () => void): OwnedSession {
  let ending: SessionEnding | null = null;
  let current: { readonly patientId: Id; readonly signInId: Id; readonly token: string; readonly representative?: Representative } | null = null;

  return {
    actor: (): Actor =>
      current
        ? { role: 'patient', patientId: current.patientId, signInId: current.signInId, ...(current.representative ? { representative: current.representative } : {}) }
        : { role: 'visitor', patientId: null, signInId: null },
    begin(patient) {
      if (current) throw new Error('a second patient in one session');
      forget();
      ending = null;
      current = patient;
    },
    end(why = null) {
      if (!current) return;
      current = null;
      ending = why;
      forget();
    },
    ending: () => ending,
    token: () => current?.token ?? null,
    patient: () => current && { patientId: current.patientId, signInId: current.signInId },
  };
}

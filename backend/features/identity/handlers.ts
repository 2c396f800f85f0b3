import type { Me } from '../../../shared/features/identity.ts';
import { maskedPhone } from '../../../shared/lib/phone.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type Actor, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { checkTyped, cleanLogin } from './typedLogin.ts';
import { findPatient } from './store.ts';

export type IdentityNeeds = Pick<BackendParts, 'onLeave' | 'read' | 'session' | 'shell' | 'signIns'> & {
  /** The version of the terms the page of the sign-in names (R4). */
  readonly termsInForce: () => string | null;
};

export function createIdentityHandlers({ onLeave, read, session, shell, signIns, termsInForce }: IdentityNeeds): HandlersOf<'identity'> {
  onLeave(async () => {
    if (session.actor().role === 'patient') await signIns.signOut();
  });

  return {
    'identity.me': (db, _input, { actor }) => {
      if (signIns.running()) return visitor;
      if (signIns.switching()) return nobodyYet;
      const ended = actor.role === 'visitor' ? session.ending() : null;
      return { ...readMe(db, actor), ...(ended === null ? {} : { ended }) };
    },

    'identity.signIn': async (typed) => {
      const login = cleanLogin(typed.login);
      const refused = checkTyped(login, typed.password);
      if (refused !== null) return new Refusal(refused);
      const terms = termsInForce();
      const outcome = await signIns.signIn({
        path: '/identity/sign-in',
        body: { login, password: typed.password, ...(terms === null ? {} : { terms }) },
        timeoutMs: 8_000,
        refusals: ['wrong_login', 'slow_down', 'locked', 'esia_required'],
        pageWaits: true,
      });
      return outcome instanceof Refusal ? outcome : { me: readMe(read, session.actor()) };
    },

    'identity.leave': async () => {
      shell.leave();
      return {};
    },
  };
}

const visitor: Me = { role: 'visitor', patient: null };
/** Somebody is signed in, and the records of whom they act for now are still arriving. */
const nobodyYet: Me = { role: 'patient', patient: null };

export function readMe(db: ReadDb, { role, patientId, representative }: Actor): Me {
  if (role !== 'patient' || patientId === null) return visitor;
  const row = findPatient(db, patientId);
  if (row === undefined) return { role: 'patient', patient: null };
  const { id, family, given, patronymic, birthDate, phone } = row;
  return {
    role: 'patient',
    patient: { id, family, given, patronymic, birthDate, phoneMasked: phone === null ? null : maskedPhone(phone) },
    ...(representative === undefined ? {} : { representative: representative.name }),
  };
}

import type { Me } from '../../../shared/features/identity.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type Actor, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { checkTyped, cleanLogin, signIn, signOut } from './signIn.ts';
import { findPatient } from './store.ts';

export type IdentityNeeds = Pick<BackendParts, 'clinic' | 'onLeave' | 'publish' | 'read' | 'session' | 'shell' | 'sync'>;

export function createIdentityHandlers(needs: IdentityNeeds): HandlersOf<'identity'> {
  const { onLeave, publish, read, session, shell } = needs;
  let signingIn = false;

  onLeave(async () => {
    if (session.actor().role === 'patient') await signOut(needs);
  });

  return {
    // While records are still arriving nobody is shown as signed in: half of them would look like all.
    'identity.me': (db, _input, { actor }) => (signingIn ? visitor : readMe(db, actor)),

    'identity.signIn': async (typed) => {
      const login = cleanLogin(typed.login);
      const refused = checkTyped(login, typed.password);
      if (refused !== null) return new Refusal(refused);
      // Two sign-ins at once would lay one patient's records over another's.
      if (signingIn) return new Refusal('try_later');
      signingIn = true;
      try {
        const outcome = await signIn(needs, login, typed.password);
        if (outcome instanceof Refusal) return outcome;
        publish(['identity', 'appointments', 'slips']);
        return { me: readMe(read, session.actor()) };
      } finally {
        signingIn = false;
      }
    },

    'identity.leave': async () => {
      shell.leave();
      return {};
    },
  };
}

const visitor: Me = { role: 'visitor', patient: null };

function readMe(db: ReadDb, { role, patientId }: Actor): Me {
  if (role !== 'patient' || patientId === null) return visitor;
  const row = findPatient(db, patientId);
  if (row === undefined) return { role: 'patient', patient: null };
  const { id, family, given, patronymic, birthDate, phone } = row;
  return { role: 'patient', patient: { id, family, given, patronymic, birthDate, phoneMasked: phone === null ? null : masked(phone) } };
}

/** `+7 ··· ···-12-34`: enough to know one's own number, too little to take down somebody else's. */
function masked(phone: string): string | null {
  const digits = phone.replace(/\D/g, '');
  return digits.length < 10 ? null : `+7 ··· ···-${digits.slice(-4, -2)}-${digits.slice(-2)}`;
}

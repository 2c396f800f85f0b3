import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { MoscowDay } from '../lib/moscow.ts';
import { query, task, type Role } from '../rpc/procedure.ts';

export const Me = z.object({
  role: z.enum(['visitor', 'patient']),
  /** Null for a visitor. The status line shows given name and patronymic, never the surname. */
  patient: z
    .object({ id: Id, family: z.string(), given: z.string(), patronymic: z.string().nullable(), birthDate: MoscowDay, phoneMasked: z.string().nullable() })
    .nullable(),
  /** R10: who acts for `patient`. Absent: the patient does. */
  representative: z.object({ family: z.string(), given: z.string(), patronymic: z.string().nullable() }).optional(),
  /**
   * R6: the session was ended elsewhere, and this is why: `locked` by a registrar, `locked_by_rule` after many wrong passwords,
   * `password_changed` by the owner, `representation_over`: the right to act for the patient was taken back or has run out, `ended_by_owner` from another place,
   * `closed`: the owner has closed the account, `over` by its age.
   */
  ended: z.enum(['locked', 'locked_by_rule', 'password_changed', 'representation_over', 'ended_by_owner', 'closed', 'over']).optional(),
});
export type Me = z.infer<typeof Me>;

const everyone: readonly [Role, ...Role[]] = ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'];

export const identity = {
  'identity.me': query({ allow: everyone, input: z.object({}), output: Me, subjects: ({ patient }) => (patient ? [patient.id] : []) }),
  /**
   * R4. Answers when the patient's own records are in memory. `wrong_login` never tells which of the two was wrong.
   * `slow_down` and `locked` come from the server's throttle; `esia_required`: the clinic lets people in by Госуслуги only, and this device did not know yet.
   */
  'identity.signIn': task({
    allow: ['visitor'],
    input: z.object({ login: z.string().max(10_000), password: z.string().max(10_000) }),
    output: z.object({ me: Me }),
    errors: ['login_empty', 'password_empty', 'login_not_email', 'too_long', 'wrong_login', 'slow_down', 'locked', 'esia_required', 'offline', 'try_later'],
  }),
  /** Ends the visit to the kiosk for patient and visitor alike: the hold is given back, main destroys window, partition and backend. */
  'identity.leave': task({ allow: everyone, input: z.object({ reason: z.enum(['left', 'idle']) }), output: z.object({}), errors: [] }),
};

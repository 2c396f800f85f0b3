import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { query, task, type Role } from '../rpc/procedure.ts';

/** From the least to the most; each may what those before it may (row R9). */
export const StaffRole = z.enum(['registrar', 'seniorRegistrar', 'administrator']);
export type StaffRole = z.infer<typeof StaffRole>;

const anyStaff: readonly [Role, ...Role[]] = ['registrar', 'seniorRegistrar', 'administrator'];
const atTheDesk: readonly [Role, ...Role[]] = ['visitor', ...anyStaff];

export const staff = {
  'staff.me': query({
    allow: atTheDesk,
    input: z.object({}),
    output: z.object({
      member: z
        .object({
          id: Id,
          name: z.string(),
          login: z.string(),
          role: StaffRole,
          /** `offline`: by the password this desk remembers; nothing of the centre's can be asked for until they sign in again. */
          mode: z.enum(['online', 'offline']),
        })
        .nullable(),
      /** Why the last sign-in ended without anybody asking, and whose it was: the page says so and offers the same login. */
      ended: z.object({ why: z.enum(['idle', 'over']), login: z.string() }).nullable(),
    }),
  }),
  /**
   * Asks the server; without a line, what this desk remembers. `wrong_login` never tells which of the two was wrong, `offline_refused` not
   * whether anybody of this name has ever been here.
   */
  'staff.signIn': task({
    allow: ['visitor'],
    input: z.object({ login: z.string().max(1_000), password: z.string().max(1_000) }),
    output: z.discriminatedUnion('state', [
      z.object({ state: z.literal('in'), mode: z.enum(['online', 'offline']) }),
      z.object({ state: z.literal('wait'), waitSeconds: z.int().positive() }),
    ]),
    errors: ['login_empty', 'password_empty', 'not_here', 'wrong_login', 'offline_refused', 'offline_expired', 'offline_clock', 'device_refused', 'try_later'],
  }),
  'staff.signOut': task({ allow: atTheDesk, input: z.object({}), output: z.object({}), errors: [] }),
  /** Somebody is at the keyboard. The desk closes ten minutes after the last word of this. */
  'staff.touched': task({ allow: atTheDesk, input: z.object({}), output: z.object({}), errors: [] }),
};

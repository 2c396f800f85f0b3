import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { Instant } from '../lib/moscow.ts';
import { task, type Role } from '../rpc/procedure.ts';

/** Longer than anything a person means: what is really too long gets a sentence of its own from page and server. */
const text = z.string().max(1_000);

const owner: readonly [Role, ...Role[]] = ['patient'];

export const OwnSession = z.object({
  id: Id,
  /** The one at this very device. */
  here: z.boolean(),
  /** The office its device stands in. */
  place: z.object({ ru: z.string(), en: z.string().nullable() }).nullable(),
  method: z.enum(['password', 'email', 'esia', 'code']),
  /** R10: by initials; `for`: there the owner acts for this person, `by`: this person acts for the owner. */
  acting: z.object({ who: z.enum(['for', 'by']), name: z.string() }).nullable(),
  startedAt: Instant,
  /** When it ends at the latest. */
  endsAt: Instant,
});
export type OwnSession = z.infer<typeof OwnSession>;

/** `not_own_account`: whoever acts for another person (R10) does not touch that person's account, nor their own, before going back to themselves. */
const anyCall = ['not_own_account', 'slow_down', 'offline', 'try_later'] as const;
/**
 * What shows once more that it is the owner. `wrong_password`; `sign_in_again`: an account without a password, and the sign-in by
 * Gosuslugi is older than five minutes; `no_account`: signed in by a registrar's code, which has no account behind it.
 */
const proof = [...anyCall, 'wrong_password', 'sign_in_again', 'no_account'] as const;

/** R11. The account of whoever is signed in: nobody else's, and no id of an account ever comes from the page. */
export const account = {
  'account.overview': task({
    allow: owner,
    input: z.object({}),
    output: z.object({
      patientId: Id,
      /** The address they sign in with; null: by Gosuslugi or a registrar's code only. */
      login: z.string().nullable(),
      hasPassword: z.boolean(),
      esiaLinked: z.boolean(),
      /** Masked, as `identity.me` shows it. */
      phone: z.string().nullable(),
      /** An address that waits for its code, asked for in this very sign-in. */
      pendingEmail: z.string().nullable(),
      sessions: z.array(OwnSession),
    }),
    errors: anyCall,
    subjects: ({ patientId }) => [patientId],
  }),
  /** `commandId`: made with what was typed, so that asking again after a lost answer is changing once. `no_password`: the account has none to change; it is set by a letter (an address first, then «forgot the password»). */
  'account.changePassword': task({
    allow: owner,
    input: z.object({ commandId: Id, current: text, next: text }),
    output: z.object({}),
    errors: [...proof, 'password_short', 'password_long', 'password_common', 'no_password'],
  }),
  /** `current`: null where there is no password. */
  'account.changePhone': task({
    allow: owner,
    input: z.object({ phone: text, current: text.nullable() }),
    output: z.object({}),
    errors: [...proof, 'phone_invalid'],
  }),
  /** A letter to the new address, and one to the old address if there is one. Says the same of every address, somebody else's included. */
  'account.changeEmail': task({
    allow: owner,
    input: z.object({ email: text, current: text.nullable() }),
    output: z.object({ codeSeconds: z.int().positive() }),
    errors: [...proof, 'email_invalid', 'same_email', 'mail_unavailable'],
  }),
  /** Both codes or neither. `wrong_code` never tells which; `code_gone`: run out, five tries, or begun in another sign-in. `oldCode`: null where there was no address. */
  'account.confirmEmail': task({
    allow: owner,
    input: z.object({ oldCode: text.nullable(), newCode: text }),
    output: z.object({}),
    errors: [...anyCall, 'wrong_code', 'code_gone'],
  }),
  /** Every other sign-in of this person, on every device. */
  'account.endOthers': task({ allow: owner, input: z.object({}), output: z.object({ ended: z.int().nonnegative() }), errors: anyCall }),
  /** For good. Signed out here at once, with `identity.me` saying `ended: 'closed'`. */
  'account.close': task({ allow: owner, input: z.object({ current: text.nullable() }), output: z.object({}), errors: proof }),
};

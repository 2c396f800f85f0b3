import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { task } from '../rpc/procedure.ts';

/** Longer than anything a person means: what is really too long gets a sentence of its own from page and server. */
const text = z.string().max(1_000);

/** How long the six digits and the link of the letter are good for. Said of every address alike, whether or not a letter goes out. */
const Sent = z.object({ registrationId: Id, codeSeconds: z.int().positive(), linkSeconds: z.int().positive() });
export type Sent = z.infer<typeof Sent>;

/** What only the server knows, whoever asks. `esia_required`: the clinic lets people in by Госуслуги only. */
const anyCall = ['invalid_request', 'slow_down', 'offline', 'try_later'] as const;
const password = [...anyCall, 'esia_required'] as const;
const letter = [...password, 'mail_unavailable'] as const;

/**
 * R3, R7, R8: a person without a session. Nothing here tells whether an address or a person is known: the server answers everybody alike.
 * The right to set the password that a right code gives stays in the backend; the page never holds it.
 */
export const registration = {
  /** `documents_not_accepted`: terms and consent were signed too long ago, or a newer version has come. */
  'registration.send': task({
    allow: ['visitor'],
    input: z.object({
      email: text,
      family: text,
      given: text,
      patronymic: text.nullable(),
      birthDate: text,
      phone: text,
      snils: text.nullable(),
      acceptances: z.array(Id).max(8),
    }),
    output: Sent,
    errors: [...letter, 'documents_not_accepted'],
  }),
  'registration.recover': task({ allow: ['visitor'], input: z.object({ email: text }), output: Sent, errors: letter }),
  /** A new code and a new link; the former ones are dead. `code_gone`: begin again. */
  'registration.resend': task({ allow: ['visitor'], input: z.object({ registrationId: Id }), output: Sent, errors: [...letter, 'code_gone'] }),
  'registration.enterCode': task({
    allow: ['visitor'],
    input: z.object({ registrationId: Id, code: text }),
    output: z.object({ expiresInSeconds: z.int().positive() }),
    errors: [...password, 'wrong_code', 'code_gone'],
  }),
  /** Ends signed in. A refused password leaves the right to set one as it was; `grant_gone` asks for a new code. */
  'registration.setPassword': task({
    allow: ['visitor'],
    input: z.object({ registrationId: Id, password: text }),
    output: z.object({}),
    errors: [...password, 'grant_gone', 'password_short', 'password_long', 'password_common', 'documents_not_accepted', 'locked'],
  }),
  /** R7: the code a registrar has minted for this one visit. */
  'registration.signInByCode': task({ allow: ['visitor'], input: z.object({ code: text }), output: z.object({}), errors: [...anyCall, 'wrong_code', 'locked'] }),
  /** R8. `url` is drawn as a QR and holds nothing personal; `matchCode` stands on both screens to be compared. */
  'registration.toPhone': task({
    allow: ['visitor'],
    input: z.discriminatedUnion('step', [
      z.object({ step: z.literal('form'), acceptances: z.array(Id).max(8) }),
      z.object({ step: z.literal('password'), registrationId: Id }),
    ]),
    output: z.object({ handoffId: Id, url: z.url(), matchCode: z.string(), expiresInSeconds: z.int().positive() }),
    errors: [...password, 'documents_not_accepted', 'code_gone'],
  }),
  'registration.phoneState': task({
    allow: ['visitor'],
    input: z.object({ handoffId: Id }),
    output: z.object({ state: z.enum(['waiting', 'opened', 'done', 'gone']) }),
    errors: anyCall,
  }),
};

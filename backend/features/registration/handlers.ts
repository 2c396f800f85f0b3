import * as z from 'zod';
import { registration } from '../../../shared/features/registration.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { ask } from './ask.ts';

export type RegistrationNeeds = Pick<BackendParts, 'clinic' | 'onLeave' | 'signIns'> & {
  /** The version of the terms the pages that sign in name (R4). */
  readonly termsInForce: () => string | null;
};

const Granted = z.object({ grant: z.string().min(1), expiresInSeconds: z.int().positive() });
const Sent = registration['registration.send'].output;
const letter = ['invalid_request', 'slow_down', 'mail_unavailable', 'esia_required'] as const;
const signInMs = 8_000;

/** Digits are copied from a letter or a slip of paper with spaces and hyphens between them. */
const bare = (code: string) => code.replace(/[\s\u2010-\u2015-]/g, '');

export function createRegistrationHandlers({ clinic, onLeave, signIns, termsInForce }: RegistrationNeeds): HandlersOf<'registration'> {
  // Lives as long as this backend: after a restart, and after the patient has left, a new code has to be asked for. It stands beside the
  // registration it was given for: whoever begins anew at this kiosk does not know that one, and cannot go on with it.
  let given: { readonly registrationId: Id; readonly grant: string } | null = null;
  onLeave(() => {
    given = null;
    return Promise.resolve();
  });
  const post = <T extends z.ZodType, Code extends string>(path: string, body: unknown, answers: T, refusals: readonly Code[]) => ask(clinic, { method: 'POST', path, body }, answers, refusals);

  function named(): { readonly terms?: string } {
    const terms = termsInForce();
    return terms === null ? {} : { terms };
  }

  return {
    'registration.send': (person) => post('/identity/registration', person, Sent, [...letter, 'documents_not_accepted']),
    'registration.recover': ({ email }) => post('/identity/recovery', { email }, Sent, letter),
    'registration.resend': ({ registrationId }) => post('/identity/registration/resend', { registrationId }, Sent, [...letter, 'code_gone']),

    'registration.enterCode': async ({ registrationId, code }) => {
      const answer = await post('/identity/registration/code', { registrationId, code: bare(code) }, Granted, ['invalid_request', 'slow_down', 'wrong_code', 'code_gone', 'esia_required']);
      if (answer instanceof Refusal) return answer;
      given = { registrationId, grant: answer.grant };
      return { expiresInSeconds: answer.expiresInSeconds };
    },

    'registration.setPassword': async ({ registrationId, password }) => {
      if (given?.registrationId !== registrationId) return new Refusal('grant_gone');
      const outcome = await signIns.signIn({
        path: '/identity/registration/password',
        body: { grant: given.grant, password, ...named() },
        timeoutMs: signInMs,
        refusals: ['invalid_request', 'slow_down', 'grant_gone', 'password_short', 'password_long', 'password_common', 'documents_not_accepted', 'locked', 'esia_required'],
        pageWaits: true,
      });
      if (outcome instanceof Refusal) return outcome;
      given = null;
      return {};
    },

    'registration.signInByCode': async ({ code }) => {
      const outcome = await signIns.signIn({
        path: '/identity/code-sign-in',
        body: { code: bare(code), ...named() },
        timeoutMs: signInMs,
        refusals: ['invalid_request', 'slow_down', 'wrong_code', 'locked'],
        pageWaits: true,
      });
      return outcome instanceof Refusal ? outcome : {};
    },

    'registration.toPhone': (step) => post('/identity/phone', step, registration['registration.toPhone'].output, ['invalid_request', 'slow_down', 'documents_not_accepted', 'code_gone', 'esia_required']),
    'registration.phoneState': ({ handoffId }) =>
      ask(clinic, { method: 'GET', path: `/identity/phone/${handoffId}` }, registration['registration.phoneState'].output, ['invalid_request', 'slow_down']),
  };
}

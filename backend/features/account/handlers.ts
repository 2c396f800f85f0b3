import * as z from 'zod';
import type { TaskChannel } from '../../../shared/contract.ts';
import { account } from '../../../shared/features/account.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { maskedPhone, phoneOf } from '../../../shared/lib/phone.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { Unreachable, type ClinicRequest } from '../../sync/clinicApi.ts';

export type AccountNeeds = Pick<BackendParts, 'clinic' | 'publish' | 'session' | 'sync'>;

type AccountChannel = Extract<TaskChannel, `account.${string}`>;
const Begun = z.object({ changeId: Id, codeSeconds: z.int().positive() });
const Nothing = z.unknown();

/** Digits are copied from a letter with spaces and hyphens between them. */
const bare = (code: string) => code.replace(/[\s\u2010-\u2015-]/g, '');

/**
 * R11. Every question goes under the person's own token: whose account it is, the server knows by that and by nothing else. The page never
 * learns the number of a change of address; it stays here, beside the sign-in it was begun in.
 */
export function createAccountHandlers({ clinic, publish, session, sync }: AccountNeeds): HandlersOf<'account'> {
  let begun: { readonly signInId: Id; readonly changeId: Id } | null = null;

  async function ask<T extends z.ZodType, C extends AccountChannel>(
    channel: C,
    request: Pick<ClinicRequest, 'method' | 'path' | 'body' | 'idempotencyKey'>,
    answers: T,
  ): Promise<z.infer<T> | Refusal<(typeof account)[C]['errors'][number] | 'offline' | 'try_later'>> {
    const errors: readonly (typeof account)[C]['errors'][number][] = account[channel].errors;
    try {
      const { status, body, refusal } = await clinic.send({ ...request, as: 'patient', timeoutMs: 8_000 });
      if (status < 300) return answers.parse(body);
      return new Refusal(errors.find((code) => code === refusal) ?? 'try_later');
    } catch (error) {
      if (error instanceof Unreachable) return new Refusal('offline');
      throw error;
    }
  }

  const post = (path: string, body: unknown) => ({ method: 'POST', path: `/identity/account/${path}`, body }) as const;

  /** What the server did shows in the person's own record, and on every screen that reads the account. */
  function changed(): void {
    sync.trigger();
    publish(['account']);
  }

  function changeOf({ actor }: CallContext): Id | null {
    return begun !== null && begun.signInId === actor.signInId ? begun.changeId : null;
  }

  return {
    'account.overview': async () => {
      const seen = await ask('account.overview', { method: 'GET', path: '/identity/account' }, account['account.overview'].output);
      return seen instanceof Refusal ? seen : { ...seen, phone: seen.phone === null ? null : maskedPhone(seen.phone) };
    },

    'account.changePassword': async ({ commandId, ...typed }) => {
      const answer = await ask('account.changePassword', { ...post('password', typed), idempotencyKey: commandId }, Nothing);
      if (answer instanceof Refusal) return answer;
      changed();
      return {};
    },

    'account.changePhone': async ({ phone, current }) => {
      const tidy = phoneOf(phone);
      if (tidy === null) return new Refusal('phone_invalid');
      const answer = await ask('account.changePhone', post('phone', { phone: tidy, current }), Nothing);
      if (answer instanceof Refusal) return answer;
      changed();
      return {};
    },

    'account.changeEmail': async (typed, { actor }) => {
      const answer = await ask('account.changeEmail', post('email', typed), Begun);
      if (answer instanceof Refusal) return answer;
      if (actor.signInId !== null) begun = { signInId: actor.signInId, changeId: answer.changeId };
      publish(['account']);
      return { codeSeconds: answer.codeSeconds };
    },

    'account.confirmEmail': async ({ oldCode, newCode }, context) => {
      const changeId = changeOf(context);
      if (changeId === null) return new Refusal('code_gone');
      const codes = { oldCode: oldCode === null ? null : bare(oldCode), newCode: bare(newCode) };
      const answer = await ask('account.confirmEmail', post('email/confirm', { changeId, ...codes }), Nothing);
      if (answer instanceof Refusal) return answer;
      begun = null;
      changed();
      return {};
    },

    'account.endOthers': async () => {
      const answer = await ask('account.endOthers', post('sessions/end-others', {}), account['account.endOthers'].output);
      if (!(answer instanceof Refusal)) publish(['account']);
      return answer;
    },

    'account.close': async (typed, { actor }) => {
      const answer = await ask('account.close', post('close', typed), Nothing);
      if (answer instanceof Refusal) return answer;
      // While the server answered, the person may have left and another one come: that one's session is not ours to end.
      if (session.actor().signInId === actor.signInId) {
        session.end('closed');
        publish(['identity', 'appointments', 'documents', 'papers', 'slips', 'account']);
      }
      return {};
    },
  };
}

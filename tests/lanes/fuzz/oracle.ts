import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { createHandlers } from '../../../backend/features/index.ts';
import type { CallContext, Handlers } from '../../../backend/server/handler.ts';
import { judgeInput } from '../../../backend/server/plainInput.ts';
import type { Features } from '../../../backend/server/runDevice.ts';
import type { ReadDb } from '../../../backend/db/types.ts';
import { contract, isChannel, type Channel } from '../../../shared/contract.ts';
import { Request, systemCodes } from '../../../shared/rpc/wire.ts';
import { personal } from './clinic.ts';
import { fieldNames } from './inputs.ts';
import { canary } from './values.ts';

/** What one message is by the contract's own schemas, looked at before it is sent. */
export interface Sent {
  readonly message: unknown;
  /** Null: nobody is to answer it. */
  readonly id: number | null;
  readonly channel: Channel | null;
  /** A call in form, whatever it asks for. */
  readonly isCall: boolean;
  readonly isValid: boolean;
  readonly isTooLarge: boolean;
}

export function lookAt(message: unknown): Sent {
  const request = Request.safeParse(message);
  if (!request.success) {
    const numbered = Request.pick({ id: true }).safeParse(message);
    return { message, id: numbered.success ? numbered.data.id : null, channel: null, isCall: false, isValid: false, isTooLarge: judgeInput(message) === 'too_large' };
  }
  const { id, channel, input } = request.data;
  const known = isChannel(channel) ? channel : null;
  const verdict = judgeInput(input);
  const isValid = known !== null && verdict === 'plain' && contract[known].input.safeParse(input).success;
  return { message, id, channel: known, isCall: true, isValid, isTooLarge: verdict === 'too_large' };
}

const Reply = z.union([
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({
    ok: z.literal(false),
    error: z.strictObject({ code: z.string(), fields: z.array(z.string()).optional(), reference: z.string().regex(/^[0-9A-F]{8}$/).optional() }),
  }),
]);
export type TypedReply = z.infer<typeof Reply>;

/** Everything wrong with an answer, in words without anything that was typed. `sent`: all that is waiting under this number. */
export function complaintsAbout(raw: unknown, sent: readonly Sent[]): string[] {
  const reply = Reply.safeParse(raw);
  if (!reply.success) return ['an answer that is no answer'];
  if (reply.data.ok) return isAnswerTo(reply.data.value, sent) ? [] : ['an answer of another shape than declared, or to an input that is not valid'];
  const { code, fields = [], reference } = reply.data.error;
  const declared = sent.flatMap(({ channel }) => errorsOf(channel));
  const names = sent.flatMap(({ channel }) => (channel === null ? [] : fieldNames(channel)));
  return [
    ...(code === 'internal' ? ['a fault of ours'] : []),
    ...(declared.includes(code) || systemCodes.some((one) => one === code) ? [] : ['a code nobody declared']),
    ...(fields.length > 0 && code !== 'invalid_input' ? ['fields with another code than invalid_input'] : []),
    ...(reference !== undefined && code !== 'internal' ? ['a reference without a fault'] : []),
    ...(fields.every((field) => names.includes(field.replaceAll(/\.\d+(?=\.|$)/g, ''))) ? [] : ['a field that is not in the schema']),
    ...(isSilent(reply.data.error) ? [] : ['an error that repeats what was typed or whose data it is']),
  ];
}

function isAnswerTo(value: unknown, sent: readonly Sent[]): boolean {
  return sent.some(({ channel, isValid }) => {
    if (channel === null || !isValid) return false;
    const output = contract[channel].output.safeParse(value);
    return output.success && isDeepStrictEqual(output.data, value);
  });
}

function errorsOf(channel: Channel | null): readonly string[] {
  if (channel === null) return [];
  const procedure = contract[channel];
  return 'errors' in procedure ? procedure.errors : [];
}

/** Neither the attacker's text nor a patient's data. */
export function isSilent(value: unknown): boolean {
  const text = JSON.stringify(value);
  return !text.includes(canary) && !personal.test(text);
}

export interface Reached {
  readonly channel: Channel;
  /** The handler got exactly what its schema makes of a valid input, and from somebody the contract allows. */
  readonly isValidated: boolean;
}

/** The real handlers, each asking again for itself what dispatch promises to have asked. */
export function watchedHandlers(onReach: (reached: Reached) => void, onRead: (read: ReadDb) => void): Features['createHandlers'] {
  return (parts) => {
    onRead(parts.read);
    const handlers = Object.entries(createHandlers(parts)).map(([channel, handler]) => {
      if (!isChannel(channel)) throw new Error('a handler without a call');
      const watched = (...given: unknown[]): unknown => {
        const [input, context] = given.slice(-2);
        onReach({ channel, isValidated: isValidated(channel, input, context as CallContext) });
        return Reflect.apply(handler, undefined, given) as unknown;
      };
      return [channel, watched] as const;
    });
    return Object.fromEntries(handlers) as Handlers;
  };
}

function isValidated(channel: Channel, input: unknown, { actor, printJob }: CallContext): boolean {
  const { input: schema, allow } = contract[channel];
  const parsed = schema.safeParse(input);
  return parsed.success && isDeepStrictEqual(parsed.data, input) && allow.some((role) => role === actor.role) && (actor.role === 'print') === (printJob !== null);
}

import * as z from 'zod';

/** What may be wrong with the tokens of the next answers. All but `subAsString` are for the client to refuse. */
const TokenFault = z.enum([
  'badSignature',
  'algNone',
  'hs256Certificate',
  'algSwapped',
  'issNoSlash',
  'issHttps',
  'issOtherHost',
  'audOther',
  'expired',
  'nbfFuture',
  'iatFuture',
  'sbtSwapped',
  'subMismatch',
  'stateMismatch',
  'noIdToken',
  'subAsString',
]);
export type TokenFault = z.infer<typeof TokenFault>;

export const Faults = z.strictObject({
  token: TokenFault.nullable().default(null),
  /** Which key signs: the current one, the next one (both are published), or one nobody was told about. */
  tokenKey: z.enum(['first', 'second', 'unpublished']).default('first'),
  ac: z.enum(['overloaded', 'html500']).nullable().default(null),
  /** `hang`: the code is used up and the tokens are made, but the answer never leaves. */
  te: z.enum(['html500', 'hang', 'overloaded']).nullable().default(null),
  rest: z.enum(['html500', 'hang', 'expired', 'foreignElements', 'untrusted', 'otherPerson']).nullable().default(null),
  /** The answer to a right password is this late. */
  loginDelayMs: z.int().min(0).max(600_000).default(0),
  secondFactor: z.boolean().default(false),
  lowerCaseHash: z.enum(['accept', 'refuse']).default('accept'),
  /** The signature in the alphabet with `+` and `/`. */
  plainBase64: z.enum(['accept', 'refuse']).default('accept'),
  /** How far the request's time may be from ours, both ways. */
  timestampToleranceSeconds: z.int().min(1).max(86_400).default(300),
});
export type Faults = z.infer<typeof Faults>;

export const noFaults: Faults = Faults.parse({});

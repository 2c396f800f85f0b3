import * as z from 'zod';
import type { Instant } from '../../shared/lib/moscow.ts';
import { EsiaFault } from './provider.ts';
import { pinnedVerdict } from './pinnedCertificates.ts';
import type { EsiaSettings } from './settings.ts';

/** Two clocks are never the same; a token from further ahead than this is not of now. */
const skewSeconds = 60;

/** A number in most answers, digits in some. Beyond what a number holds exactly, two people could look like one. */
const Oid = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,19}$/)]).transform(String);
const Seconds = z.int().nonnegative();

const Header = z.looseObject({ alg: z.string(), typ: z.literal('JWT').optional(), sbt: z.string() });
const Common = z.looseObject({ iss: z.string(), exp: Seconds, nbf: Seconds, iat: Seconds });
const IdClaims = Common.extend({
  aud: z.union([z.string(), z.array(z.string()).length(1)]).transform((aud) => (typeof aud === 'string' ? aud : (aud[0] ?? ''))),
  sub: Oid,
  auth_time: Seconds,
  'urn:esia:sbj': z.looseObject({
    'urn:esia:sbj:typ': z.string(),
    'urn:esia:sbj:is_tru': z.boolean().optional(),
    'urn:esia:sbj:oid': Oid,
    'urn:esia:sbj:lvl': z.string().optional(),
  }),
});
const AccessClaims = Common.extend({ client_id: z.string(), scope: z.string(), 'urn:esia:sbj_id': Oid });

export interface CheckedTokens {
  readonly oid: string;
  /** Seconds since 1970. */
  readonly authTime: number;
  readonly confirmed: boolean;
  /** `P` for a person; anything else speaks for an organisation or a system. */
  readonly subjectType: string;
  readonly level: string | null;
}

export interface TokenCheck {
  readonly settings: Pick<EsiaSettings, 'issuer' | 'clientId' | 'algorithm' | 'certificatesFolder'>;
  readonly now: Instant;
  readonly production: boolean;
}

const refuse = (reason: string): never => {
  throw new EsiaFault('untrusted', reason);
};

function jsonOf(part: string, what: string): unknown {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return refuse(what);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')));
  } catch {
    return refuse(what);
  }
}

/** The claims of a token that one of Gosuslugi's keys has signed as a token of this very kind. */
async function signedClaims(token: string, sbt: 'id' | 'access', { settings, now, production }: TokenCheck): Promise<unknown> {
  const [head, payload, signature, ...more] = token.split('.');
  if (!head || !payload || !signature || more.length > 0 || !/^[A-Za-z0-9_-]+={0,2}$/.test(signature)) return refuse('form');
  const header = Header.safeParse(jsonOf(head, 'header'));
  if (!header.success) return refuse('header');
  // What the clinic chose and not what the token says of itself: `none` and a certificate used as a password both live from that.
  if (header.data.alg !== settings.algorithm) return refuse('alg');
  // An extension the signer calls critical and we do not know.
  if ('crit' in header.data) return refuse('crit');
  if (header.data.sbt !== sbt) return refuse('sbt');
  const verdict = await pinnedVerdict(settings, { text: `${head}.${payload}`, signature: Buffer.from(signature, 'base64url'), now, production });
  if (verdict !== 'signed') return refuse(verdict);
  return jsonOf(payload, 'claims');
}

function assertOfNow({ iss, exp, nbf, iat }: z.infer<typeof Common>, { settings, now }: TokenCheck): void {
  const seconds = now / 1000;
  if (iss !== settings.issuer) refuse('iss');
  if (seconds >= exp) refuse('exp');
  if (nbf > seconds + skewSeconds) refuse('nbf');
  if (iat > seconds + skewSeconds) refuse('iat');
}

/** Both tokens of one answer, checked one by one and against each other. Throws `EsiaFault('untrusted', the check)`. */
export async function checkTokens({ idToken, accessToken }: { idToken: string; accessToken: string }, check: TokenCheck): Promise<CheckedTokens> {
  const id = IdClaims.safeParse(await signedClaims(idToken, 'id', check));
  const access = AccessClaims.safeParse(await signedClaims(accessToken, 'access', check));
  if (!id.success || !access.success) return refuse('claims');
  assertOfNow(id.data, check);
  assertOfNow(access.data, check);
  if (id.data.aud !== check.settings.clientId) refuse('aud');
  if (access.data.client_id !== check.settings.clientId) refuse('client_id');
  const subject = id.data['urn:esia:sbj'];
  const oid = id.data.sub;
  if (subject['urn:esia:sbj:oid'] !== oid) refuse('sub');
  if (access.data['urn:esia:sbj_id'] !== oid) refuse('sbj_id');
  // `fullname?oid=1000299353`: what was granted names whose it is.
  for (const [, owner] of access.data.scope.matchAll(/\?oid=([^\s&]+)/g)) if (owner !== oid) refuse('scope');
  return {
    oid,
    authTime: id.data.auth_time,
    confirmed: subject['urn:esia:sbj:is_tru'] === true,
    subjectType: subject['urn:esia:sbj:typ'],
    level: subject['urn:esia:sbj:lvl'] ?? null,
  };
}

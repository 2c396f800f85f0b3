import { createHmac, randomUUID, X509Certificate } from 'node:crypto';
import type { TokenFault } from './faults.ts';
import type { Simulation, Subject } from './model.ts';
import type { TokenKey } from './tokenKeys.ts';

export type Subtype = 'authorization_code' | 'access' | 'id';
type Claims = Readonly<Record<string, unknown>>;

export const codeSeconds = 240;
export const tokenSeconds = 3_600;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** `openid` stays bare, every other granted scope names whose it is. */
export const grantedScope = (scopes: readonly string[], oid: number): string =>
  scopes.map((scope) => (scope === 'openid' ? scope : `${scope}?oid=${oid}`)).join(' ');

function subjectClaims({ user }: Subject): Claims {
  return {
    'urn:esia:sbj:typ': 'P',
    // Absent and not false when the account is not confirmed.
    ...(user.trusted ? { 'urn:esia:sbj:is_tru': true } : {}),
    'urn:esia:sbj:oid': user.oid,
    'urn:esia:sbj:nam': `OID.${user.oid}`,
    'urn:esia:sbj:lvl': user.lvl,
  };
}

const faultyHeader: Readonly<Partial<Record<TokenFault, Claims>>> = { algNone: { alg: 'none' }, hs256Certificate: { alg: 'HS256' } };

function faultyIssuer(issuer: string, fault: TokenFault | null): string {
  if (fault === 'issNoSlash') return issuer.replace(/\/$/, '');
  if (fault === 'issHttps') return issuer.replace(/^http:/, 'https:');
  if (fault === 'issOtherHost') return 'http://esia.other-host.example/';
  return issuer;
}

async function signature(simulation: Simulation, key: TokenKey, text: string, fault: TokenFault | null): Promise<string> {
  if (fault === 'algNone') return '';
  // The old trick: the certificate everybody has, taken for a shared secret.
  if (fault === 'hs256Certificate')
    return createHmac('sha256', new X509Certificate(key.certificatePem).toString()).update(text).digest('base64url');
  const bytes = await simulation.keys.sign(key, text);
  const last = bytes.length - 1;
  if (fault === 'badSignature') bytes[last] = (bytes[last] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

async function jwt(simulation: Simulation, subtype: Subtype, claims: Claims, fault: TokenFault | null): Promise<string> {
  const other = simulation.tokenAlg === 'RS256' ? 'GOST3410_2012_256' : 'RS256';
  const key = await simulation.keys.key(fault === 'algSwapped' ? other : simulation.tokenAlg, simulation.faults.current.tokenKey);
  const swapped = fault === 'sbtSwapped' && subtype !== 'authorization_code';
  const sbt = swapped ? (subtype === 'id' ? 'access' : 'id') : subtype;
  const header = { ver: 1, typ: 'JWT', sbt, alg: key.alg, 'x5t#St256': key.thumbprint, ...(fault === null ? {} : faultyHeader[fault]) };
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${await signature(simulation, key, text, fault)}`;
}

function times(seconds: number, life: number, fault: TokenFault | null): Claims {
  if (fault === 'expired') return { nbf: seconds - life - 60, iat: seconds - life - 60, exp: seconds - 60 };
  if (fault === 'nbfFuture') return { nbf: seconds + 600, iat: seconds, exp: seconds + life };
  if (fault === 'iatFuture') return { nbf: seconds, iat: seconds + 600, exp: seconds + life };
  return { nbf: seconds, iat: seconds, exp: seconds + life };
}

/** The code is a token of its own and holds what ESIA's holds; faults are for tokens only, or no code would reach the exchange. */
export async function makeCode(
  simulation: Simulation,
  clientId: string,
  scopes: readonly string[],
  state: string,
  subject: Subject,
): Promise<string> {
  const seconds = Math.floor(simulation.now() / 1_000);
  return jwt(
    simulation,
    'authorization_code',
    {
      iss: simulation.issuer,
      client_id: clientId,
      scope: grantedScope(scopes, subject.user.oid),
      'urn:esia:client:state': state,
      auth_mthd: 'PWD',
      auth_time: subject.authTime,
      'urn:esia:sid': subject.sid,
      'urn:esia:sbj': subjectClaims(subject),
      params: {},
      ...(subject.secondFactor ? { acr: { '2fa': 'otp' } } : {}),
      // Two codes of one second would otherwise be one and the same text.
      jti: randomUUID(),
      ...times(seconds, codeSeconds, null),
    },
    null,
  );
}

interface Wanted {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly subject: Subject;
}

export async function makeTokens(
  simulation: Simulation,
  { clientId, scopes, subject }: Wanted,
): Promise<{ access: string; id: string | null }> {
  const { token: fault } = simulation.faults.current;
  const seconds = Math.floor(simulation.now() / 1_000);
  const shared = { ...times(seconds, tokenSeconds, fault), iss: faultyIssuer(simulation.issuer, fault), 'urn:esia:sid': subject.sid };
  const { oid } = subject.user;
  const client = fault === 'audOther' ? 'ANOTHER01' : clientId;
  const access = await jwt(
    simulation,
    'access',
    {
      ...shared,
      scope: grantedScope(scopes, oid),
      'urn:esia:sbj_id': fault === 'subMismatch' ? oid + 1 : oid,
      client_id: client,
      jti: randomUUID(),
    },
    fault,
  );
  if (!scopes.includes('openid') || fault === 'noIdToken') return { access, id: null };
  const id = await jwt(
    simulation,
    'id',
    {
      ...shared,
      aud: client,
      sub: fault === 'subAsString' ? String(oid) : oid,
      amr: 'PWD',
      'urn:esia:amd': 'PWD',
      auth_time: subject.authTime,
      'urn:esia:sbj': subjectClaims(subject),
    },
    fault,
  );
  return { access, id };
}

import { createHmac, randomUUID, sign } from 'node:crypto';
import { signRaw, type SigningPair } from './gost.ts';

export type Claims = Readonly<Record<string, unknown>>;

export const issuer = 'http://esia.example/';
export const oid = 1_000_000_101;

export const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens as Gosuslugi makes them, for a person signed in right now; each part may be put out of order. */
export function makeToken(
  pair: SigningPair,
  sbt: 'id' | 'access',
  { claims = {}, header = {}, hmacKey }: { claims?: Claims; header?: Claims; hmacKey?: string } = {},
): string {
  const seconds = Math.floor(Date.now() / 1000);
  const common = { iss: issuer, nbf: seconds, iat: seconds, exp: seconds + 3_600, 'urn:esia:sid': randomUUID() };
  const own =
    sbt === 'id'
      ? {
          aud: 'CLINIC',
          sub: oid,
          auth_time: seconds,
          amr: 'PWD',
          'urn:esia:sbj': { 'urn:esia:sbj:typ': 'P', 'urn:esia:sbj:is_tru': true, 'urn:esia:sbj:oid': oid, 'urn:esia:sbj:nam': `OID.${oid}`, 'urn:esia:sbj:lvl': 'PR' },
        }
      : { client_id: 'CLINIC', scope: `openid fullname?oid=${oid} snils?oid=${oid}`, 'urn:esia:sbj_id': oid };
  const alg = pair.kind === 'gost' ? 'GOST3410_2012_256' : 'RS256';
  const text = `${encoded({ ver: 1, typ: 'JWT', sbt, alg, ...header })}.${encoded({ ...common, ...own, ...claims })}`;
  if (hmacKey !== undefined) return `${text}.${createHmac('sha256', hmacKey).update(text).digest('base64url')}`;
  const signature = pair.kind === 'rsa' ? sign('RSA-SHA256', Buffer.from(text), pair.keyPem) : signRaw(pair, text);
  return `${text}.${signature.toString('base64url')}`;
}

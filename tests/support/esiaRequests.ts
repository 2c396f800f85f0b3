import { randomUUID } from 'node:crypto';
import { certificateHash, signCms, signRaw, type SigningPair } from './gost.ts';

export type Fields = Readonly<Record<string, string>>;

/** `2026.03.02 10:11:12 +0300` of an instant. */
export function esiaTimestamp(milliseconds: number, zoneHours = 3): string {
  const local = new Date(milliseconds + zoneHours * 3_600_000).toISOString();
  const zone = `${zoneHours < 0 ? '-' : '+'}${String(Math.abs(zoneHours)).padStart(2, '0')}00`;
  return `${local.slice(0, 10).replaceAll('-', '.')} ${local.slice(11, 19)} ${zone}`;
}

export interface Caller {
  readonly pair: SigningPair;
  readonly mnemonic: string;
  readonly redirectUri: string;
  now(): number;
}

const usualScope = 'openid fullname birthdate gender snils';
const of = (fields: Fields, names: string): string =>
  names
    .split(' ')
    .map((name) => fields[name] ?? '')
    .join('');

export const secretV2 = (pair: SigningPair, fields: Fields, names: string): string =>
  signRaw(pair, of(fields, names)).toString('base64url');
export const secretV1 = (pair: SigningPair, fields: Fields, attributes = false): string =>
  signCms(pair, of(fields, 'scope timestamp client_id state'), attributes).toString('base64url');

export const orderOfAc = 'client_id scope scope_org timestamp state redirect_uri';
export const orderOfTe = `${orderOfAc} code`;

/** The fields of a right request for authorization; `changes` are made before it is signed. */
export function authorizeFields({ pair, mnemonic, redirectUri, now }: Caller, changes: Fields = {}): Fields {
  const fields = {
    client_id: mnemonic,
    client_certificate_hash: certificateHash(pair),
    redirect_uri: redirectUri,
    scope: usualScope,
    response_type: 'code',
    state: randomUUID(),
    access_type: 'online',
    timestamp: esiaTimestamp(now()),
    ...changes,
  };
  return { ...fields, client_secret: secretV2(pair, fields, orderOfAc) };
}

export function tokenFields({ pair, mnemonic, redirectUri, now }: Caller, code: string, changes: Fields = {}): Fields {
  const fields = {
    client_id: mnemonic,
    code,
    grant_type: 'authorization_code',
    client_certificate_hash: certificateHash(pair),
    state: randomUUID(),
    redirect_uri: redirectUri,
    scope: usualScope,
    timestamp: esiaTimestamp(now()),
    token_type: 'Bearer',
    ...changes,
  };
  return { ...fields, client_secret: secretV2(pair, fields, orderOfTe) };
}

export const acPath = (fields: Fields, version: 'v1' | 'v2' = 'v2'): string =>
  `/aas/oauth2/${version === 'v1' ? 'ac' : 'v2/ac'}?${new URLSearchParams(fields).toString()}`;

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export async function askTokens(url: string, fields: Fields | URLSearchParams, version: 'v1' | 'v3' = 'v3'): Promise<TokenAnswer> {
  const path = version === 'v1' ? '/aas/oauth2/te' : '/aas/oauth2/v3/te';
  const response = await fetch(url + path, {
    method: 'POST',
    body: new URLSearchParams(fields instanceof URLSearchParams ? fields : { ...fields }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: string;
  readonly signature: Buffer;
}

export function readJwt(text: unknown): Jwt {
  const [header = '', claims = '', signature = ''] = String(text).split('.');
  const json = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: json(header), claims: json(claims), signed: `${header}.${claims}`, signature: Buffer.from(signature, 'base64url') };
}

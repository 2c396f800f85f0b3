import { createPublicKey, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EsiaFault } from '../../../../clinic-server/esia/provider.ts';
import { checkTokens, type CheckedTokens } from '../../../../clinic-server/esia/tokens.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { encoded, issuer, makeToken, oid, type Claims } from '../../../support/esiaTokens.ts';
import { makeGostPair, makeRsaPair, type SigningPair } from '../../../support/gost.ts';

let folder: string;
const pairs: Record<string, SigningPair> = {};
const pairOf = (name: string): SigningPair => {
  const pair = pairs[name];
  if (!pair) throw new Error(`no pair ${name}`);
  return pair;
};

function pin(...names: string[]): string {
  const place = mkdtempSync(join(folder, 'pinned-'));
  for (const name of names) writeFileSync(join(place, `${name}.cer`), pairOf(name).certificateDer);
  return place;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kabinet-tokens-'));
  for (const name of ['gost', 'gostNext', 'gostUnknown']) pairs[name] = makeGostPair(folder, name);
  for (const name of ['rsa', 'rsaNext', 'rsaUnknown']) pairs[name] = makeRsaPair(folder, name);
  pairs['simulators'] = makeRsaPair(folder, 'Simulator RS256');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Wrong {
  readonly id?: Claims;
  readonly access?: Claims;
  readonly both?: Claims;
  readonly header?: Claims;
  readonly algorithm?: 'RS256' | 'GOST3410_2012_256';
  readonly pinned?: readonly string[];
  readonly production?: boolean;
  readonly change?: (tokens: { idToken: string; accessToken: string }) => { idToken: string; accessToken: string };
}

/** The reason of the refusal, or what the tokens say. */
async function checked(signer: string, { id, access, both, header = {}, algorithm, pinned, production = false, change = (tokens) => tokens }: Wrong = {}): Promise<string | CheckedTokens> {
  const pair = pairOf(signer);
  const tokens = change({
    idToken: makeToken(pair, 'id', { claims: { ...both, ...id }, header }),
    accessToken: makeToken(pair, 'access', { claims: { ...both, ...access }, header }),
  });
  const settings = { issuer, clientId: 'CLINIC', algorithm: algorithm ?? (pair.kind === 'gost' ? 'GOST3410_2012_256' : 'RS256'), certificatesFolder: pin(...(pinned ?? [signer])) };
  return checkTokens(tokens, { settings, now: instant(Date.now()), production }).catch((error: unknown) => {
    if (error instanceof EsiaFault && error.kind === 'untrusted') return error.detail;
    throw error;
  });
}

const seconds = (): number => Math.floor(Date.now() / 1000);
const subject = (more: Claims): Claims => ({
  'urn:esia:sbj': { 'urn:esia:sbj:typ': 'P', 'urn:esia:sbj:is_tru': true, 'urn:esia:sbj:oid': oid, 'urn:esia:sbj:lvl': 'PR', ...more },
});

for (const [kind, key, next, unknown] of [
  ['GOST', 'gost', 'gostNext', 'gostUnknown'],
  ['RSA', 'rsa', 'rsaNext', 'rsaUnknown'],
] as const)
  describe(`tokens signed with ${kind}`, () => {
    it(`R5 the tokens of a confirmed person are believed (${kind})`, async () => {
      expect(await checked(key)).toMatchObject({ oid: String(oid), confirmed: true, subjectType: 'P', level: 'PR' });
    });

    it(`X4 §5.19 a signature that is off by one bit is refused (${kind})`, async () => {
      const flip = (token: string): string => {
        const [head, payload, signature = ''] = token.split('.');
        const bytes = Buffer.from(signature, 'base64url');
        bytes[7] = (bytes[7] ?? 0) ^ 1;
        return `${head}.${payload}.${bytes.toString('base64url')}`;
      };
      expect(await checked(key, { change: ({ idToken, accessToken }) => ({ idToken: flip(idToken), accessToken }) })).toBe('unknown_key');
      expect(await checked(key, { change: ({ idToken, accessToken }) => ({ idToken, accessToken: flip(accessToken) }) })).toBe('unknown_key');
    });

    it(`X4 §5.20 after a change of keys the old and the new are believed, an unknown one is not (${kind})`, async () => {
      expect(await checked(next, { pinned: [key, next] })).toMatchObject({ oid: String(oid) });
      expect(await checked(unknown, { pinned: [key, next] })).toBe('unknown_key');
      expect(await checked(key, { pinned: [] })).toBe('no_certificates');
    });
  });

it('X4 §5.19 what a token says of its own algorithm is not asked: none, a certificate as a password, the other algorithm', async () => {
  const rsa = pairOf('rsa');
  const unsigned = (token: string): string => `${encoded({ ver: 1, typ: 'JWT', sbt: 'id', alg: 'none' })}.${token.split('.')[1]}.`;
  expect(await checked('rsa', { change: (tokens) => ({ ...tokens, idToken: unsigned(tokens.idToken) }) })).toBe('form');
  expect(await checked('rsa', { header: { alg: 'none' } })).toBe('alg');
  const spki = createPublicKey(new X509Certificate(rsa.certificatePem).publicKey.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'pem' });
  for (const hmacKey of [rsa.certificatePem, String(spki)]) {
    const forged = { idToken: makeToken(rsa, 'id', { header: { alg: 'HS256' }, hmacKey }), accessToken: makeToken(rsa, 'access', { header: { alg: 'HS256' }, hmacKey }) };
    expect(await checked('rsa', { change: () => forged })).toBe('alg');
    const disguised = { idToken: makeToken(rsa, 'id', { hmacKey }), accessToken: makeToken(rsa, 'access', { hmacKey }) };
    expect(await checked('rsa', { change: () => disguised })).toBe('unknown_key');
  }
  // Both keys are pinned: only the clinic's choice stands between them.
  expect(await checked('gost', { algorithm: 'RS256', pinned: ['gost', 'rsa'] })).toBe('alg');
  expect(await checked('rsa', { algorithm: 'GOST3410_2012_256', pinned: ['gost', 'rsa'] })).toBe('alg');
});

it('X4 a token brings no key of its own, and asks for nothing we do not know', async () => {
  const unknown = pairOf('rsaUnknown');
  const jwk = createPublicKey(new X509Certificate(unknown.certificatePem).publicKey.export({ type: 'spki', format: 'pem' })).export({ format: 'jwk' });
  const header = { jwk, x5c: [unknown.certificateDer.toString('base64')], kid: '../rsaUnknown.crt', jku: 'http://127.0.0.1:1/keys' };
  expect(await checked('rsaUnknown', { header, pinned: ['rsa'] })).toBe('unknown_key');
  expect(await checked('rsa', { header: { crit: ['exp'], exp: 1 } })).toBe('crit');
});

for (const [what, wrong, reason] of [
  ['the issuer without its slash', { both: { iss: issuer.slice(0, -1) } }, 'iss'],
  ['the issuer by https', { both: { iss: issuer.replace('http:', 'https:') } }, 'iss'],
  ['another issuer', { access: { iss: 'http://esia.other.example/' } }, 'iss'],
  ['the audience of another system', { id: { aud: 'ANOTHER' } }, 'aud'],
  ['two audiences', { id: { aud: ['CLINIC', 'ANOTHER'] } }, 'claims'],
  ['an access token of another system', { access: { client_id: 'ANOTHER' } }, 'client_id'],
  ['an id token that has run out', { id: { exp: seconds() - 1 } }, 'exp'],
  ['an access token that has run out', { access: { exp: seconds() - 1 } }, 'exp'],
  ['an id token that begins in two minutes', { id: { nbf: seconds() + 120 } }, 'nbf'],
  ['an access token that begins in two minutes', { access: { nbf: seconds() + 120 } }, 'nbf'],
  ['an id token made in two minutes', { id: { iat: seconds() + 120 } }, 'iat'],
  ['a subject that is not the token’s own', { id: { sub: oid + 1 } }, 'sub'],
  ['an access token of another person', { access: { 'urn:esia:sbj_id': oid + 1 } }, 'sbj_id'],
  ['a scope of another person', { access: { scope: `openid fullname?oid=${oid + 1}` } }, 'scope'],
  ['no subject', { id: { sub: undefined } }, 'claims'],
  ['a subject too large to be exact', { id: { sub: 2 ** 60 } }, 'claims'],
  ['no time of signing in', { id: { auth_time: undefined } }, 'claims'],
  ['an end that is a text', { id: { exp: '9999999999' } }, 'claims'],
  ['no end', { access: { exp: undefined } }, 'claims'],
  ['an id token for an access token', { change: ({ accessToken }: { accessToken: string }) => ({ idToken: accessToken, accessToken }) }, 'sbt'],
  ['an access token for an id token', { change: ({ idToken }: { idToken: string }) => ({ idToken, accessToken: idToken }) }, 'sbt'],
  ['a code for a token', { header: { sbt: 'authorization_code' } }, 'sbt'],
  ['five parts', { change: (tokens: { idToken: string; accessToken: string }) => ({ ...tokens, idToken: `${tokens.idToken}.a.b` }) }, 'form'],
  ['a payload that is no JSON', { change: (tokens: { idToken: string; accessToken: string }) => ({ ...tokens, idToken: tokens.idToken.replace(/\.[^.]+\./, '.bm9wZQ.') }) }, 'unknown_key'],
] as const)
  it(`X4 §5.19 ${what}: refused`, async () => {
    expect(await checked('rsa', wrong as Wrong)).toBe(reason);
  });

it('R5 a minute between two clocks is no reason to refuse, and a subject in digits is the same subject', async () => {
  const soon = seconds() + 45;
  expect(await checked('rsa', { both: { nbf: soon, iat: soon } })).toMatchObject({ oid: String(oid) });
  expect(await checked('rsa', { id: { sub: String(oid) } })).toMatchObject({ oid: String(oid) });
});

it('R5 whether an account is confirmed, of a person and of a grown-up is read from the signed word only', async () => {
  expect(await checked('rsa', { id: subject({ 'urn:esia:sbj:is_tru': undefined }) })).toMatchObject({ confirmed: false });
  expect(await checked('rsa', { id: subject({ 'urn:esia:sbj:is_tru': false }) })).toMatchObject({ confirmed: false });
  expect(await checked('rsa', { id: subject({ 'urn:esia:sbj:is_tru': 'true' }) })).toBe('claims');
  expect(await checked('rsa', { id: subject({ 'urn:esia:sbj:lvl': 'KD' }) })).toMatchObject({ level: 'KD' });
  expect(await checked('rsa', { id: subject({ 'urn:esia:sbj:typ': 'E' }) })).toMatchObject({ subjectType: 'E' });
});

it('R5 a production server does not believe the simulator’s key, wherever it lies', async () => {
  expect(await checked('simulators')).toMatchObject({ oid: String(oid) });
  expect(await checked('simulators', { production: true })).toBe('no_certificates');
  expect(await checked('simulators', { production: true, pinned: ['rsa', 'simulators'] })).toBe('unknown_key');
});

it('R5 a folder of certificates may hold PEM and DER, several in a file, and a note', async () => {
  const place = join(folder, 'mixed');
  mkdirSync(place);
  writeFileSync(join(place, 'all.pem'), `${pairOf('rsaNext').certificatePem}\n${pairOf('rsa').certificatePem}`);
  writeFileSync(join(place, 'README.txt'), 'Put here by the administrator.');
  const rsa = pairOf('rsa');
  const settings = { issuer, clientId: 'CLINIC', algorithm: 'RS256' as const, certificatesFolder: place };
  const tokens = { idToken: makeToken(rsa, 'id'), accessToken: makeToken(rsa, 'access') };
  expect(await checkTokens(tokens, { settings, now: instant(Date.now()), production: false })).toMatchObject({ oid: String(oid) });
  const inTenYears = instant(Date.now() + 11 * 365 * 86_400_000);
  await expect(checkTokens(tokens, { settings, now: inTenYears, production: false })).rejects.toMatchObject({ kind: 'untrusted', detail: 'no_certificates' });
});

import { execFileSync } from 'node:child_process';
import { createHmac, verify } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulatorUsers } from '../../../clinic-server/esiaSimulator/users.ts';
import { acPath, askTokens, authorizeFields, readJwt, tokenFields, type Jwt } from '../../support/esiaRequests.ts';
import { codeFor, startEsiaWorld, type EsiaWorld } from '../../support/esiaSimulation.ts';
import { streebog256 } from '../../support/gost.ts';

const { confirmed, standard, child } = simulatorUsers;

interface Made {
  readonly code: Jwt;
  readonly access: Jwt;
  readonly id: Jwt;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly askedState: string;
}

async function tokensOf(
  world: EsiaWorld,
  user: Parameters<typeof codeFor>[2] = confirmed,
  faults: Readonly<Record<string, unknown>> = {},
): Promise<Made> {
  await world.faults(faults);
  const code = await codeFor(world, acPath(authorizeFields(world.caller)), user);
  const asked = tokenFields(world.caller, code);
  const { status, body } = await askTokens(world.esia.url, asked);
  await world.faults({});
  expect(status).toBe(200);
  const id = body['id_token'] === undefined ? body['access_token'] : body['id_token'];
  return { code: readJwt(code), access: readJwt(body['access_token']), id: readJwt(id), raw: body, askedState: asked['state'] ?? '' };
}

const subject = 'urn:esia:sbj';
const claim = ({ claims }: Jwt, name: string): unknown => (claims[subject] as Record<string, unknown>)[`${subject}:${name}`];
const rsaVerifies = ({ signed, signature }: Jwt, certificate: string | undefined): boolean =>
  verify('RSA-SHA256', Buffer.from(signed), certificate ?? '', signature);

function gostVerifies(folder: string, { signed, signature }: Jwt, certificate: string | undefined): boolean {
  const at = (name: string, content: string | Buffer): string => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const key = execFileSync('openssl', ['x509', '-engine', 'gost', '-noout', '-pubkey'], { input: certificate ?? '', stdio: 'pipe' });
  try {
    const files = ['-verify', at('token.pub', key), '-signature', at('token.sig', signature)];
    execFileSync('openssl', ['dgst', '-engine', 'gost', '-md_gost12_256', ...files], { input: signed, stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

describe('tokens signed with RS256', async () => {
  const world = await startEsiaWorld();
  const [first, second] = await world.esia.certificates();

  it('R5 §5.18 code, access token and id token are what their headers say', async () => {
    const { code, access, id } = await tokensOf(world);
    for (const [token, sbt] of [
      [code, 'authorization_code'],
      [access, 'access'],
      [id, 'id'],
    ] as const) {
      const thumbprint = streebog256(Buffer.from((first ?? '').replace(/-----[^-]+-----|\s/g, ''), 'base64')).toUpperCase();
      expect(token.header).toEqual({ ver: 1, typ: 'JWT', sbt, alg: 'RS256', 'x5t#St256': thumbprint });
      expect(rsaVerifies(token, first)).toBe(true);
      expect(token.claims['iss']).toBe(`${world.esia.url}/`);
    }
    const { oid } = confirmed;
    const seconds = Math.floor(world.now() / 1000);
    expect(code.claims).toMatchObject({ client_id: 'CLINIC01', auth_mthd: 'PWD', params: {} });
    expect(Number(code.claims['exp']) - Number(code.claims['iat'])).toBe(240);
    expect(access.claims).toMatchObject({
      'urn:esia:sbj_id': oid,
      client_id: 'CLINIC01',
      scope: `openid fullname?oid=${oid} birthdate?oid=${oid} gender?oid=${oid} snils?oid=${oid}`,
    });
    expect(id.claims).toMatchObject({
      aud: 'CLINIC01',
      sub: oid,
      amr: 'PWD',
      'urn:esia:amd': 'PWD',
      'urn:esia:sid': access.claims['urn:esia:sid'],
    });
    expect(Math.abs(Number(id.claims['auth_time']) - seconds)).toBeLessThanOrEqual(30);
    expect(Number(id.claims['exp']) - Number(id.claims['iat'])).toBe(3600);
    expect(claim(id, 'is_tru')).toBe(true);
    expect(claim(id, 'nam')).toBe(`OID.${oid}`);
    expect(claim(id, 'lvl')).toBe('PR');
  });

  it('R5 §5.18 a token calls nobody confirmed who is not, and calls a child a child', async () => {
    const { id } = await tokensOf(world, standard);
    expect(Object.keys(id.claims[subject] as object)).not.toContain('urn:esia:sbj:is_tru');
    expect(claim(id, 'lvl')).toBe('P');
    expect(claim((await tokensOf(world, child)).id, 'lvl')).toBe('KD');
  });

  it('R5 §5.19 every fault of a token can be ordered, and a right signature stands under all but the forged ones', async () => {
    const forged = ['badSignature', 'algNone', 'hs256Certificate', 'algSwapped'];
    const seen: Record<string, Made> = {};
    for (const fault of [
      ...forged,
      'issNoSlash',
      'issHttps',
      'issOtherHost',
      'audOther',
      'expired',
      'nbfFuture',
      'iatFuture',
      'sbtSwapped',
      'subMismatch',
      'subAsString',
    ]) {
      const made = await tokensOf(world, confirmed, { token: fault });
      for (const token of [made.access, made.id])
        expect({ fault, right: rsaVerifies(token, first) }).toEqual({ fault, right: !forged.includes(fault) });
      // The code is no part of it, or nothing would come to be exchanged.
      expect(rsaVerifies(made.code, first)).toBe(true);
      seen[fault] = made;
    }
    const id = (fault: string) => seen[fault]?.id ?? readJwt('');
    const plain = id('subAsString').claims;
    expect(id('algNone')).toMatchObject({ header: { alg: 'none' }, signature: Buffer.alloc(0) });
    expect(id('hs256Certificate').header['alg']).toBe('HS256');
    expect(id('hs256Certificate').signature).toEqual(
      createHmac('sha256', first ?? '')
        .update(id('hs256Certificate').signed)
        .digest(),
    );
    expect(id('algSwapped').header['alg']).toBe('GOST3410_2012_256');
    expect(id('issNoSlash').claims['iss']).toBe(world.esia.url);
    expect(id('issHttps').claims['iss']).toBe(`${world.esia.url.replace('http:', 'https:')}/`);
    expect(id('issOtherHost').claims['iss']).toBe('http://esia.other-host.example/');
    expect(id('audOther').claims['aud']).toBe('ANOTHER01');
    expect(seen['audOther']?.access.claims['client_id']).toBe('ANOTHER01');
    const seconds = world.now() / 1000;
    expect(Number(id('expired').claims['exp'])).toBeLessThan(seconds);
    expect(Number(id('nbfFuture').claims['nbf'])).toBeGreaterThan(seconds + 60);
    expect(Number(id('iatFuture').claims['iat'])).toBeGreaterThan(seconds + 60);
    expect(id('sbtSwapped').header['sbt']).toBe('access');
    expect(seen['sbtSwapped']?.access.header['sbt']).toBe('id');
    expect(seen['subMismatch']?.access.claims['urn:esia:sbj_id']).not.toBe(id('subMismatch').claims['sub']);
    expect(plain['sub']).toBe(String(confirmed.oid));
  });

  it('R5 §5.19 the answer itself can be wrong: another state, no id token', async () => {
    const { raw, askedState } = await tokensOf(world, confirmed, { token: 'stateMismatch' });
    expect(raw['state']).not.toBe(askedState);
    expect((await tokensOf(world, confirmed, { token: 'noIdToken' })).raw).not.toHaveProperty('id_token');
  });

  it('R5 §5.20 keys change: the next one is published, a third one never is', async () => {
    expect(first).not.toBe(second);
    const next = (await tokensOf(world, confirmed, { tokenKey: 'second' })).id;
    expect([rsaVerifies(next, first), rsaVerifies(next, second)]).toEqual([false, true]);
    const unknown = (await tokensOf(world, confirmed, { tokenKey: 'unpublished' })).id;
    expect([rsaVerifies(unknown, first), rsaVerifies(unknown, second)]).toEqual([false, false]);
    const told = (await (await fetch(`${world.esia.adminUrl}/certificates`)).json()) as { alg: string; certificates: string[] };
    expect(told).toEqual({ alg: 'RS256', certificates: [first, second] });
  });
});

describe('tokens signed with GOST', async () => {
  const world = await startEsiaWorld({ tokenAlg: 'GOST3410_2012_256' });

  it('R5 §5.18 the alternative algorithm is GOST R 34.10-2012, in the byte order of ESIA', async () => {
    const [first, second] = await world.esia.certificates();
    const { code, access, id } = await tokensOf(world);
    for (const token of [code, access, id]) {
      expect(token.header['alg']).toBe('GOST3410_2012_256');
      expect(token.signature).toHaveLength(64);
      expect(gostVerifies(world.folder, token, first)).toBe(true);
      expect(gostVerifies(world.folder, token, second)).toBe(false);
      expect(gostVerifies(world.folder, { ...token, signature: Buffer.from(token.signature.toReversed()) }, first)).toBe(false);
    }
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { simulatorUsers } from '../../../clinic-server/esiaSimulator/users.ts';
import { createBrowser } from '../../support/esiaPerson.ts';
import { acPath, askTokens, authorizeFields, orderOfAc, secretV1, secretV2, tokenFields, type Fields } from '../../support/esiaRequests.ts';
import { callback, codeFor, startEsiaWorld } from '../../support/esiaSimulation.ts';
import { makeGostPair, signRaw, streebog256 } from '../../support/gost.ts';

const wrongSecret = { error: 'access_denied', error_description: 'ESIA-007053: OAuthErrorEnum.clientSecretWrong' };

describe('the signature of a request', async () => {
  const world = await startEsiaWorld();
  const { esia, caller, gost } = world;
  const browser = () => createBrowser(esia.url);

  /** Where the answer leads: the login page, or the callback with these fields. */
  async function outcome(fields: Fields, version: 'v1' | 'v2' = 'v2'): Promise<Fields> {
    const { location } = await browser().ask(acPath(fields, version));
    const url = new URL(location ?? '', esia.url);
    return url.origin === esia.url ? { page: url.pathname } : Object.fromEntries(url.searchParams);
  }
  const accepted = { page: '/login' };

  const flipped = (secret: string): string => {
    const bytes = Buffer.from(secret, 'base64url');
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    return bytes.toString('base64url');
  };

  it('R5 §5.3 one wrong bit is told at the callback, with the state, and at the exchange as JSON', async () => {
    const fields = authorizeFields(caller);
    expect(await outcome(fields)).toEqual(accepted);
    expect(await outcome({ ...fields, client_secret: flipped(fields['client_secret'] ?? '') })).toEqual({
      ...wrongSecret,
      state: fields['state'],
    });

    const asked = tokenFields(caller, await codeFor(world, acPath(authorizeFields(caller)), simulatorUsers.confirmed));
    const refused = await askTokens(esia.url, { ...asked, client_secret: flipped(asked['client_secret'] ?? '') });
    expect(refused).toEqual({ status: 400, body: { ...wrongSecret, state: asked['state'] } });
    expect((await askTokens(esia.url, asked)).status).toBe(200);
  });

  it('R5 §5.4 the order and the container of one version are wrong in the other', async () => {
    const fields = authorizeFields(caller);
    expect(await outcome({ ...fields, client_secret: secretV2(gost, fields, 'scope timestamp client_id state') })).toMatchObject(
      wrongSecret,
    );
    expect(await outcome({ ...fields, client_secret: secretV1(gost, fields) })).toMatchObject(wrongSecret);
    const noGrants = { error: 'access_denied', error_description: 'ESIA-007019: OAuthErrorEnum.noGrants' };
    expect(await outcome({ ...fields, client_secret: secretV2(gost, fields, 'scope timestamp client_id state') }, 'v1')).toMatchObject(
      noGrants,
    );
    expect(await outcome(fields, 'v1')).toMatchObject(noGrants);
    const other = makeGostPair(world.folder, 'STRANGER');
    expect(await outcome({ ...fields, client_secret: secretV1(other, fields) }, 'v1')).toMatchObject(noGrants);
  });

  it('R5 §5.4 the first version takes a PKCS#7 at both doors, with attributes or without', async () => {
    const { client_certificate_hash: _hash, ...bare } = authorizeFields(caller);
    for (const attributes of [false, true]) {
      expect(await outcome({ ...bare, client_secret: secretV1(gost, bare, attributes) }, 'v1')).toEqual(accepted);
    }
    const back = await browser().walk(acPath({ ...bare, client_secret: secretV1(gost, bare) }, 'v1'), simulatorUsers.confirmed);
    const { client_certificate_hash: _tokenHash, ...asked } = tokenFields(caller, back.searchParams.get('code') ?? '');
    expect((await askTokens(esia.url, { ...asked, client_secret: secretV2(gost, asked, orderOfAc) }, 'v1')).body).toMatchObject({
      error: 'access_denied',
    });
    expect((await askTokens(esia.url, { ...asked, client_secret: secretV1(gost, asked) }, 'v1')).status).toBe(200);
  });

  it('R5 §5.5 the exchange is signed with the code at the end and with the address it was asked for', async () => {
    const asked = tokenFields(caller, await codeFor(world, acPath(authorizeFields(caller)), simulatorUsers.confirmed));
    const withoutCode = { ...asked, client_secret: secretV2(gost, asked, orderOfAc) };
    expect((await askTokens(esia.url, withoutCode)).body).toMatchObject(wrongSecret);
    const elsewhere = { ...asked, redirect_uri: `${callback}/other` };
    const overElsewhere = { ...asked, client_secret: secretV2(gost, elsewhere, `${orderOfAc} code`) };
    expect((await askTokens(esia.url, overElsewhere)).body).toMatchObject(wrongSecret);
  });

  it('R5 §5.6 the certificate is named by Streebog-256 of its DER and by nothing else', async () => {
    const fields = authorizeFields(caller);
    const { client_certificate_hash: hash = '', ...without } = fields;
    expect(await outcome(without)).toMatchObject({
      error: 'invalid_request',
      error_description: 'ESIA-007014: The request doesn`t contain the mandatory parameter [client_certificate_hash].',
    });
    const digest = (name: string) => createHash(name).update(gost.certificateDer).digest('hex').toUpperCase();
    for (const wrong of [digest('sha256'), digest('sha1'), streebog256(gost.certificatePem).toUpperCase()]) {
      expect(await outcome({ ...fields, client_certificate_hash: wrong })).toMatchObject(wrongSecret);
    }
    expect(await outcome({ ...fields, client_certificate_hash: hash.toLowerCase() })).toEqual(accepted);
    await world.faults({ lowerCaseHash: 'refuse' });
    expect(await outcome({ ...fields, client_certificate_hash: hash.toLowerCase() })).toMatchObject(wrongSecret);
    expect(await outcome(fields)).toEqual(accepted);
    await world.faults({});
  });

  it('R5 §5.7 a raw signature in the mirrored order of another library is refused', async () => {
    const fields = authorizeFields(caller);
    const mirrored = Buffer.from(fields['client_secret'] ?? '', 'base64url').toReversed();
    expect(await outcome({ ...fields, client_secret: Buffer.from(mirrored).toString('base64url') })).toMatchObject(wrongSecret);
    const bytes = Buffer.from(fields['client_secret'] ?? '', 'base64url');
    expect(
      await outcome({ ...fields, client_secret: Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]).toString('base64url') }),
    ).toMatchObject(wrongSecret);
  });

  it('R5 §5.8 padding is free, blanks and broken text are refused, the plain alphabet is a switch', async () => {
    const fields = authorizeFields(caller);
    // The text is the same, the signature is not: until it has a letter in which the two alphabets differ.
    const plain = (): string => {
      const secret = signRaw(
        gost,
        orderOfAc
          .split(' ')
          .map((name) => fields[name] ?? '')
          .join(''),
      ).toString('base64');
      return /[+/]/.test(secret) ? secret : plain();
    };
    const secret = plain();
    const safe = secret.replaceAll('+', '-').replaceAll('/', '_');
    expect(safe.endsWith('==')).toBe(true);
    const bare = safe.replace(/=+$/, '');
    for (const right of [safe, bare, secret]) expect(await outcome({ ...fields, client_secret: right })).toEqual(accepted);
    for (const wrong of [` ${bare}`, `${bare}\n`, `${bare.slice(0, 40)} ${bare.slice(40)}`, `${bare}!`, `${bare.slice(0, -1)}`, 'я', '=']) {
      expect(await outcome({ ...fields, client_secret: wrong }), JSON.stringify(wrong)).toMatchObject(wrongSecret);
    }
    await world.faults({ plainBase64: 'refuse' });
    expect(await outcome({ ...fields, client_secret: secret })).toMatchObject(wrongSecret);
    expect(await outcome({ ...fields, client_secret: safe })).toEqual(accepted);
    await world.faults({});
  });

  it('R5 §5.3 scopes of an organisation are part of what is signed', async () => {
    const fields = authorizeFields(caller, { scope_org: 'org_fullname' });
    expect(await outcome(fields)).toEqual(accepted);
    expect(
      await outcome({ ...fields, client_secret: secretV2(gost, fields, 'client_id scope timestamp state redirect_uri') }),
    ).toMatchObject(wrongSecret);
    expect(await outcome({ ...fields, scope_org: 'org_shortname' })).toMatchObject(wrongSecret);
  });

  it('R5 §5.6 RSA is for systems with an RSA certificate, named by SHA-256, and for no other', async () => {
    const { rsaCaller } = world;
    const fields = authorizeFields(rsaCaller);
    expect(await outcome(fields)).toEqual(accepted);
    expect(await outcome({ ...fields, client_certificate_hash: streebog256(rsaCaller.pair.certificateDer).toUpperCase() })).toMatchObject(
      wrongSecret,
    );
    expect(await outcome({ ...fields, client_secret: secretV2(gost, fields, orderOfAc) })).toMatchObject(wrongSecret);
    const gostFields = authorizeFields(caller);
    expect(await outcome({ ...gostFields, client_secret: secretV2(rsaCaller.pair, gostFields, orderOfAc) })).toMatchObject(wrongSecret);
    expect(await outcome({ ...fields, client_secret: secretV1(rsaCaller.pair, fields) }, 'v1')).toEqual(accepted);
    expect(await outcome({ ...fields, client_secret: secretV1(gost, fields) }, 'v1')).toMatchObject({ error: 'access_denied' });
  });
});

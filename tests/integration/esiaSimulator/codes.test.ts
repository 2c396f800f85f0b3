import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { simulatorUsers } from '../../../clinic-server/esiaSimulator/users.ts';
import { createBrowser } from '../../support/esiaPerson.ts';
import { acPath, askTokens, authorizeFields, orderOfAc, secretV2, tokenFields, type Fields } from '../../support/esiaRequests.ts';
import { callback, codeFor, startEsiaWorld } from '../../support/esiaSimulation.ts';

const { confirmed } = simulatorUsers;
const wrongGrant = { error: 'invalid_grant', error_description: expect.stringMatching(/^ESIA-007011: /) as string };
const secondCallback = `${callback}/second`;

describe('codes', async () => {
  const world = await startEsiaWorld();
  const { esia, caller, rsaCaller } = world;
  const code = (changes: Fields = {}) => codeFor(world, acPath(authorizeFields(caller, changes)), confirmed);
  const exchange = async (fields: Fields) => askTokens(esia.url, fields);

  it('R5 §5.2 online access gives no refresh token, offline access one that works once', async () => {
    const online = await exchange(tokenFields(caller, await code()));
    expect(online.body).not.toHaveProperty('refresh_token');
    const offline = await exchange(tokenFields(caller, await code({ access_type: 'offline' })));
    const first = String(offline.body['refresh_token']);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);

    const refresh = (token: string, order = orderOfAc): Fields => {
      const {
        code: _code,
        client_secret: _secret,
        ...fields
      } = tokenFields(caller, '', { grant_type: 'refresh_token', refresh_token: token });
      return { ...fields, client_secret: secretV2(caller.pair, fields, order) };
    };
    const renewed = await exchange(refresh(first));
    expect(renewed.status).toBe(200);
    const second = String(renewed.body['refresh_token']);
    expect(second).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
    expect((await exchange(refresh(first))).body).toMatchObject(wrongGrant);
    expect((await exchange(refresh(second, 'client_id scope timestamp state refresh_token'))).status).toBe(200);
  });

  it('R5 §5.14 a person who refuses is told to the clinic, with the state', async () => {
    const fields = authorizeFields(caller);
    const browser = createBrowser(esia.url);
    const consent = await browser.logIn(await browser.open(acPath(fields)), confirmed);
    const back = new URL((await browser.refuse(consent)).location ?? '');
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'ESIA-007004: The resource owner or authorization server denied the request.',
      state: fields['state'],
    });
    // The form of the closed request is worth nothing.
    expect((await browser.allow(consent)).status).toBe(410);
  });

  it('R5 §5.15 a code works once, also when two ask at the same time', async () => {
    const asked = tokenFields(caller, await code());
    expect((await exchange(asked)).status).toBe(200);
    expect(await exchange(asked)).toMatchObject({ status: 400, body: wrongGrant });

    const again = await code();
    const answers = await Promise.all([1, 2, 3, 4].map(() => exchange(tokenFields(caller, again))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400]);
  });

  it('R5 §5.16 a code lives 240 seconds', async () => {
    const young = await code();
    world.advance(239_000);
    expect((await exchange(tokenFields(caller, young))).status).toBe(200);
    const old = await code();
    world.advance(240_000);
    expect((await exchange(tokenFields(caller, old))).body).toMatchObject(wrongGrant);
  });

  it('R5 §5.16 a code is for the system and the address it was asked by', async () => {
    expect((await exchange(tokenFields(rsaCaller, await code()))).body).toMatchObject(wrongGrant);
    expect((await exchange(tokenFields({ ...caller, redirectUri: secondCallback }, await code()))).body).toMatchObject(wrongGrant);
    expect((await exchange(tokenFields(caller, 'never-issued'))).body).toMatchObject(wrongGrant);
    expect((await exchange(tokenFields(caller, await code(), { scope: 'openid fullname' }))).body).toMatchObject({
      error: 'invalid_scope',
    });
  });

  it('R5 §5.16 a code bound to a challenge needs its verifier, and a verifier needs a challenge', async () => {
    const verifier = randomUUID() + randomUUID();
    const bound = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
    expect((await exchange({ ...tokenFields(caller, await code(bound)), code_verifier: verifier })).status).toBe(200);
    expect(
      (await exchange({ ...tokenFields(caller, await code(bound)), code_verifier: `${verifier}x` })).body['error_description'],
    ).toMatch(/^ESIA-007040: /);
    expect((await exchange(tokenFields(caller, await code(bound)))).body['error_description']).toMatch(/^ESIA-007040: /);
    expect((await exchange({ ...tokenFields(caller, await code()), code_verifier: verifier })).body['error_description']).toMatch(
      /^ESIA-007039: /,
    );
  });

  it('R5 §5.24 every exchange is counted, so that a clinic can show that it asked for none', async () => {
    await fetch(`${esia.adminUrl}/counts`, { method: 'DELETE' });
    const unused = await code();
    expect(await world.counts()).toMatchObject({ ac: 1, login: 1, consent: 1, te: 0, rest: 0 });
    await exchange(tokenFields(caller, unused));
    await exchange(tokenFields(caller, unused));
    expect(await world.counts()).toMatchObject({ te: 2 });
    const journal = (await (await fetch(`${esia.adminUrl}/journal`)).json()) as { endpoint: string; outcome: string }[];
    expect(journal.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`)).toEqual([
      'ac ok',
      'login ok',
      'consent ok',
      'te ok',
      'te 007011',
    ]);
  });
});

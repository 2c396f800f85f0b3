import { describe, expect, it } from 'vitest';
import { simulatorUsers } from '../../../clinic-server/esiaSimulator/users.ts';
import { createBrowser } from '../../support/esiaPerson.ts';
import { acPath, askTokens, authorizeFields, esiaTimestamp, tokenFields, type Fields } from '../../support/esiaRequests.ts';
import { afterLogout, callback, codeFor, startEsiaWorld } from '../../support/esiaSimulation.ts';
import { certificateHash, makeGostPair } from '../../support/gost.ts';

describe('the fields of a request', async () => {
  const world = await startEsiaWorld();
  const { esia, caller, rsaCaller } = world;

  async function outcome(query: Fields | string): Promise<{ status: number; location: string | null; fields: Fields; html: string }> {
    const path = typeof query === 'string' ? `/aas/oauth2/v2/ac?${query}` : acPath(query);
    const { status, location, html } = await createBrowser(esia.url).ask(path);
    return { status, location, html, fields: location === null ? {} : Object.fromEntries(new URL(location, esia.url).searchParams) };
  }
  const without = (fields: Fields, name: string): Fields => Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
  const missing = (...names: string[]) => `ESIA-007014: The request doesn\`t contain the mandatory parameter [${names.join(', ')}].`;

  it('R5 §5.9 each missing field is named, at the callback once it is known and as a page before', async () => {
    const fields = authorizeFields(caller);
    for (const name of ['timestamp', 'state', 'response_type', 'client_secret']) {
      const { fields: told } = await outcome(without(fields, name));
      expect(told).toEqual({
        error: 'invalid_request',
        error_description: missing(name),
        ...(name === 'state' ? {} : { state: fields['state'] }),
      });
    }
    expect((await outcome(without(fields, 'scope'))).fields['error_description']).toMatch(/^ESIA-007013: /);
    for (const name of ['client_id', 'redirect_uri']) {
      const { status, location, html } = await outcome(without(fields, name));
      expect({ status, location }).toEqual({ status: 400, location: null });
      expect(html).toContain(`ESIA-007014: The request doesn\`t contain the mandatory parameter [${name}].`);
    }
  });

  it('R5 §5.9 a field that comes twice is refused, and a state that comes twice is not sent back', async () => {
    const fields = authorizeFields(caller);
    const query = new URLSearchParams(fields).toString();
    for (const name of ['state', 'scope', 'timestamp', 'client_secret', 'display']) {
      const twice = name in fields ? `${query}&${name}=x` : `${query}&${name}=a&${name}=b`;
      const { fields: told } = await outcome(twice);
      expect(told['error_description']).toMatch(/^ESIA-007003: /);
      expect(told['state']).toBe(name === 'state' ? undefined : fields['state']);
    }
    for (const name of ['client_id', 'redirect_uri'])
      expect(await outcome(`${query}&${name}=x`)).toMatchObject({ status: 400, location: null });
    const asked = tokenFields(caller, 'x');
    const twice = new URLSearchParams({ ...asked });
    twice.append('code', 'y');
    expect((await askTokens(esia.url, twice)).body['error_description']).toMatch(/^ESIA-007003: /);
  });

  it('R5 §5.9 the exchange names what it misses', async () => {
    const asked = tokenFields(caller, 'x');
    for (const name of [
      'client_id',
      'state',
      'timestamp',
      'redirect_uri',
      'client_secret',
      'code',
      'grant_type',
      'token_type',
      'client_certificate_hash',
    ]) {
      const { status, body } = await askTokens(esia.url, without(asked, name));
      expect(status).toBe(400);
      expect(body).toMatchObject({ error: 'invalid_request', error_description: missing(name) });
    }
    expect((await askTokens(esia.url, without(asked, 'scope'))).body['error_description']).toMatch(/^ESIA-007013: /);
  });

  it('R5 §5.10 the time has one shape, a zone, and may differ from ours by five minutes either way', async () => {
    const now = world.now();
    const at = async (timestamp: string) => (await outcome(authorizeFields(caller, { timestamp }))).fields['error_description'] ?? 'ok';
    for (const right of [
      esiaTimestamp(now),
      esiaTimestamp(now, 10),
      esiaTimestamp(now, -5),
      esiaTimestamp(now - 290_000),
      esiaTimestamp(now + 290_000),
    ]) {
      expect(await at(right), right).toBe('ok');
    }
    const usual = esiaTimestamp(now);
    const shapes = [
      new Date(now).toISOString(),
      usual.replace(' +', '+'),
      usual.replace('0300', '03:00'),
      usual.slice(0, -6),
      `${usual} `,
      usual.replaceAll('.', '-'),
      '2026.02.30 10:00:00 +0300',
    ];
    for (const wrong of [...shapes, esiaTimestamp(now - 310_000), esiaTimestamp(now + 310_000)])
      expect(await at(wrong), wrong).toMatch(/^ESIA-007015: /);

    // The classic slip: a plus sign that was not encoded arrives as a blank.
    const query = new URLSearchParams(authorizeFields(caller)).toString().replace('%2B0300', '+0300');
    expect((await outcome(query)).fields['error_description']).toMatch(/^ESIA-007015: /);

    await world.faults({ timestampToleranceSeconds: 30 });
    expect(await at(esiaTimestamp(now - 60_000))).toMatch(/^ESIA-007015: /);
    await world.faults({});
  });

  it('R5 §5.11 an unknown system, or the certificate of another one, leads nowhere', async () => {
    const fields = authorizeFields({ ...caller, mnemonic: 'NOBODY' }, { redirect_uri: 'https://evil.example/' });
    const { status, location, html } = await outcome(fields);
    expect({ status, location }).toEqual({ status: 400, location: null });
    expect(html).toContain('ESIA-007005');
    expect((await askTokens(esia.url, tokenFields({ ...caller, mnemonic: 'NOBODY' }, 'x'))).body).toMatchObject({
      error: 'unauthorized_client',
    });

    const borrowed = authorizeFields(caller, { client_certificate_hash: certificateHash(rsaCaller.pair) });
    expect((await outcome(borrowed)).fields['error_description']).toMatch(/^ESIA-007002: /);
    const stranger = makeGostPair(world.folder, 'stranger');
    expect((await outcome(authorizeFields({ ...caller, pair: stranger }))).fields['error_description']).toMatch(/^ESIA-007053: /);
  });

  it('R5 §5.12 an address that is not registered is told on a page and never gone to', async () => {
    for (const uri of [
      'https://evil.example/',
      `${callback}/`,
      `${callback}?x=1`,
      callback.replace('https', 'http'),
      callback.toUpperCase(),
      'javascript:alert(1)',
      '//evil.example',
      'https://clinic.example@evil.example/api/esia/callback',
    ]) {
      const { status, location, html } = await outcome(authorizeFields(caller, { redirect_uri: uri }));
      expect({ uri, status, location }).toEqual({ uri, status: 400, location: null });
      expect(html).toContain('ESIA-007023');
    }
  });

  it('R5 §5.13 a scope, a type of answer and a type of grant that do not exist have numbers of their own', async () => {
    const ac = async (changes: Fields) => (await outcome(authorizeFields(caller, changes))).fields;
    expect(await ac({ scope: 'openid everything' })).toMatchObject({
      error: 'invalid_scope',
      error_description: expect.stringMatching(/^ESIA-007006: /) as string,
    });
    expect(await ac({ response_type: 'token' })).toMatchObject({
      error: 'unsupported_response_type',
      error_description: expect.stringMatching(/^ESIA-007009: /) as string,
    });
    const te = async (changes: Fields) => (await askTokens(esia.url, tokenFields(caller, 'x', changes))).body;
    expect(await te({ grant_type: 'password' })).toMatchObject({
      error: 'unsupported_grant_type',
      error_description: expect.stringMatching(/^ESIA-007012: /) as string,
    });
    expect(await te({ grant_type: 'client_credentials' })).toMatchObject({
      error: 'unauthorized_client',
      error_description: expect.stringMatching(/^ESIA-007005: /) as string,
    });
    expect(await te({ scope: 'openid everything' })).toMatchObject({ error: 'invalid_scope' });
  });

  it('R5 §5.17 an exchange sent as JSON holds no fields at all', async () => {
    const asked = tokenFields(caller, await codeFor(world, acPath(authorizeFields(caller)), simulatorUsers.confirmed));
    const response = await fetch(`${esia.url}/aas/oauth2/v3/te`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: 'ESIA-007014: The request doesn`t contain the mandatory parameter [state, client_id].',
    });
    expect((await askTokens(esia.url, asked)).status).toBe(200);
  });

  it('R5 §5.1 a request too long for an address may come as a form', async () => {
    const fields = authorizeFields(caller);
    const seen = await createBrowser(esia.url).ask('/aas/oauth2/v2/ac', { method: 'POST', body: new URLSearchParams(fields) });
    expect(seen.location).toMatch(/^\/login\?/);
  });

  it('R5 §5.11 a certificate that was withdrawn opens neither door', async () => {
    const withdrawn = await startEsiaWorld({
      clients: [
        {
          mnemonic: 'CLINIC01',
          certificatePem: caller.pair.certificatePem,
          redirectUris: [callback],
          logoutUris: [afterLogout],
          certificateActive: false,
        },
      ],
    });
    const { location } = await createBrowser(withdrawn.esia.url).ask(acPath(authorizeFields(caller)));
    expect(new URL(location ?? '').searchParams.get('error_description')).toMatch(/^ESIA-007002: /);
    expect((await askTokens(withdrawn.esia.url, tokenFields(caller, 'x'))).body['error_description']).toMatch(/^ESIA-007002: /);
  });
});

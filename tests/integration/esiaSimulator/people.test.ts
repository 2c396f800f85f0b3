import { describe, expect, it } from 'vitest';
import { simulatorUsers } from '../../../clinic-server/esiaSimulator/users.ts';
import { createBrowser } from '../../support/esiaPerson.ts';
import { acPath, askTokens, authorizeFields, readJwt, tokenFields, type Fields } from '../../support/esiaRequests.ts';
import { afterLogout, callback, codeFor, startEsiaWorld } from '../../support/esiaSimulation.ts';

const { confirmed, standard, child, otherSurname } = simulatorUsers;
const onlyConfirmed = { person_filter: 'Y29uZl9hY2M=' };

describe('people and their browsers', async () => {
  const world = await startEsiaWorld();
  const { esia, caller } = world;
  const address = (changes: Fields = {}) => acPath(authorizeFields(caller, changes));
  const fieldsOf = (url: URL): Fields => Object.fromEntries(url.searchParams);
  const logout = (redirectUrl: string) =>
    `/idp/ext/Logout?${new URLSearchParams({ client_id: caller.mnemonic, redirect_url: redirectUrl }).toString()}`;

  it('R5 §5.23 the filter keeps an unconfirmed account away, without it the account signs in', async () => {
    const filtered = fieldsOf(await createBrowser(esia.url).walk(address(onlyConfirmed), standard));
    expect(filtered['error_description']).toMatch(/^ESIA-007055: /);
    expect(fieldsOf(await createBrowser(esia.url).walk(address(onlyConfirmed), confirmed))).toHaveProperty('code');
    expect(fieldsOf(await createBrowser(esia.url).walk(address(), standard))).toHaveProperty('code');
    const noKids = { person_filter: Buffer.from('acc_not_kid').toString('base64') };
    expect(fieldsOf(await createBrowser(esia.url).walk(address(noKids), child))['error_description']).toMatch(/^ESIA-007062: /);
    expect(fieldsOf(await createBrowser(esia.url).walk(address({ person_filter: 'conf_acc' }), confirmed))['error_description']).toMatch(
      /^ESIA-007003: /,
    );
  });

  it('R5 §5.1 one may sign in by e-mail, phone or SNILS, and a wrong password says nothing more', async () => {
    const browser = createBrowser(esia.url);
    const page = await browser.open(address());
    for (const login of [confirmed.email, ' ANNA@demo.example ', '8 (900) 000-01-01', '+79000000101', '000-000-600 01', '00000060001']) {
      const other = createBrowser(esia.url);
      const seen = await other.submit(await other.open(address()), { login, password: confirmed.password });
      expect({ login, consent: seen.html.includes('Разрешить') }).toEqual({ login, consent: true });
    }
    for (const [login, password] of [
      [confirmed.login, 'wrong'],
      ['nobody@demo.example', confirmed.password],
      ['', ''],
      [standard.login, confirmed.password],
    ] as const) {
      const seen = await browser.submit(page, { login, password });
      expect(seen.status).toBe(401);
      expect(seen.html).toContain('Неверный логин или пароль');
    }
  });

  it('R5 §5.25 the second request of one browser asks nothing and tells an old time of signing in', async () => {
    const browser = createBrowser(esia.url);
    await browser.walk(address(), confirmed);
    world.advance(600_000);
    const back = new URL((await browser.open(address())).location ?? '');
    const code = back.searchParams.get('code') ?? '';
    expect(Math.floor(world.now() / 1000) - Number(readJwt(code).claims['auth_time'])).toBeGreaterThanOrEqual(599);
    expect((await askTokens(esia.url, tokenFields(caller, code))).status).toBe(200);
    // Something else is asked for: consent again, but no password.
    expect((await browser.open(address({ scope: 'openid fullname mobile' }))).html).toContain('Разрешить');
    // The filter holds for a session too.
    const other = createBrowser(esia.url);
    await other.walk(address(), standard);
    expect(fieldsOf(new URL((await other.open(address(onlyConfirmed))).location ?? ''))['error_description']).toMatch(/^ESIA-007055: /);
  });

  it('R5 §5.25 after the logout, and in a new browser, the password is asked again', async () => {
    const browser = createBrowser(esia.url);
    await browser.walk(address(), confirmed);
    const kept = browser.cookie();
    const out = await browser.ask(logout(afterLogout));
    expect([out.status, out.location]).toEqual([302, afterLogout]);
    expect((await browser.open(address())).html).toContain('name="password"');
    browser.plant(kept);
    expect((await browser.open(address())).html).toContain('name="password"');
    expect((await createBrowser(esia.url).open(address())).html).toContain('name="password"');
  });

  it('R5 §5.25 the logout leads to registered addresses only, and ends the session all the same', async () => {
    for (const target of ['https://evil.example/', callback, `${afterLogout}/`, 'javascript:alert(1)']) {
      const browser = createBrowser(esia.url);
      await browser.walk(address(), confirmed);
      const out = await browser.ask(logout(target));
      expect({ target, status: out.status, location: out.location }).toEqual({ target, status: 400, location: null });
      expect((await browser.open(address())).html).toContain('name="password"');
    }
  });

  it('R5 §5.25 nobody goes on with the request of another browser, and signing in changes the cookie', async () => {
    const victim = createBrowser(esia.url);
    const page = await victim.open(address());
    const stranger = createBrowser(esia.url);
    await stranger.open(address());
    expect((await stranger.submit(page, { login: otherSurname.login, password: otherSurname.password })).status).toBe(410);
    const before = victim.cookie();
    const consent = await victim.logIn(page, confirmed);
    expect(victim.cookie()).not.toBe(before);
    stranger.plant(before);
    expect((await stranger.allow(consent)).status).toBe(410);
    expect((await victim.allow(consent)).location).toContain('code=');
  });

  it('R5 §5.26 a second factor stands between password and consent, and five wrong codes lead back', async () => {
    await world.faults({ secondFactor: true });
    const browser = createBrowser(esia.url);
    let page = await browser.logIn(await browser.open(address()), confirmed);
    expect(page.html).toContain('Код из сообщения');
    const right = /<b>(\d{6})<\/b>/.exec(page.html)?.[1] ?? '';
    const wrong = right === '000000' ? '111111' : '000000';
    for (let tried = 0; tried < 4; tried++) page = await browser.submit(page, { code: wrong });
    expect(page.html).toContain('Неверный код');
    const afterFive = await browser.submit(page, { code: wrong });
    expect(afterFive.html).toContain('name="password"');
    expect((await browser.submit(page, { code: right })).status).toBe(410);
    const back = await browser.walk(address(), confirmed);
    expect(readJwt(back.searchParams.get('code')).claims['acr']).toEqual({ '2fa': 'otp' });
    await world.faults({});
  });

  it('R5 §5.26 a person may take four minutes and longer, but not for ever', async () => {
    const browser = createBrowser(esia.url);
    const page = await browser.open(address());
    world.advance(240_000);
    const consent = await browser.logIn(page, confirmed);
    world.advance(240_000);
    expect((await browser.allow(consent)).location).toContain('code=');
    const late = await createBrowser(esia.url).open(address());
    world.advance(31 * 60_000);
    expect((await browser.logIn(late, confirmed)).status).toBe(410);
  });

  it('R5 §5.26 the answer to a password can be late', async () => {
    await world.faults({ loginDelayMs: 300 });
    const started = performance.now();
    await createBrowser(esia.url).walk(address(), confirmed);
    expect(performance.now() - started).toBeGreaterThanOrEqual(290);
    await world.faults({});
  });

  it('R5 §5.26 the exchange can break, be overloaded, or never be answered although the code is used up', async () => {
    const ask = async () => tokenFields(caller, await codeFor(world, address(), confirmed));
    const first = await ask();
    await world.faults({ te: 'html500' });
    const broken = await fetch(`${esia.url}/aas/oauth2/v3/te`, { method: 'POST', body: new URLSearchParams({ ...first }) });
    expect([broken.status, broken.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']);
    await world.faults({ te: 'overloaded' });
    expect(await askTokens(esia.url, first)).toMatchObject({
      status: 400,
      body: { error: 'temporarily_unavailable', error_description: expect.stringMatching(/^ESIA-007008: /) as string },
    });
    await world.faults({ ac: 'overloaded' });
    expect(fieldsOf(await createBrowser(esia.url).walk(address(), confirmed))['error']).toBe('temporarily_unavailable');
    await world.faults({ ac: 'html500' });
    expect((await createBrowser(esia.url).ask(address())).status).toBe(500);

    await world.faults({});
    const hung = await ask();
    await world.faults({ te: 'hang' });
    const unanswered = fetch(`${esia.url}/aas/oauth2/v3/te`, {
      method: 'POST',
      body: new URLSearchParams({ ...hung }),
      signal: AbortSignal.timeout(1_500),
    });
    await expect(unanswered).rejects.toThrow(/abort|timeout/i);
    await world.faults({});
    expect((await askTokens(esia.url, hung)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('R5 §5.26 a switch that does not exist is refused and changes nothing', async () => {
    const patch = (body: string, type = 'application/json') =>
      fetch(`${esia.adminUrl}/faults`, { method: 'PATCH', headers: { 'content-type': type }, body });
    for (const body of ['{"token":"other"}', '{"nothing":1}', '[]', '"x"', '{']) expect((await patch(body)).status).toBe(400);
    expect((await patch('token=expired', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect(await (await fetch(`${esia.adminUrl}/faults`)).json()).toMatchObject({ token: null, te: null, secondFactor: false });
  });
});

import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { simulatorUsers } from '../../../clinic-server/esiaSimulator/users.ts';
import { createBrowser } from '../../support/esiaPerson.ts';
import { acPath, askTokens, authorizeFields, readJwt, tokenFields } from '../../support/esiaRequests.ts';
import { afterLogout, callback, startEsiaWorld } from '../../support/esiaSimulation.ts';

const { confirmed } = simulatorUsers;

describe('the happy path of the simulator', async () => {
  const world = await startEsiaWorld();
  const { esia } = world;

  for (const kind of ['GOST', 'RSA'] as const) {
    it(`R5 §5.1 a ${kind} client gets from the request to the person's record and out again`, async () => {
      const caller = kind === 'GOST' ? world.caller : world.rsaCaller;
      const browser = createBrowser(esia.url);
      const fields = authorizeFields(caller);
      const first = await browser.ask(acPath(fields));
      expect(first.status).toBe(302);
      expect(first.location).toMatch(/^\/login\?/);

      const login = await browser.open(first.location ?? '');
      expect(login.html).toContain('ДЕМО. Это не Госуслуги');
      const consent = await browser.logIn(login, confirmed);
      expect(consent.html).toContain('Разрешить');
      const back = new URL((await browser.allow(consent)).location ?? '');
      expect(back.origin + back.pathname).toBe(callback);
      expect(back.searchParams.get('state')).toBe(fields['state']);

      const asked = tokenFields(caller, back.searchParams.get('code') ?? '');
      const { status, body } = await askTokens(esia.url, asked);
      expect(status).toBe(200);
      expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, state: asked['state'] });
      expect(body['state']).not.toBe(fields['state']);
      expect(body).not.toHaveProperty('refresh_token');

      const id = readJwt(body['id_token']);
      const [certificate] = await esia.certificates();
      expect(
        verify(
          'RSA-SHA256',
          Buffer.from(id.signed),
          createPublicKey(new X509Certificate(certificate ?? '').publicKey.export({ type: 'spki', format: 'pem' })),
          id.signature,
        ),
      ).toBe(true);

      const person = await fetch(`${esia.url}/rs/prns/${confirmed.oid}`, {
        headers: { authorization: `Bearer ${String(body['access_token'])}` },
      });
      expect(await person.json()).toMatchObject({
        lastName: confirmed.lastName,
        birthDate: '12.03.1984',
        snils: '000-000-600 01',
        trusted: true,
        status: 'REGISTERED',
      });

      const out = await browser.ask(
        `/idp/ext/Logout?${new URLSearchParams({ client_id: caller.mnemonic, redirect_url: afterLogout }).toString()}`,
      );
      expect(out.location).toBe(afterLogout);
    });
  }
});

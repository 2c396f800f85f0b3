import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { simulatorUsers } from '../../../clinic-server/esiaSimulator/users.ts';
import { createBrowser } from '../../support/esiaPerson.ts';
import { acPath, askTokens, authorizeFields, tokenFields } from '../../support/esiaRequests.ts';
import { startEsiaWorld } from '../../support/esiaSimulation.ts';

const { confirmed } = simulatorUsers;

describe('what the simulator writes down', async () => {
  let log = '';
  const world = await startEsiaWorld({ log: pino({ level: 'trace' }, { write: (line: string) => void (log += line) }) });
  const { esia, caller } = world;

  it('R5 §5.28 neither the log nor the journal holds a code, a token, a signature, a SNILS, a name, a login or a password', async () => {
    const secrets: string[] = [];
    const keep = (...texts: readonly unknown[]) => secrets.push(...texts.map(String));
    for (const faults of [
      {},
      { secondFactor: true },
      { token: 'badSignature' },
      { te: 'overloaded' },
      { te: 'html500' },
      { ac: 'overloaded' },
    ]) {
      await world.faults({});
      const fields = authorizeFields(caller, { access_type: 'offline', scope: 'openid fullname birthdate snils mobile email id_doc' });
      keep(fields['state'], fields['client_secret']);
      const browser = createBrowser(esia.url);
      if ('ac' in faults) await world.faults(faults);
      const wrong = await browser.open(acPath(fields));
      if (wrong.location !== null) continue;
      await browser.submit(wrong, { login: confirmed.snils, password: 'Wrong-Canary-77' });
      await world.faults(faults);
      const back = await browser.walk(acPath(fields), confirmed);
      const code = back.searchParams.get('code');
      const asked = tokenFields(caller, code ?? '', { scope: fields['scope'] ?? '' });
      keep(code, asked['client_secret'], asked['state'], browser.cookie().split('=')[1]);
      const response = await fetch(`${esia.url}/aas/oauth2/v3/te`, { method: 'POST', body: new URLSearchParams({ ...asked }) });
      const text = await response.text();
      if (response.status !== 200) continue;
      const body = JSON.parse(text) as Record<string, unknown>;
      keep(body['access_token'], body['id_token'], body['refresh_token']);
      await fetch(`${esia.url}/rs/prns/${confirmed.oid}?embed=(contacts.elements,documents.elements)`, {
        headers: { authorization: `Bearer ${String(body['access_token'])}` },
      });
    }
    await world.faults({});
    await askTokens(esia.url, tokenFields(caller, 'Canary-Code-77'));
    await createBrowser(esia.url).ask('/aas/oauth2/v2/ac?client_id=Canary-Client-77&redirect_uri=https://canary77.example/');

    const { login, password, lastName, firstName, middleName, snils, mobile, email, oid, birthDate } = confirmed;
    keep(login, password, lastName, firstName, middleName, snils, snils.replace(/\D/g, ''), mobile, email, oid, birthDate, '12.03.1984');
    keep('Canary', 'canary77', 'Wrong-Canary-77', 'Bearer');
    const journal = await (await fetch(`${esia.adminUrl}/journal`)).text();
    expect(log.split('\n').length).toBeGreaterThan(20);
    expect(secrets.length).toBeGreaterThan(40);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(3);
      expect(log, 'log').not.toContain(secret);
      expect(journal, 'journal').not.toContain(secret);
    }
  });
});

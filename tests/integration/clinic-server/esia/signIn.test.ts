import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulatorUsers } from '../../../../clinic-server/esiaSimulator/users.ts';
import { headers } from '../../../../shared/fhir/names.ts';
import { callbackUrl } from '../../../support/esiaStandIn.ts';
import { addPatient, begin, finish, recordOf, startEsiaClinic, type EsiaClinic } from '../../../support/esiaClinic.ts';
import { createBrowser } from '../../../support/esiaPerson.ts';
import { at, client, refusal } from '../../../support/fhirClient.ts';

const { confirmed, standard, child, otherSurname } = simulatorUsers;

for (const [signer, tokenAlg] of [
  ['gost', 'GOST3410_2012_256'],
  ['gost', 'RS256'],
  ['rsa', 'RS256'],
] as const) {
  it(`R5 a confirmed person comes in: requests signed by ${signer}, tokens by ${tokenAlg}`, async () => {
    const esia = await startEsiaClinic({ standIn: { signer, tokenAlg } });
    try {
      const patient = await addPatient(esia.clinic.pool, recordOf(confirmed));
      const kiosk = await esia.kiosk();
      const answer = await esia.signIn(kiosk.ask, confirmed);
      expect([answer.status, at(answer.body, 'patientId'), at(answer.body, 'expiresInSeconds')]).toEqual([200, patient, 900]);
      const own = client(esia.clinic.url, String(at(answer.body, 'token')), { [headers.device]: `Bearer ${kiosk.token}` });
      expect((await own('GET', `/fhir/Patient/${patient}`)).status).toBe(200);
      expect(await esia.standIn.counts()).toMatchObject({ te: 1, rest: 1 });
      const { rows } = await esia.clinic.pool.query<{ method: string; oid: string; login: string | null }>(
        'select s.method, a.esia_oid as oid, a.login from sign_in s join account a on a.id = s.account',
      );
      expect(rows).toEqual([{ method: 'esia', oid: String(confirmed.oid), login: null }]);
    } finally {
      await esia.stop();
    }
  });
}

let esia: EsiaClinic;
beforeAll(async () => {
  esia = await startEsiaClinic();
  await addPatient(esia.clinic.pool, recordOf(confirmed));
});
afterAll(() => esia.stop());

it('R5 the device is told where to go, what the window may open, and where the person signs out', async () => {
  const { ask } = await esia.kiosk();
  const { status, body } = await ask('POST', '/identity/esia/start', {}, { 'content-type': 'application/json' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ callbackUrl, seconds: 300, hosts: [new URL(esia.standIn.esia.url).host] });
  const asked = new URL(String(at(body, 'authorizeUrl')));
  expect(asked.pathname).toBe('/aas/oauth2/v2/ac');
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    access_type: 'online',
    response_type: 'code',
    person_filter: 'Y29uZl9hY2M=',
    scope: 'openid fullname birthdate gender snils',
    redirect_uri: callbackUrl,
  });
  expect(asked.searchParams.get('client_secret')).toMatch(/^[A-Za-z0-9_-]{86}$/);
  expect(asked.searchParams.get('timestamp')).toMatch(/^\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d \+0300$/);
  const out = new URL(String(at(body, 'logoutUrl')));
  expect([out.pathname, out.searchParams.get('redirect_url')]).toEqual(['/idp/ext/Logout', callbackUrl]);
});

it('R5 §5.14 whoever refuses at Gosuslugi is told so, and nothing is exchanged', async () => {
  const { ask } = await esia.kiosk();
  const before = await esia.standIn.counts();
  const { attemptId, authorizeUrl } = await begin(ask);
  const browser = createBrowser(esia.standIn.esia.url);
  const consent = await browser.logIn(await browser.open(authorizeUrl), confirmed);
  const back = new URL((await browser.refuse(consent)).location ?? '');
  expect(refusal(await finish(ask, attemptId, back.search.slice(1)))).toBe('403 esia_declined');
  expect((await esia.standIn.counts())['te']).toBe(before['te']);
});

it('R5 §5.23 an account that is not confirmed, and a child, do not come in', async () => {
  const { ask } = await esia.kiosk();
  expect(refusal(await esia.signIn(ask, standard))).toBe('403 esia_unconfirmed');
  await addPatient(esia.clinic.pool, recordOf(child));
  expect(refusal(await esia.signIn(ask, child))).toBe('403 esia_child');
});

it('R5 whoever Gosuslugi knows and the clinic does not is asked to the reception', async () => {
  const { ask } = await esia.kiosk();
  expect(refusal(await esia.signIn(ask, otherSurname))).toBe('409 esia_ask_reception');
});

it('R5 a cancelled attempt is over, and cancelling twice or somebody else’s is nothing', async () => {
  const [mine, other] = [await esia.kiosk(), await esia.kiosk()];
  const cancel = async (ask: typeof mine.ask, attemptId: string) => (await ask('POST', '/identity/esia/cancel', { attemptId }, { 'content-type': 'application/json' })).status;
  const kept = await esia.callbackFor(mine.ask, confirmed);
  expect(await cancel(other.ask, kept.attemptId)).toBe(204);
  expect((await finish(mine.ask, kept.attemptId, kept.query)).status).toBe(200);
  const given = await esia.callbackFor(mine.ask, confirmed);
  expect([await cancel(mine.ask, given.attemptId), await cancel(mine.ask, given.attemptId)]).toEqual([204, 204]);
  expect(refusal(await finish(mine.ask, given.attemptId, given.query))).toBe('410 esia_attempt_gone');
});

it('R5 the address of the callback is a page that exchanges nothing', async () => {
  const before = await esia.standIn.counts();
  const { ask } = await esia.kiosk();
  const { query } = await esia.callbackFor(ask, confirmed);
  const answer = await fetch(`${esia.clinic.url}/esia/callback?${query}`);
  const text = await answer.text();
  expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('referrer-policy')]).toEqual([400, 'no-store', 'no-referrer']);
  expect(text).toContain('Вход не выполнен');
  expect(text).not.toContain(query.slice(0, 20));
  expect((await esia.standIn.counts())['te']).toBe(before['te']);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulatorUsers } from '../../../../clinic-server/esiaSimulator/users.ts';
import { askToken, newDeviceKey, signAssertion } from '../../../support/clinicDevice.ts';
import { startDemo, type DemoClinic } from '../../../support/demoClinic.ts';
import { begin, finish } from '../../../support/esiaClinic.ts';
import { createBrowser } from '../../../support/esiaPerson.ts';
import { at, client, refusal, type Ask } from '../../../support/fhirClient.ts';

let demo: DemoClinic;
let ask: Ask;
beforeAll(async () => {
  demo = await startDemo();
  const key = await newDeviceKey();
  const enrolled = await client(demo.server, null)('POST', '/device/enrol', { code: demo.enrol.kiosk, profile: 'kiosk', publicKeyJwk: key.publicKeyJwk }, { 'content-type': 'application/json' });
  const given = await askToken(demo.server, await signAssertion(key.privateKey, { deviceId: String(at(enrolled.body, 'deviceId')) }));
  ask = client(demo.server, String(at(given.body, 'access_token')));
}, 120_000);
afterAll(() => demo.stop(), 60_000);

it('R5 the demo says who can sign in by its simulator, and each of them meets what it says', async () => {
  const { esia } = demo;
  if (!esia) throw new Error('the demo has no simulator here');
  const met: [string, string][] = [];
  for (const { login, password, note } of esia.users) {
    const { attemptId, authorizeUrl } = await begin(ask);
    const back = await createBrowser(esia.url).walk(authorizeUrl, { ...simulatorUsers.confirmed, login, password });
    expect(`${back.origin}${back.pathname}`).toBe(`${demo.server}/esia/callback`);
    const answer = await finish(ask, attemptId, back.search.slice(1));
    met.push([note, answer.status === 200 ? '200' : refusal(answer)]);
  }
  expect(met).toEqual([
    ['входит', '200'],
    ['входит, отчества в учётной записи нет', '200'],
    ['СНИЛС как в клинике, фамилия другая: к регистратору', '409 esia_ask_reception'],
    ['учётная запись не подтверждена', '403 esia_unconfirmed'],
    ['учётная запись ребёнка', '403 esia_child'],
  ]);
});

it('R5 the demo tells its devices that Gosuslugi may be used', async () => {
  const me = await ask('GET', '/device/me');
  expect(at(me.body, 'policy', 'esia')).toBe('optional');
  // By the patient Gosuslugi name first, whose password is printed as well.
  expect(demo.accounts.map(({ name }) => name)).toContain(demo.esia?.users[0]?.name);
});

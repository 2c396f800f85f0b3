import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { addDeviceToken, revokeDevice } from '../../../../clinic-server/devices/deviceStore.ts';
import { hashOf, newSecret } from '../../../../clinic-server/devices/secrets.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { askToken, enrolDevice, issueEnrolmentCode, newDeviceKey, signAssertion, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, codeOf, type Answer } from '../../../support/fhirClient.ts';

let clinic: TestClinic;
let device: TestDevice;
let ahead = 0;

beforeAll(async () => {
  clinic = await startClinic({ now: () => instant(Date.now() + ahead) });
});
afterAll(() => clinic.stop());
beforeEach(async () => {
  ahead = 0;
  device = await enrolDevice(clinic);
});

const enrol = async (body: object): Promise<Answer> =>
  client(clinic.url, null)('POST', '/device/enrol', body, { 'content-type': 'application/json' });
const refused = (answer: Answer) => [answer.status, codeOf(answer)];

it('W9 an enrolment code works once, for its profile, however it is typed', async () => {
  const code = await issueEnrolmentCode(clinic.pool, 'kiosk');
  const key = await newDeviceKey();
  expect(refused(await enrol({ code, profile: 'reception', publicKeyJwk: key.publicKeyJwk }))).toEqual([403, 'enrolment_refused']);
  const answer = await enrol({ code: code.toLowerCase().replaceAll('-', ' '), profile: 'kiosk', publicKeyJwk: key.publicKeyJwk });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    profile: 'kiosk',
    deviceCode: expect.stringMatching(/^К\d\d$/),
    epoch: clinic.parts.epoch,
    policy: { holdSeconds: 180, changeableHours: 3 },
  });
  const again = await enrol({ code, profile: 'kiosk', publicKeyJwk: key.publicKeyJwk });
  expect([again.status, at(again.body, 'deviceId')]).toEqual([201, at(answer.body, 'deviceId')]);
  expect(refused(await enrol({ code, profile: 'kiosk', publicKeyJwk: (await newDeviceKey()).publicKeyJwk }))).toEqual([
    403,
    'enrolment_refused',
  ]);
});

it('W9 ten devices with one code: one is enrolled', async () => {
  const code = await issueEnrolmentCode(clinic.pool, 'satellite');
  const answers = await Promise.all(
    Array.from({ length: 10 }, async () => enrol({ code, profile: 'satellite', publicKeyJwk: (await newDeviceKey()).publicKeyJwk })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
});

it('W9 nonsense instead of a code or a key is refused without a trace', async () => {
  const { publicKeyJwk } = await newDeviceKey();
  const code = await issueEnrolmentCode(clinic.pool);
  expect(refused(await enrol({ code: 'AAAA-BBBB-CCCC', profile: 'kiosk', publicKeyJwk }))).toEqual([403, 'enrolment_refused']);
  for (const body of [
    {},
    { code, profile: 'doctor', publicKeyJwk },
    { code, profile: 'kiosk', publicKeyJwk: { ...publicKeyJwk, crv: 'P-521' } },
    { code, profile: 'kiosk', publicKeyJwk: { ...publicKeyJwk, x: publicKeyJwk.y } },
  ]) {
    expect(refused(await enrol(body))).toEqual([400, 'invalid_request']);
  }
});

it('O6 a signed statement is good for one token, also when ten copies come at once', async () => {
  const assertion = await signAssertion(device.key.privateKey, { deviceId: device.id });
  const answers = await Promise.all(Array.from({ length: 10 }, () => askToken(clinic.url, assertion)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter((answer) => codeOf(answer) === 'refused_device')).toHaveLength(9);
});

it('O6 a wrong key, another audience, too long a life, an old or unsigned statement are all the same no', async () => {
  const stranger = await newDeviceKey();
  const { privateKey } = device.key;
  const unsigned = `${btoa('{"alg":"none"}').replace(/=+$/, '')}.${btoa(JSON.stringify({ iss: device.id, sub: device.id, aud: 'kabinet-token', jti: '1', exp: 9e9 })).replace(/=+$/, '')}.`;
  const symmetric = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(device.id)
    .setSubject(device.id)
    .setAudience('kabinet-token')
    .setJti('2')
    .setExpirationTime('2m')
    .sign(new TextEncoder().encode(JSON.stringify(device.key.publicKeyJwk)));
  const assertions = [
    await signAssertion(stranger.privateKey, { deviceId: device.id }),
    await signAssertion(privateKey, { deviceId: randomUUID() }),
    await signAssertion(privateKey, { deviceId: device.id, audience: 'another' }),
    await signAssertion(privateKey, { deviceId: device.id, seconds: 3600 }),
    await signAssertion(privateKey, { deviceId: device.id, seconds: -3600 }),
    unsigned,
    symmetric,
    'nonsense',
  ];
  for (const assertion of assertions) expect(refused(await askToken(clinic.url, assertion))).toEqual([401, 'refused_device']);
});

it('W9 a token is kept as a hash, lives five minutes, and speaks for its device only', async () => {
  const me = await device.ask('GET', '/device/me');
  expect([me.status, at(me.body, 'deviceId')]).toEqual([200, device.id]);
  const { rows } = await clinic.pool.query<{ hash: Buffer }>('select hash from device_token where device = $1', [device.id]);
  expect(rows.map(({ hash }) => hash.equals(hashOf(device.token)))).toEqual([true]);
  ahead = 301_000;
  expect((await device.ask('GET', '/device/me')).status).toBe(401);
});

it('W9 a revoked device is refused from the next request on, and gets no new token', async () => {
  expect((await device.ask('GET', '/fhir/Slot')).status).toBe(200);
  expect(await inTransaction(clinic.pool, (tx) => revokeDevice(tx, device.id, instant(Date.now())))).toBe(true);
  expect((await device.ask('GET', '/fhir/Slot')).status).toBe(401);
  expect(refused(await askToken(clinic.url, await signAssertion(device.key.privateKey, { deviceId: device.id })))).toEqual([
    401,
    'refused_device',
  ]);
});

it('W9 a token given in the moment of the revocation is worth nothing', async () => {
  const late = newSecret();
  await inTransaction(clinic.pool, async (tx) => {
    await revokeDevice(tx, device.id, instant(Date.now()));
    await addDeviceToken(tx, { hash: hashOf(late), device: device.id, expiresAt: instant(Date.now() + 300_000) });
  });
  expect((await client(clinic.url, late)('GET', '/fhir/Slot')).status).toBe(401);
});

it('A4 a device token that cannot be read does not turn one request into another', async () => {
  const asDevice = client(clinic.url, device.token, { 'kabinet-device': 'Bearer of nothing' });
  expect((await asDevice('GET', '/fhir/Slot')).status).toBe(401);
  expect((await client(clinic.url, device.token)('GET', '/fhir/Slot')).status).toBe(200);
});

it('K8 the centre knows when it last heard of a device', async () => {
  const lastContact = async () =>
    (await clinic.pool.query<{ at: string | null }>('select last_contact_at::text as at from device where id = $1', [device.id])).rows[0]
      ?.at;
  ahead = 60_000;
  await device.ask('GET', '/fhir/Slot');
  const first = await lastContact();
  expect(first).not.toBeNull();
  ahead = 120_000;
  await device.ask('GET', '/fhir/Slot');
  expect(await lastContact()).not.toBe(first);
});

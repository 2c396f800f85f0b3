import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { simulatorUsers } from '../../../../clinic-server/esiaSimulator/users.ts';
import { headers } from '../../../../shared/fhir/names.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { addKiosk } from '../../../support/clinicCallers.ts';
import { addPatient, begin, finish, recordOf, startEsiaClinic, type EsiaClinic } from '../../../support/esiaClinic.ts';
import { at, client, refusal, system, type Ask } from '../../../support/fhirClient.ts';

const { confirmed, otherSurname } = simulatorUsers;
const code = 'eyJhIjoxfQ.eyJhIjoxfQ.c2ln';

let esia: EsiaClinic;
let patient: string;
let kiosk: { deviceId: string; token: string; ask: Ask };
let exchanges = 0;
let ahead = 0;

beforeAll(async () => {
  esia = await startEsiaClinic({ now: () => instant(Date.now() + ahead) });
  patient = await addPatient(esia.clinic.pool, recordOf(confirmed));
});
afterAll(() => esia.stop());
beforeEach(async () => {
  kiosk = await esia.kiosk();
  exchanges = (await esia.standIn.counts())['te'] ?? 0;
});

/** What came of it, in three words: the refusal, requests for tokens, sign-ins. */
async function outcome(asking: Promise<Parameters<typeof refusal>[0]>): Promise<string> {
  const before = await esia.signIns();
  const answer = refusal(await asking);
  const asked = ((await esia.standIn.counts())['te'] ?? 0) - exchanges;
  return `${answer}, ${asked} exchanges, ${(await esia.signIns()) - before} sign-ins`;
}

const gone = '410 esia_attempt_gone, 0 exchanges, 0 sign-ins';
const refused = '400 esia_callback_refused, 0 exchanges, 0 sign-ins';

it('X4 §5.24 a state that was never issued leads nowhere, with a real code or a made-up one', async () => {
  expect(await outcome(finish(kiosk.ask, randomUUID(), `code=${code}&state=${randomUUID()}`))).toBe(gone);
  const { attemptId, query } = await esia.callbackFor(kiosk.ask, confirmed);
  const realCode = new URLSearchParams(query).get('code') ?? '';
  expect(realCode).not.toBe('');
  expect(await outcome(finish(kiosk.ask, attemptId, String(new URLSearchParams({ code: realCode, state: randomUUID() }))))).toBe(refused);
});

it('X4 §5.24 a callback belongs to the device that began it', async () => {
  const { attemptId, query } = await esia.callbackFor(kiosk.ask, confirmed);
  const other = await esia.kiosk();
  expect(await outcome(finish(other.ask, attemptId, query))).toBe(gone);
  const theirs = await begin(other.ask);
  expect(await outcome(finish(other.ask, theirs.attemptId, query))).toBe(refused);
  // The one it belongs to is not harmed by the stranger.
  expect((await finish(kiosk.ask, attemptId, query)).status).toBe(200);
});

it('X4 §5.24 a callback is used once; a wrong one uses the attempt up as well', async () => {
  const first = await esia.callbackFor(kiosk.ask, confirmed);
  expect((await finish(kiosk.ask, first.attemptId, first.query)).status).toBe(200);
  exchanges += 1;
  expect(await outcome(finish(kiosk.ask, first.attemptId, first.query))).toBe(gone);
  const second = await esia.callbackFor(kiosk.ask, confirmed);
  expect(await outcome(finish(kiosk.ask, second.attemptId, `${second.query}&state=${second.state}`))).toBe(refused);
  expect(await outcome(finish(kiosk.ask, second.attemptId, second.query))).toBe(gone);
});

it('X4 §5.24 twenty copies of one callback at one moment are one exchange', async () => {
  const { attemptId, query } = await esia.callbackFor(kiosk.ask, confirmed);
  const before = await esia.signIns();
  const answers = await Promise.all(Array.from({ length: 20 }, () => finish(kiosk.ask, attemptId, query)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter((answer) => refusal(answer) === '410 esia_attempt_gone')).toHaveLength(19);
  expect(((await esia.standIn.counts())['te'] ?? 0) - exchanges).toBe(1);
  expect((await esia.signIns()) - before).toBe(1);
});

it('X4 §5.24 missing, doubled, mixed and overlong parameters are refused before anything is asked', async () => {
  const bad = (state: string): string[] => [
    `code=${code}`,
    `state=${state}`,
    `code=${code}&error=access_denied&state=${state}`,
    `code=${code}&state=${state}&state=${randomUUID()}`,
    `code=${code}&code=${code}&state=${state}`,
    `code=${code}&state=${state}#fragment`,
    `code=${'a'.repeat(500_000)}&state=${state}`,
    '',
  ];
  for (let index = 0; index < bad('').length; index += 1) {
    // A device may begin twenty times in five minutes; each of these is a kiosk of its own.
    const { ask } = await esia.kiosk();
    const { attemptId, state } = await begin(ask);
    expect(await outcome(finish(ask, attemptId, bad(state)[index] ?? ''))).toBe(refused);
  }
  const { attemptId } = await begin(kiosk.ask);
  expect(await outcome(finish(kiosk.ask, attemptId, 'a'.repeat(1_000_001)))).toContain('0 exchanges, 0 sign-ins');
  expect(await outcome(kiosk.ask('POST', '/identity/esia/finish', { attemptId, query: ['code', 'state'] }, { 'content-type': 'application/json' }))).toBe(
    '400 invalid_request, 0 exchanges, 0 sign-ins',
  );
});

it('X4 two attempts of one device cannot be answered crosswise: the newer one is the only one', async () => {
  const older = await esia.callbackFor(kiosk.ask, confirmed);
  const newer = await begin(kiosk.ask);
  expect(await outcome(finish(kiosk.ask, older.attemptId, older.query))).toBe(gone);
  expect(await outcome(finish(kiosk.ask, newer.attemptId, older.query))).toBe(refused);
});

it('X4 an attempt lives five minutes', async () => {
  const { attemptId, query } = await esia.callbackFor(kiosk.ask, confirmed);
  ahead += 301_000;
  try {
    expect(await outcome(finish(kiosk.ask, attemptId, query))).toMatch(/^(410 esia_attempt_gone|401 no_token), 0 exchanges, 0 sign-ins$/);
    const fresh = await esia.clinic.pool.query<{ open: number }>('select count(*)::int as open from esia_attempt where id = $1 and used_at is null', [attemptId]);
    expect(fresh.rows[0]?.open).toBe(1);
  } finally {
    ahead = 0;
  }
});

it('X4 a code of ours that Gosuslugi has already taken is refused once and not tried again', async () => {
  const first = await esia.callbackFor(kiosk.ask, confirmed);
  expect((await finish(kiosk.ask, first.attemptId, first.query)).status).toBe(200);
  exchanges += 1;
  const used = new URLSearchParams(first.query).get('code') ?? '';
  const again = await begin(kiosk.ask);
  expect(await outcome(finish(kiosk.ask, again.attemptId, String(new URLSearchParams({ code: used, state: again.state }))))).toBe(
    '400 esia_callback_refused, 1 exchanges, 0 sign-ins',
  );
});

it('X4 a session of the person before does not sign the next one in', async () => {
  const { attemptId, query } = await esia.callbackFor(kiosk.ask, confirmed);
  // As if the browser had kept its cookie from before: signed in long before this attempt began.
  await esia.clinic.pool.query(`update esia_attempt set made_at = made_at + interval '4 minutes' where id = $1`, [attemptId]);
  expect(await outcome(finish(kiosk.ask, attemptId, query))).toBe('410 esia_attempt_gone, 1 exchanges, 0 sign-ins');
});

it('R5 f: a person who is signed in can only prove to be themselves', async () => {
  const signedIn = await esia.signIn(kiosk.ask, confirmed);
  const own = client(esia.clinic.url, String(at(signedIn.body, 'token')), { [headers.device]: `Bearer ${kiosk.token}` });
  await addPatient(esia.clinic.pool, recordOf(otherSurname));
  expect(refusal(await esia.signIn(own, otherSurname))).toBe('409 esia_ask_reception');
  const again = await esia.signIn(own, confirmed);
  expect([again.status, at(again.body, 'patientId')]).toEqual([200, patient]);
});

it('X4 nobody but a device or its patient begins; a device that begins without end is slowed down', async () => {
  expect(refusal(await system(esia.clinic)('POST', '/identity/esia/start', {}, { 'content-type': 'application/json' }))).toBe('403 forbidden');
  expect((await client(esia.clinic.url, null)('POST', '/identity/esia/finish', { attemptId: randomUUID(), query: 'x' })).status).toBe(401);
  const { ask } = await addKiosk(esia.clinic);
  const answers = [];
  for (let count = 0; count < 21; count += 1) answers.push((await ask('POST', '/identity/esia/start', {}, { 'content-type': 'application/json' })).status);
  expect(answers).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
});

it('X4 the state is kept as a hash only', async () => {
  const { state } = await begin(kiosk.ask);
  const { rows } = await esia.clinic.pool.query<{ row: string }>('select a::text as row from esia_attempt a');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.some(({ row }) => row.includes(state))).toBe(false);
});

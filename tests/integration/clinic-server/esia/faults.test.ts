import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { simulatorUsers } from '../../../../clinic-server/esiaSimulator/users.ts';
import { createLog } from '../../../../clinic-server/log.ts';
import { addPatient, begin, finish, recordOf, startEsiaClinic, type EsiaClinic } from '../../../support/esiaClinic.ts';
import { refusal, type Ask } from '../../../support/fhirClient.ts';

const { confirmed, standard } = simulatorUsers;

let esia: EsiaClinic;
let ask: Ask;
let logged = '';
const log = createLog('info', new Writable({ write: (line: Buffer, _encoding, done) => ((logged += line.toString()), done()) }));

beforeAll(async () => {
  esia = await startEsiaClinic({ log, settings: { timeoutMs: 1_500, scopes: ['openid', 'fullname', 'birthdate', 'gender', 'snils', 'mobile'] } });
  await addPatient(esia.clinic.pool, recordOf(confirmed));
});
afterAll(() => esia.stop());
afterEach(() => esia.standIn.faults({}));

/** The refusal, the one exchange it took, and no sign-in. */
async function outcome(faults: Readonly<Record<string, unknown>>, user = confirmed as typeof confirmed | typeof standard): Promise<string> {
  ({ ask } = await esia.kiosk());
  const { attemptId, query } = await esia.callbackFor(ask, user);
  await esia.standIn.faults(faults);
  const [exchanges, signIns] = [(await esia.standIn.counts())['te'] ?? 0, await esia.signIns()];
  const answer = await finish(ask, attemptId, query);
  const said = answer.status === 200 ? '200' : refusal(answer);
  return `${said}, ${((await esia.standIn.counts())['te'] ?? 0) - exchanges} exchanges, ${(await esia.signIns()) - signIns} sign-ins`;
}

const untrusted = '502 esia_unavailable, 1 exchanges, 0 sign-ins';

describe('tokens that are out of order', () => {
  for (const token of ['badSignature', 'algNone', 'hs256Certificate', 'algSwapped', 'issNoSlash', 'issHttps', 'issOtherHost', 'audOther', 'expired', 'nbfFuture', 'iatFuture', 'sbtSwapped', 'subMismatch', 'stateMismatch', 'noIdToken'])
    it(`X4 §5.19 ${token}: nobody is signed in, nothing is asked twice`, async () => {
      expect(await outcome({ token })).toBe(untrusted);
    });

  it('R5 §5.19 a subject written as a text is the same subject', async () => {
    expect(await outcome({ token: 'subAsString' })).toBe('200, 1 exchanges, 1 sign-ins');
  });

  it('R5 §5.20 a new key of Gosuslugi works without a restart once its certificate lies in the folder; an unknown one never', async () => {
    const [first, second] = await esia.standIn.esia.certificates();
    esia.standIn.pin([first ?? '']);
    expect(await outcome({ tokenKey: 'second' })).toBe(untrusted);
    expect(logged).toContain('untrusted unknown_key');
    esia.standIn.pin([first ?? '', second ?? '']);
    expect(await outcome({ tokenKey: 'second' })).toBe('200, 1 exchanges, 1 sign-ins');
    expect(await outcome({ tokenKey: 'unpublished' })).toBe(untrusted);
  });
});

describe('Gosuslugi out of order', () => {
  it('R5 §5.26 a page of errors in place of tokens', async () => {
    expect(await outcome({ te: 'html500' })).toBe(untrusted);
  });

  it('R5 §5.26 tokens that were made and never came are not asked for again', async () => {
    expect(await outcome({ te: 'hang' })).toBe(untrusted);
  });

  it('R5 §5.26 an overloaded Gosuslugi', async () => {
    expect(await outcome({ te: 'overloaded' })).toBe(untrusted);
    expect(logged).toContain('unavailable ESIA-007008');
  });

  it('R5 §5.21 a record that cannot be read, hangs, or is of somebody else', async () => {
    for (const rest of ['html500', 'hang', 'expired']) expect(await outcome({ rest })).toBe(untrusted);
  });

  it('R5 §5.23 a record that does not say confirmed outweighs the token that does', async () => {
    expect(await outcome({ rest: 'untrusted' })).toBe('403 esia_unconfirmed, 1 exchanges, 0 sign-ins');
  });

  it('R5 §5.22 an element at a foreign host is not followed, and nobody is kept out by it', async () => {
    expect(await outcome({ rest: 'foreignElements' })).toBe('200, 1 exchanges, 1 sign-ins');
  });

  it('R5 a Gosuslugi that is not there at all', async () => {
    const gone = await startEsiaClinic({ settings: { timeoutMs: 1_000 } });
    try {
      const kiosk = await gone.kiosk();
      const { attemptId, state } = await begin(kiosk.ask);
      await gone.standIn.esia.stop();
      expect(refusal(await finish(kiosk.ask, attemptId, `code=abc&state=${state}`))).toBe('502 esia_unavailable');
      expect(await gone.signIns()).toBe(0);
    } finally {
      await gone.stop();
    }
  });

  it('R5 §5.26 a slow sign-in with a second factor comes in all the same', async () => {
    await esia.standIn.faults({ secondFactor: true, loginDelayMs: 1_500 });
    ({ ask } = await esia.kiosk());
    expect((await esia.signIn(ask, confirmed)).status).toBe(200);
  });
});

it('R5 §5.28 the log tells an operator what happened and holds no code, token, state, number or name', async () => {
  ({ ask } = await esia.kiosk());
  const { attemptId, state, query } = await esia.callbackFor(ask, confirmed);
  expect((await finish(ask, attemptId, query)).status).toBe(200);
  const refusedOne = await begin(ask);
  await finish(ask, refusedOne.attemptId, `error=access_denied&error_description=${encodeURIComponent(`ESIA-007004: ${confirmed.lastName} 000-000-600 01`)}&state=${refusedOne.state}`);
  expect(logged).toContain('esia_signed_in');
  expect(logged).toContain('declined ESIA-007004');
  const code = new URLSearchParams(query).get('code') ?? '';
  for (const canary of [code, code.slice(-40), state, refusedOne.state, confirmed.lastName, confirmed.firstName, '00000060001', '000-000-600', String(confirmed.oid), '79000000101', 'client_secret'])
    expect([canary.slice(0, 12), logged.includes(canary)]).toEqual([canary.slice(0, 12), false]);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { signIn } from '../../../../clinic-server/identity/signIn.ts';
import { at, refusal } from '../../../support/fhirClient.ts';
import { addOwner, overview, own, sessionOf, signedIn, type AccountOwner } from '../../../support/ownAccount.ts';
import { letterCode, person, post, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';
import { saidTo, secretsOut, statements } from '../../../support/sameWork.ts';

let world: RegistrationClinic;
let taken: AccountOwner;

beforeAll(async () => {
  world = await startRegistrationClinic();
  taken = await addOwner(world.clinic);
});
afterAll(() => world.stop());

const free = (): string => person().email;

/** Somebody at a kiosk of their own, and what stands in the headers of their requests. */
async function someone() {
  const [owner, kiosk] = [await addOwner(world.clinic), await world.kiosk()];
  const opened = (await post(kiosk.ask, '/identity/sign-in', { login: owner.login, password: owner.password })).body;
  const headers = { authorization: `Bearer ${String(at(opened, 'token'))}`, 'kabinet-device': `Bearer ${kiosk.token}` };
  return { owner, headers, session: sessionOf(world.clinic, kiosk, opened) };
}

it('R11 an address somebody else has is answered as a free one, byte for byte, and the account looks the same', async () => {
  const answers: string[] = [];
  for (const email of [taken.login ?? '', free()]) {
    const { owner, headers, session } = await someone();
    const said = await saidTo(`${world.clinic.url}/identity/account/email`, headers, { email, current: owner.password });
    expect(at(await overview(session), 'pendingEmail')).toBe(email);
    answers.push(secretsOut(said));
  }
  expect(answers[0]).toMatch(/^202/);
  expect(answers[0]).toBe(answers[1]);
}, 30_000);

it('R11 the server does the same work for both: the same statements in the same order', async () => {
  await world.clinic.pool.query('delete from letter_allowance');
  const [seen, kept] = [[] as string[][], [] as unknown[]];
  for (const email of [taken.login ?? '', free()]) {
    const { owner, session } = await someone();
    seen.push(await statements(world.clinic.pool, () => own(session, 'email', { email, current: owner.password })));
    const { rows } = await world.clinic.pool.query('select octet_length(old_code_hash) as old, octet_length(new_code_hash) as new from email_change where email = $1 order by made_at desc limit 1', [email]);
    kept.push(rows);
  }
  expect(seen[0]?.length).toBeGreaterThan(8);
  expect(seen[0]).toEqual(seen[1]);
  expect(kept).toEqual([[{ old: 32, new: 32 }], [{ old: 32, new: 32 }]]);
}, 30_000);

it('R11 five tries of a code that was never sent end as five tries of one that was; the owner of the address is told', async () => {
  await world.clinic.pool.query('delete from letter_allowance');
  const tries = async (email: string) => {
    const { owner, session } = await someone();
    const changeId = at((await own(session, 'email', { email, current: owner.password })).body, 'changeId');
    const letter = await world.letterTo(email);
    const oldCode = letterCode(await world.letterTo(owner.login ?? ''));
    const newCode = letterCode(letter) === '000000' ? '000001' : '000000';
    const answers: string[] = [];
    for (let count = 0; count < 6; count++) answers.push(refusal(await own(session, 'email/confirm', { changeId, oldCode, newCode })));
    return { answers, letter };
  };
  const [someones, nobodys] = [await tries(taken.login ?? ''), await tries(free())];
  expect(someones.answers).toEqual(nobodys.answers);
  expect(someones.answers).toEqual([...Array.from({ length: 5 }, () => '401 wrong_code'), '410 code_gone']);
  expect(letterCode(nobodys.letter)).toMatch(/^\d{6}$/);
  expect(letterCode(someones.letter)).toBe('');
  expect(someones.letter.text).toContain('уже есть, поэтому ничего не изменилось');
}, 30_000);

it('R11 an address gets three letters an hour, whoever asks and whatever for', async () => {
  const email = free();
  for (const expected of [202, 202, 202, 429]) {
    const { owner, session } = await someone();
    expect((await own(session, 'email', { email, current: owner.password })).status).toBe(expected);
  }
}, 30_000);

it('R11 a clinic without letters says so, and changes of the telephone need none', async () => {
  const silent = { ...world.clinic.parts.config, mail: null };
  const { owner, session } = await someone();
  const before = world.clinic.parts.config;
  Object.assign(world.clinic.parts, { config: silent });
  try {
    expect(refusal(await own(session, 'email', { email: free(), current: owner.password }))).toBe('503 mail_unavailable');
    expect((await own(session, 'phone', { phone: '+79007654321', current: owner.password })).status).toBe(204);
    const { rows } = await world.clinic.pool.query('select 1 from letter where kind = $1 and recipient is not null', ['phoneChanged']);
    expect(rows).toEqual([]);
  } finally {
    Object.assign(world.clinic.parts, { config: before });
  }
});

it('R11 a sign-in whose password was changed while it was looked at is not opened', async () => {
  const { owner, session } = await someone();
  const other = await world.kiosk();
  const { passwords } = world.clinic.parts;
  let changed = false;
  const slow = {
    ...passwords,
    async verify(hash: string | null, typed: string) {
      const right = await passwords.verify(hash, typed);
      changed = (await own(session, 'password', { current: owner.password, next: 'другая роща у озера' })).status === 204;
      return right;
    },
  };
  const attempt = { device: other.deviceId, profile: 'kiosk' as const, address: '127.0.0.1', login: owner.login ?? '', password: owner.password, terms: null };
  await expect(signIn({ ...world.clinic.parts, passwords: slow }, attempt)).rejects.toMatchObject({ status: 401, code: 'wrong_login' });
  expect(changed).toBe(true);
  expect((await signedIn(world.clinic, other, { login: owner.login, password: 'другая роща у озера' })).signInId).toMatch(/-/);
});

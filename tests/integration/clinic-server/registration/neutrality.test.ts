import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { hashOf, newSecret } from '../../../../clinic-server/devices/secrets.ts';
import { letterOf } from '../../../../clinic-server/mail/letters.ts';
import { putLetter } from '../../../../clinic-server/mail/letterStore.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { at, refusal } from '../../../support/fhirClient.ts';
import { letterCode, linkOf, person, post, sendForm, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';
import { saidTo, statements } from '../../../support/sameWork.ts';

let world: RegistrationClinic;
let kiosk: Awaited<ReturnType<RegistrationClinic['kiosk']>>;
const known = person();

beforeAll(async () => {
  world = await startRegistrationClinic();
  kiosk = await world.kiosk();
  await post(kiosk.ask, '/identity/registration', { ...known, acceptances: await world.signed(kiosk.ask) });
  await sendForm(linkOf(await world.letterTo(known.email)), { do: 'password', password: 'тихая роща у реки', repeat: 'тихая роща у реки' });
  await world.letterTo(known.email);
  await world.clinic.pool.query('delete from letter_allowance');
});
afterAll(() => world.stop());

const said = (path: string, body: object): Promise<string> => saidTo(world.clinic.url + path, { authorization: `Bearer ${kiosk.token}` }, body);

it('R3 a known and an unknown address get one answer, byte for byte: registration, forgotten password, once more', async () => {
  const acceptances = await world.signed(kiosk.ask);
  const forms = [known, person()].map((form) => ({ ...form, acceptances }));
  const [registered, fresh] = [await said('/identity/registration', forms[0] ?? {}), await said('/identity/registration', forms[1] ?? {})];
  expect(registered).toBe(fresh);
  expect(registered).toMatch(/^202/);
  expect(await said('/identity/recovery', { email: known.email })).toBe(await said('/identity/recovery', { email: person().email }));
  const ids = await Promise.all([known.email, person().email].map(async (email) => String(at((await post(kiosk.ask, '/identity/recovery', { email })).body, 'registrationId'))));
  for (const path of ['/identity/registration/code', '/identity/registration/resend']) {
    await world.clinic.pool.query('delete from letter_allowance');
    const answers = await Promise.all(ids.map((registrationId) => said(path, path.endsWith('code') ? { registrationId, code: '000000' } : { registrationId })));
    expect(answers[0]).toBe(answers[1]);
  }
});

it('R3 five tries of a code that was never sent end as five tries of one that was', async () => {
  await world.clinic.pool.query('delete from letter_allowance');
  const tries = async (email: string) => {
    const registrationId = String(at((await post(kiosk.ask, '/identity/recovery', { email })).body, 'registrationId'));
    const real = email === known.email ? letterCode((await world.letters()).find(({ to }) => to.includes(email)) ?? { to: [], from: '', subject: '', text: '', html: '' }) : '';
    const answers: string[] = [];
    for (let count = 0; count < 6; count++) answers.push(refusal(await post(kiosk.ask, '/identity/registration/code', { registrationId, code: real === '999999' ? '999998' : '999999' })));
    return answers;
  };
  expect(await tries(person().email)).toEqual(await tries(known.email));
});

it('R3 the server does the same work for both: the same statements in the same order', async () => {
  await world.clinic.pool.query('delete from letter_allowance');
  const acceptances = await world.signed(kiosk.ask);
  for (const work of [(form: object) => post(kiosk.ask, '/identity/registration', { ...form, acceptances }), (form: object) => post(kiosk.ask, '/identity/recovery', form)]) {
    const seen = [];
    for (const form of [known, person()]) seen.push(await statements(world.clinic.pool, () => work(form)));
    expect(seen[0]?.length).toBeGreaterThan(8);
    expect(seen[0]).toEqual(seen[1]);
  }
});

it('X5 what is kept for both is of one size and shape, so that keeping it takes no longer for one of them', async () => {
  await world.clinic.pool.query('delete from letter_allowance');
  const rows = [];
  for (const { email } of [known, person()]) {
    const registrationId = String(at((await post(kiosk.ask, '/identity/recovery', { email })).body, 'registrationId'));
    const { rows: found } = await world.clinic.pool.query('select octet_length(code_hash) as code, octet_length(link_hash) as link, form from registration where told_hash = $1', [hashOf(registrationId)]);
    rows.push(found);
  }
  expect(rows[0]).toEqual([{ code: 32, link: 32, form: null }]);
  expect(rows[1]).toEqual(rows[0]);
  // Looked at before the commit: a letter that has gone out is empty.
  const stored = await inTransaction(world.clinic.pool, async (tx) => {
    const facts = { clinic: 'Клиника', phone: '+7 495 000-00-00', link: `https://cabinet.clinic.example/set-password/${newSecret()}`, code: '123456', codeMinutes: 10, linkHours: 24 };
    const sizes = [];
    for (const kind of ['registration', 'known', 'recovery', 'nobody'] as const) {
      const id = randomUUID();
      await putLetter(tx, { id, to: 'anna@example.org', letter: letterOf(kind, facts), expiresAt: instant(0), now: instant(0) });
      const { rows: found } = await tx.query('select octet_length(body_text) as text, octet_length(body_html) as html, pg_column_size(body_text) as text_kept, pg_column_size(body_html) as html_kept from letter where id = $1', [id]);
      sizes.push(found);
    }
    await tx.query('delete from letter where made_at = to_timestamp(0)');
    return sizes;
  });
  for (const sizes of stored) expect(sizes).toEqual([{ text: 3072, html: 6144, text_kept: 3072, html_kept: 6144 }]);
});

it('R3 everybody who asks is written to: the letter tells the owner of the address, and nobody else', async () => {
  await world.clinic.pool.query('delete from letter_allowance');
  const acceptances = await world.signed(kiosk.ask);
  const stranger = person({ acceptances });
  await post(kiosk.ask, '/identity/registration', { ...known, family: 'Чужая', acceptances });
  const inForce = async () => {
    const mine = (await world.letters()).filter(({ to, text }) => to.includes(known.email) && text.includes('Кабинет с этим адресом уже есть'));
    return (await Promise.all(mine.map(async (letter) => ((await fetch(linkOf(letter))).status === 200 ? [letter] : [])))).flat();
  };
  await expect.poll(inForce, { timeout: 20_000 }).toHaveLength(1);
  const [told = { to: [], from: '', subject: '', text: '', html: '' }] = await inForce();
  await post(kiosk.ask, '/identity/recovery', stranger);
  const nobody = await world.letterTo(stranger.email);
  expect(nobody.text).toContain('Кабинета с этим адресом нет');
  expect(nobody.text).not.toContain('/set-password/');
  expect(told.text).not.toContain('Чужая');
  // The link of the first sets the owner's password and makes nobody new.
  expect((await sendForm(linkOf(told), { do: 'password', password: 'другая тихая роща', repeat: 'другая тихая роща' })).status).toBe(200);
  const { rows } = await world.clinic.pool.query(`select id from resource where type = 'Patient' and content->'name' @> '[{"family":"Чужая"}]'`);
  expect(rows).toEqual([]);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { lockPerson } from '../../../../clinic-server/locks/lock.ts';
import { enrolDevice } from '../../../support/clinicDevice.ts';
import { at } from '../../../support/fhirClient.ts';
import { linkOf, person, post, sendForm, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';
import { staffAt, type TestStaff } from '../../../support/staffDesk.ts';

const password = 'тихая роща у реки';
const reason = 'Сахарный диабет, потерян телефон';

let world: RegistrationClinic;
let registrar: TestStaff;
beforeAll(async () => {
  world = await startRegistrationClinic();
  registrar = await staffAt(world.clinic, await enrolDevice(world.clinic, { profile: 'reception' }));
});
afterAll(() => world.stop());

async function owner() {
  const kiosk = await world.kiosk();
  const form = person({ acceptances: await world.signed(kiosk.ask) });
  await post(kiosk.ask, '/identity/registration', form);
  await sendForm(linkOf(await world.letterTo(form.email)), { do: 'password', password, repeat: password });
  const opened = await post(kiosk.ask, '/identity/sign-in', { login: form.email, password });
  return { kiosk, email: form.email, patientId: String(at(opened.body, 'patientId')) };
}
const lock = (patientId: string) => post(registrar.ask, '/identity/locks', { patientId, reason });
const lettersTo = async (email: string) => (await world.letters()).filter(({ to }) => to.includes(email));
/** Everything that was put into the queue has left it. */
async function queueIsEmpty(): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    const { rows } = await world.clinic.pool.query<{ waiting: number }>('select count(*)::int as waiting from letter where recipient is not null');
    if (rows[0]?.waiting === 0) return;
    if (Date.now() > until) throw new Error('letters wait');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('R6 the owner hears of a lock in plain words: how to come in again, nothing to press, nothing of the reason, nothing about a person', async () => {
  const { email, patientId } = await owner();
  await lock(patientId);
  const letter = await world.letterTo(email, 2);
  expect(letter.subject).toBe(`Вход в личный кабинет закрыт — ${world.clinic.parts.config.clinicName.ru}`);
  for (const text of [letter.text, letter.html]) {
    expect(text).toContain('Забыли пароль?');
    expect(text).toContain('закрыли вход в ваш личный кабинет');
    expect(text).not.toMatch(/https?:\/\/|диабет|телефон пот|Лесная|Анна|\d{6}/);
  }
  expect(letter.html).toMatch(/^<!doctype html><html lang="ru">/);
}, 60_000);

it('R6 one letter a lock, however often it is locked; another lock later is another letter', async () => {
  const { kiosk, email, patientId } = await owner();
  await lock(patientId);
  await lock(patientId);
  await inTransaction(world.clinic.pool, (tx) => lockPerson(tx, world.clinic.parts, { patientId, by: 'rule' }));
  await queueIsEmpty();
  expect(await lettersTo(email)).toHaveLength(2);
  await post(kiosk.ask, '/identity/recovery', { email });
  await sendForm(linkOf(await world.letterTo(email, 3)), { do: 'password', password: 'новая роща', repeat: 'новая роща' });
  // Changed and opened: one letter tells both.
  const opened = await world.letterTo(email, 4);
  expect([opened.subject, opened.text.includes('Пароль вашего личного кабинета изменён, и вход в него снова открыт')]).toEqual([`Вход в личный кабинет снова открыт — ${world.clinic.parts.config.clinicName.ru}`, true]);
  await inTransaction(world.clinic.pool, (tx) => lockPerson(tx, world.clinic.parts, { patientId, by: 'rule' }));
  await world.letterTo(email, 5);
  await queueIsEmpty();
  expect((await lettersTo(email)).map(({ subject }) => subject.split(' — ')[0])).toEqual([
    'Вход в личный кабинет закрыт',
    'Вход в личный кабинет снова открыт',
    'Новый пароль для личного кабинета',
    'Вход в личный кабинет закрыт',
    'Регистрация в личном кабинете',
  ]);
}, 60_000);

it('R6 who has no e-mail here gets no letter, and a clinic without mail keeps none', async () => {
  const { email, patientId } = await owner();
  await world.clinic.pool.query(`update account set login = null, password_hash = null, esia_oid = '100' where patient = $1`, [patientId]);
  await lock(patientId);
  const other = await owner();
  const withoutMail = { ...world.clinic.parts, config: { ...world.clinic.parts.config, mail: null } };
  await inTransaction(world.clinic.pool, (tx) => lockPerson(tx, withoutMail, { patientId: other.patientId, by: 'rule' }));
  await queueIsEmpty();
  expect([(await lettersTo(email)).length, (await lettersTo(other.email)).length]).toEqual([1, 1]);
}, 60_000);

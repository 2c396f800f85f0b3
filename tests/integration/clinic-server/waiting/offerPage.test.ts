import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellOffered } from '../../../../clinic-server/waiting/offerLetter.ts';
import { addDays } from '../../../../shared/lib/moscow.ts';
import { idOf, startWaitingClinic, type WaitingClinic } from '../../../support/waitingClinic.ts';

let all: WaitingClinic;
beforeAll(async () => {
  // Nobody answers at this address: letters stay where they are made.
  all = await startWaitingClinic(Array.from({ length: 8 }, (_, day) => ({ day: day + 1, minute: 9 * 60 })), { people: 3, mail: { url: 'smtp://127.0.0.1:1', from: 'kabinet@example.org' } });
}, 120_000);
afterAll(() => all.clinic.stop());

const only = (slot: number) => ({ from: addDays(all.today, slot + 1), until: addDays(all.today, slot + 1) });

/** A time is freed and offered to patient 0; the letters about it, and the page of the first. */
async function offered(slot: number) {
  const visit = await all.book(2, slot);
  const entry = idOf(await all.join(0, only(slot)));
  await all.cancel(2, visit);
  await tellOffered(all.clinic.parts);
  const { rows } = await all.clinic.pool.query<{ subject: string; text: string; html: string; to: string; until: string }>(
    `select l.subject, l.body_text as text, l.body_html as html, l.recipient as "to", l.expires_at as until from letter l where l.kind = 'offer' order by l.made_at desc`,
  );
  const letter = rows[0];
  const path = /https:\/\/cabinet\.clinic\.example(\/offer\/[A-Za-z0-9_-]{43})/.exec(letter?.text ?? '')?.[1] ?? '';
  const page = async (method: 'GET' | 'HEAD' | 'POST', what?: string, lang = '') => {
    const answer = await fetch(`${all.clinic.url}${path}${lang}`, {
      method,
      ...(method === 'POST' ? { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(what === undefined ? {} : { do: what }).toString() } : {}),
    });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  const state = async () => (await all.clinic.pool.query<{ state: string }>('select o.state from waiting_offer o where o.slot = $1 and o.patient = $2', [all.small.slots[slot]?.id, all.patients[0]])).rows[0]?.state;
  return { entry, letter, letters: rows, path, page, state };
}

it('S6 the letter says that a time is free and until when, and nothing of whose or with whom; one letter an offer', async () => {
  const { letter, letters, entry } = await offered(0);
  expect([letter?.subject, letter?.to, letters.length]).toEqual(['Освободилось время — Клиника', 'person0@example.org', 1]);
  for (const words of [letter?.subject, letter?.text, letter?.html]) for (const told of ['Врачева', 'Вера', 'эндокринолог', 'Пациентова', 'Анна', 'Корпус', '9:00']) expect(words).not.toContain(told);
  expect(letter?.text).toMatch(/до \d\d\.\d\d в \d{1,2}:\d\d/);
  expect(await tellOffered(all.clinic.parts)).toBe(0);
  const { rows } = await all.clinic.pool.query<{ kept: string }>(`select encode(hash, 'hex') as kept from waiting_link`);
  expect(rows.every(({ kept }) => !(letter?.text ?? '').includes(kept))).toBe(true);
  await all.leave(0, entry);
});

it('S6 whoever only looks takes nothing: a program that opens every link ten times leaves the offer as it is', async () => {
  const { page, state, entry } = await offered(1);
  for (let round = 0; round < 5; round++) for (const method of ['GET', 'HEAD'] as const) expect((await page(method)).status).toBe(200);
  expect(await state()).toBe('open');
  const { text, headers } = await page('GET');
  expect(text).toContain('Врачева0 Вера');
  expect(text).toMatch(/9:00/);
  expect(text).toContain('Корпус');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect((await page('GET', undefined, '?lang=en')).text).toContain('Take this time');
  // A form without its button says nothing.
  expect([(await page('POST')).status, await state()]).toEqual([400, 'open']);
  await all.leave(0, entry);
  const gone = await page('GET');
  expect([gone.status, gone.text.includes('Врачева')]).toEqual([410, false]);
});

it('S6 the button takes the time, once, and the link then tells nothing any more', async () => {
  const { page, state, entry } = await offered(2);
  const done = await page('POST', 'accept');
  expect([done.status, done.text.includes('Вы записаны на приём'), done.text.includes('Врачева0 Вера'), await state()]).toEqual([200, true, true, 'accepted']);
  expect(await all.statusOf(2)).toBe('busy');
  for (const [method, what] of [['GET', undefined], ['POST', 'accept'], ['POST', 'decline']] as const) {
    const again = await page(method, what);
    expect([method, what, again.status, again.text.includes('Врачева')]).toEqual([method, what, 410, false]);
  }
  expect(await state()).toBe('accepted');
  expect((await all.cancel(0, entry)).status).toBe(200);
});

it('S6 declined by the link it goes to the next; the one who declined stays on the list', async () => {
  const { page, state, entry } = await offered(3);
  const second = idOf(await all.join(1, only(3)));
  expect([(await page('POST', 'decline')).status, await state()]).toEqual([200, 'declined']);
  expect((await all.offers()).map(({ patient, slot }) => [patient, slot])).toEqual([[1, 3]]);
  expect((await page('POST', 'accept')).status).toBe(410);
  for (const [patient, id] of [[0, entry], [1, second]] as const) expect((await all.leave(patient, id)).status).toBe(200);
});

it('S6 run out, of a locked account, or never given: the link opens nothing', async () => {
  const { page, path, state, entry } = await offered(4);
  await all.clinic.pool.query('update account set locked_at = now() where patient = $1', [all.patients[0]]);
  expect([(await page('GET')).status, (await page('POST', 'accept')).status, await state()]).toEqual([410, 410, 'open']);
  await all.clinic.pool.query('update account set locked_at = null where patient = $1', [all.patients[0]]);
  expect((await page('GET')).status).toBe(200);
  await all.clinic.pool.query(`update waiting_offer set until = now() - interval '1 second' where state = 'open'`);
  expect([(await page('GET')).status, (await page('POST', 'accept')).status]).toEqual([410, 410]);
  expect(['open', 'expired']).toContain(await state());
  for (const wrong of ['x', 'A'.repeat(43), '%00', '../waiting']) expect((await fetch(`${all.clinic.url}/offer/${encodeURIComponent(wrong)}`)).status).toBe(410);
  expect(path).toMatch(/^\/offer\//);
  await all.leave(0, entry);
});

it('S6 somebody who cannot come says so on the page, and the offer stays', async () => {
  const { page, state, entry } = await offered(5);
  await all.clinic.pool.query(`insert into appointment_span (appointment, patient, slot, during, active) select gen_random_uuid(), $1, null, s.during, true from waiting_offer s where s.state = 'open'`, [all.patients[0]]);
  const busy = await page('POST', 'accept');
  expect([busy.status, busy.text.includes('другой приём'), await state()]).toEqual([409, true, 'open']);
  await all.clinic.pool.query('delete from appointment_span where slot is null');
  await all.leave(0, entry);
});

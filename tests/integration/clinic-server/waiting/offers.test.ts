import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { addDays, toWire } from '../../../../shared/lib/moscow.ts';
import { at, client, codeOf, refusal, system } from '../../../support/fhirClient.ts';
import { idOf, startWaitingClinic, type WaitingClinic } from '../../../support/waitingClinic.ts';
import { holdParameters } from '../../../support/clinicDevice.ts';
import { enrolDevice } from '../../../support/clinicDevice.ts';
import { staffAt } from '../../../support/staffDesk.ts';

// Every test has times and people of its own; six people, so that one who gives a time up is never one who waits for it.
const morning = (index: number, day = 1, doctor = 0) => ({ day, minute: 9 * 60 + index * 20, doctor });
let all: WaitingClinic;
beforeAll(async () => {
  const slots = Array.from({ length: 16 }, (_, day) => [morning(0, day + 1), morning(1, day + 1), { day: day + 1, minute: 9 * 60 + 10, doctor: 1 }]).flat();
  all = await startWaitingClinic(slots, { people: 6 });
}, 120_000);
afterAll(() => all.clinic.stop());
afterEach(() => all.clearList());

/** The first two times of a day: doctor 0 at 9:00 and at 9:20; the third is doctor 1's, from 9:10. */
const slotsOf = (day: number) => [(day - 1) * 3, (day - 1) * 3 + 1, (day - 1) * 3 + 2] as const;
const only = (day: number) => ({ from: addDays(all.today, day), until: addDays(all.today, day) });
const offersOn = async (...slots: number[]) => (await all.offers()).filter(({ slot }) => slots.includes(slot));

it('S6 a cancelled time is offered to the first by time of joining who fits, is kept from everybody else, and becomes his visit', async () => {
  const [slot] = slotsOf(1);
  const visit = await all.book(5, slot);
  const joined = [await all.join(0, { ...only(1), part: 'evening' }), await all.join(1, only(1)), await all.join(2, only(1))];
  expect(joined.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(joined[1]?.body).toMatchObject({ status: 'waitlist', participant: [{ status: 'accepted' }, { actor: { reference: `PractitionerRole/${all.small.roleIds[0]}` } }] });
  expect((await all.cancel(5, visit)).status).toBe(200);
  const [offer, ...more] = await offersOn(slot);
  expect([offer?.patient, more, await all.statusOf(slot)]).toEqual([1, [], 'busy-tentative']);
  // Another kiosk, another patient, and the clinic's own system: nobody slips in.
  const other = await enrolDevice(all.clinic);
  expect(refusal(await other.write(`/fhir/Slot/${all.small.slots[slot]?.id}/$hold`, holdParameters(randomUUID())))).toBe('409 slot_taken');
  await expect(all.book(2, slot)).rejects.toThrow('slot_taken');
  const facts = all.small.slots[slot];
  const plain = { resourceType: 'Appointment', id: randomUUID(), status: 'booked', slot: [{ reference: `Slot/${facts?.id}` }], participant: [{ actor: { reference: `Patient/${all.patients[2]}` }, status: 'accepted' }] };
  expect(refusal(await system(all.clinic)('PUT', `/fhir/Appointment/${plain.id}`, { ...plain, start: toWire(facts?.startsAt ?? all.small.slots[0]!.startsAt), end: toWire(facts?.endsAt ?? all.small.slots[0]!.endsAt) }))).toBe('409 slot_taken');
  expect(refusal(await all.answer(2, offer?.id ?? '', 'accept'))).toBe('404 not_found');
  const accepted = await all.answer(1, offer?.id ?? '', 'accept');
  expect([accepted.status, at(accepted.body, 'id'), at(accepted.body, 'status'), at(accepted.body, 'slot', 0, 'reference'), at(accepted.body, 'identifier', 0, 'value')]).toEqual([200, idOf(joined[1]!), 'booked', `Slot/${facts?.id}`, 'К01-0100']);
  expect((await all.answer(1, offer?.id ?? '', 'accept')).status).toBe(200);
  expect(await all.statusOf(slot)).toBe('busy');
  expect(await all.trace(slot)).toEqual(['freed cancelled', 'passed_over part_of_day 0', 'offered 1', 'accepted 1']);
  for (const [patient, entry] of [[0, joined[0]], [2, joined[2]]] as const) expect((await all.leave(patient, idOf(entry!))).status).toBe(200);
});

it('S6 declined or not answered in time, it goes to the next, and to nobody twice', async () => {
  const [slot] = slotsOf(2);
  const visit = await all.book(5, slot);
  const entries = [await all.join(0, only(2)), await all.join(1, only(2)), await all.join(2, only(2))].map(idOf);
  await all.cancel(5, visit);
  const first = (await offersOn(slot))[0];
  expect((await all.answer(0, first?.id ?? '', 'decline')).status).toBe(200);
  expect((await all.answer(0, first?.id ?? '', 'decline')).status).toBe(200);
  expect(refusal(await all.answer(0, first?.id ?? '', 'accept'))).toBe('409 offer_gone');
  const second = (await offersOn(slot))[0];
  expect([second?.patient, await all.roundIn(59)]).toEqual([1, 0]);
  expect(await all.roundIn(61)).toBe(1);
  expect((await offersOn(slot)).map(({ patient }) => patient)).toEqual([2]);
  expect(refusal(await all.answer(1, second?.id ?? '', 'accept'))).toBe('409 offer_gone');
  await all.leave(2, entries[2] ?? '');
  expect([await offersOn(slot), await all.statusOf(slot)]).toEqual([[], 'free']);
  // Free for everybody now; given up once more, it is not offered to those who have had their chance.
  await all.cancel(4, await all.book(4, slot));
  expect(await offersOn(slot)).toEqual([]);
  expect(await all.trace(slot)).toEqual([
    'freed cancelled', 'offered 0', 'declined 0', 'freed declined', 'passed_over offered_before 0', 'offered 1', 'expired 1', 'freed expired', 'passed_over offered_before 0', 'passed_over offered_before 1', 'offered 2',
    'withdrawn 2', 'freed withdrawn', 'passed_over offered_before 0', 'passed_over offered_before 1', 'passed_over offered_before 2', 'not_offered nobody',
    'freed cancelled', 'passed_over offered_before 0', 'passed_over offered_before 1', 'not_offered nobody',
  ]);
  for (const index of [0, 1]) await all.leave(index, entries[index] ?? '');
});

it('S6 who is busy then, has an offer at that hour, or too many visits, is passed over and may still be offered another time', async () => {
  const [at9, , at910] = slotsOf(3);
  const [busy, holder] = [await all.book(5, at9), await all.book(4, at910)];
  const wishes = [await all.join(0, { ...only(3), anyDoctor: true }), await all.join(1, { ...only(3), role: 1 })].map(idOf);
  await all.cancel(5, busy);
  await all.cancel(4, holder);
  // The first has 9:00 offered to him; 9:10 overlaps it and goes to the second, though the first fits that too.
  expect((await offersOn(at9, at910)).map(({ patient, slot }) => [patient, slot]).toSorted()).toEqual([[0, at9], [1, at910]]);
  expect(await all.trace(at910)).toEqual(['freed cancelled', 'passed_over other_offer 0', 'offered 1']);
  // He books elsewhere at that hour meanwhile: the offer is asked again when he answers.
  const [, , otherDoctor] = slotsOf(3);
  expect(otherDoctor).toBe(at910);
  const [mine] = await offersOn(at9);
  await all.clinic.pool.query(`insert into appointment_span (appointment, patient, slot, during, active) select gen_random_uuid(), $1, null, s.during, true from waiting_offer s where s.id = $2`, [all.patients[0], mine?.id]);
  expect(refusal(await all.answer(0, mine?.id ?? '', 'accept'))).toBe('409 patient_busy');
  expect(await all.statusOf(at9)).toBe('busy-tentative');
  await all.clinic.pool.query(`delete from appointment_span where slot is null`);
  expect((await all.answer(0, mine?.id ?? '', 'accept')).status).toBe(200);
  await all.leave(1, wishes[1] ?? '');
});

it('S6 a time moved away from, removed or closed by the clinic and opened again goes the same way, and a hold that ran out does not', async () => {
  const [slot, later] = slotsOf(4);
  const visit = await all.book(5, slot);
  const entry = idOf(await all.join(0, only(4)));
  const moved = await all.device.write(`/fhir/Appointment/${visit}/$reschedule`, [{ name: 'slot', valueReference: { reference: `Slot/${all.small.slots[later]?.id}` } }], { signInId: all.signIns[5] ?? '' });
  expect([moved.status, (await offersOn(slot)).map(({ patient }) => patient)]).toEqual([200, [0]]);
  await all.leave(0, entry);
  const again = idOf(await all.join(1, only(4)));
  const ask = system(all.clinic);
  const read = async (path: string) => (await ask('GET', path)).body as Record<string, unknown>;
  // The one who has had the time until now does not get a letter about it.
  const second = idOf(await all.join(5, only(4)));
  await ask('PUT', `/fhir/Appointment/${visit}`, { ...(await read(`/fhir/Appointment/${visit}`)), status: 'cancelled' });
  expect((await offersOn(later)).map(({ patient }) => patient)).toEqual([1]);
  await all.leave(1, again);
  expect(await offersOn(later)).toEqual([]);
  expect((await all.trace(later)).slice(0, 4)).toEqual(['freed cancelled', 'offered 1', 'withdrawn 1', 'freed withdrawn']);
  await all.leave(5, second);
  const wish = idOf(await all.join(2, only(4)));
  const { id } = all.small.slots[slot]!;
  await ask('PUT', `/fhir/Slot/${id}`, { ...(await read(`/fhir/Slot/${id}`)), status: 'busy-unavailable' });
  expect(await offersOn(slot)).toEqual([]);
  const holdId = randomUUID();
  const free = slotsOf(4)[1];
  await all.device.write(`/fhir/Slot/${all.small.slots[free]?.id}/$hold`, holdParameters(holdId));
  await all.device.write('/fhir/Slot/$release', [{ name: 'holdId', valueUuid: `urn:uuid:${holdId}` }]);
  expect(await offersOn(free)).toEqual([]);
  await ask('PUT', `/fhir/Slot/${id}`, { ...(await read(`/fhir/Slot/${id}`)), status: 'free' });
  const [offer] = await offersOn(slot);
  expect(offer?.patient).toBe(2);
  // The clinic's systems do not write offers, and take a wish off the list with all that hangs on it.
  const task = await read(`/fhir/Task/${offer?.id}`);
  expect([task['status'], refusal(await ask('PUT', `/fhir/Task/${offer?.id}`, { ...task, status: 'completed' }))]).toEqual(['requested', '409 offer_kept']);
  await ask('PUT', `/fhir/Appointment/${wish}`, { ...(await read(`/fhir/Appointment/${wish}`)), status: 'cancelled' });
  expect([await offersOn(slot), at(await read(`/fhir/Task/${offer?.id}`), 'status')]).toEqual([[], 'cancelled']);
});

it('S6 joining: one wish a doctor or speciality, so many in all, real dates, a doctor there is, and never without a consent', async () => {
  const first = await all.join(3, only(6));
  expect(codeOf(await all.join(3, only(6)))).toBe('already_waiting');
  expect((await all.join(3, { ...only(6), anyDoctor: true })).status).toBe(201);
  expect(codeOf(await all.join(3, { ...only(6), role: 1, anyDoctor: true }))).toBe('already_waiting');
  expect(codeOf(await all.join(4, { from: addDays(all.today, -3), until: addDays(all.today, -1) }))).toBe('day_past');
  expect(codeOf(await all.join(4, { from: addDays(all.today, 3), until: addDays(all.today, 2) }))).toBe('day_past');
  expect(refusal(await all.join(4, { role: 7 }))).toMatch(/^40[04] /);
  expect(refusal(await all.leave(4, idOf(first)))).toBe('404 not_found');
  const left = await all.leave(3, idOf(first));
  expect([at(left.body, 'status'), at(left.body, 'cancelationReason', 'coding', 0, 'code'), (await all.leave(3, idOf(first))).status]).toEqual(['cancelled', 'waiting-left', 200]);
  expect(refusal(await all.device.write('/fhir/Appointment/$wait-list', [], {}))).toBe('403 forbidden');
  const consent = { resourceType: 'Consent', id: randomUUID(), status: 'inactive', scope: { text: 'x' }, category: [{ coding: [{ system: 'https://kabinet.example/fhir/CodeSystem/document-kind', code: 'consent' }] }], patient: { reference: `Patient/${all.patients[4]}` }, dateTime: '2026-01-01T10:00:00+03:00', policy: [{ uri: 'https://kabinet.example/consent' }] };
  await all.clearList();
  const wish = await all.join(4, { ...only(6) });
  expect((await system(all.clinic)('PUT', `/fhir/Consent/${consent.id}`, consent)).status).toBe(201);
  expect(codeOf(await all.join(4, { ...only(6), role: 1 }))).toBe('consent_withdrawn');
  const [slot] = slotsOf(6);
  await all.cancel(5, await all.book(5, slot));
  expect((await all.trace(slot)).filter((line) => line.endsWith(' 4'))).toEqual(['passed_over consent_withdrawn 4']);
  await system(all.clinic)('DELETE', `/fhir/Consent/${consent.id}`);
  await all.leave(4, idOf(wish));
});

it('S6 a registrar can say why this one and not that one, by ids only, and nobody else can ask', async () => {
  const [slot] = slotsOf(8);
  const visit = await all.book(5, slot);
  const entry = idOf(await all.join(0, only(8)));
  await all.cancel(5, visit);
  const path = `/identity/waiting/times/${all.small.slots[slot]?.id}/trace`;
  const desk = await enrolDevice(all.clinic, { profile: 'reception' });
  const staff = await staffAt(all.clinic, desk);
  const answer = await staff.ask('GET', path);
  expect(at(answer.body, 'steps')).toMatchObject([{ step: 'freed', reason: 'cancelled', entry: null }, { step: 'offered', entry, joinedAt: expect.stringMatching(/\+03:00$/), offer: expect.any(String) }]);
  expect(JSON.stringify(answer.body)).not.toMatch(/[А-Яа-я]/);
  for (const ask of [all.device.ask, system(all.clinic)]) expect(refusal(await ask('GET', path))).toBe('403 forbidden');
  expect(refusal(await client(all.clinic.url, null)('GET', path))).toBe('401 no_token');
  await all.leave(0, entry);
});

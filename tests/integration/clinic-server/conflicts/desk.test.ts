import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createConflictsHandlers } from '../../../../backend/features/conflicts/handlers.ts';
import { Refusal } from '../../../../backend/server/handler.ts';
import { openConflict } from '../../../../clinic-server/conflicts/openConflict.ts';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { validated } from '../../../../clinic-server/fhir/validate.ts';
import { ConflictCase } from '../../../../shared/features/conflicts.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { decideAs, listAs, startConflictClinic, undoAs, type ConflictClinic } from '../../../support/conflictClinic.ts';
import { at, codeOf, refusal, system } from '../../../support/fhirClient.ts';
import { staffAt } from '../../../support/staffDesk.ts';

let desk: ConflictClinic;

beforeAll(async () => {
  desk = await startConflictClinic();
}, 120_000);
afterAll(() => desk.clinic.stop());

const ask = (...how: Parameters<ConflictClinic['registrar']['ask']>) => desk.registrar.ask(...how);
const statusOf = async (appointment: string): Promise<unknown> => at((await system(desk.clinic)('GET', `/fhir/Appointment/${appointment}`)).body, 'status');
const whoHas = async (slot: string): Promise<string | null> => (await desk.clinic.pool.query<{ appointment: string }>('select appointment from occupancy where slot = $1', [slot])).rows[0]?.appointment ?? null;
const auditOf = async (id: string): Promise<unknown[]> => (await desk.clinic.pool.query('select action, staff, device from identity_audit where case_id = $1 order by number', [id])).rows;

/** A request of somebody who has left, for a time that another has meanwhile. */
async function refusedBooking(): Promise<{ id: string; slot: string }> {
  const [slot, key] = [await desk.freshSlot(), randomUUID()];
  expect((await desk.book(1, slot, { attended: true })).status).toBe(201);
  expect(refusal(await desk.book(0, slot, { key, madeAt: instant(Date.now() - 7_200_000) }))).toBe('409 slot_taken');
  const [one] = await desk.casesOf(key);
  if (one === undefined) throw new Error('no case');
  return { id: one.id, slot: slot.id };
}

/** A visit that stands although it should not have been, as a lease makes them. */
async function standing(kind: 'patient_busy' | 'patient_merged', index = 0): Promise<{ id: string; slot: string; appointment: string }> {
  const [slot, appointment] = [await desk.freshSlot(), randomUUID()];
  expect((await desk.book(index, slot, { attended: true, appointmentId: appointment })).status).toBe(201);
  const id = await inTransaction(desk.clinic.pool, (tx) => openConflict(tx, { kind, patient: desk.person(index).id, device: desk.kiosk.id, commandKey: randomUUID(), appointment, slot: slot.id, ours: { what: 'book' }, theirs: null, now: desk.clinic.parts.now() }));
  return { id, slot: slot.id, appointment };
}

it('W5 a case shows both versions with their devices and times, whose it is without the whole name, and suggests what to do; each of its forms is valid R4', async () => {
  const { id } = await refusedBooking();
  const { task, ours, theirs, decisions, times } = await desk.read(id);
  expect(ours).toMatchObject({ what: 'book', refusal: 'slot_taken', doctor: { ru: expect.stringMatching(/^Врачева\d В\.$/) }, device: expect.any(String), madeAt: expect.any(Number), startsAt: expect.any(Number) });
  expect(Date.now() - (ours.madeAt ?? 0)).toBeGreaterThan(7_000_000);
  expect(theirs).toMatchObject({ what: 'visit', madeAt: expect.any(Number), startsAt: ours.startsAt });
  expect(decisions[0]).toBe('book_there');
  expect(times.length).toBeGreaterThan(2);
  expect(task).toMatchObject({ status: 'requested', for: { reference: `Patient/${desk.person(0).id}`, display: 'Пациентова А.' } });
  const row = (await listAs(ask)).find((one) => at(one, 'id') === id);
  for (const one of [task, row]) expect(() => validated(one)).not.toThrow();
  expect(JSON.stringify(row)).not.toMatch(/Анна|input/);
});

it('W5 the patient is booked at another time of the same doctor in the moment of the decision; undone, the time is everybody’s and the case is open again', async () => {
  const { id } = await refusedBooking();
  const slot = (await desk.read(id)).times[0] ?? '';
  expect((await decideAs(ask, id, 'book_there', { slot })).status).toBe(204);
  const visit = (await whoHas(slot)) ?? '';
  expect(at((await system(desk.clinic)('GET', `/fhir/Appointment/${visit}`)).body, 'participant', 0, 'actor', 'reference')).toBe(`Patient/${desk.person(0).id}`);
  expect((await listAs(ask, 'decided')).map((one) => at(one, 'id'))).toContain(id);
  expect(refusal(await decideAs(ask, id, 'called'))).toBe('409 case_decided');
  expect((await undoAs(ask, id)).status).toBe(204);
  expect([await statusOf(visit), await whoHas(slot)]).toEqual(['cancelled', null]);
  expect(refusal(await undoAs(ask, id))).toBe('409 not_decided');
  const by = { staff: desk.registrar.id, device: desk.desk.id };
  expect(await auditOf(id)).toEqual([{ action: 'conflict_opened', staff: null, device: desk.kiosk.id }, { action: 'conflict_decided', ...by }, { action: 'conflict_undone', ...by }]);
  expect((await desk.clinic.pool.query(`select deed, decision, staff from conflict_deed where case_id = $1 order by number`, [id])).rows).toEqual([
    { deed: 'decided', decision: 'book_there', staff: desk.registrar.id },
    { deed: 'undone', decision: 'book_there', staff: desk.registrar.id },
  ]);
  await expect(desk.clinic.pool.query('delete from conflict_deed where case_id = $1', [id])).rejects.toThrow(/only ever added to/);
});

it('W5 a decision that others have acted on is not taken back: it says so, and nothing of it is undone', async () => {
  const { id } = await refusedBooking();
  const slot = (await desk.read(id)).times[0] ?? '';
  await decideAs(ask, id, 'book_there', { slot });
  const visit = (await whoHas(slot)) ?? '';
  const elsewhere = await desk.freshSlot();
  expect((await desk.push(`/fhir/Appointment/${visit}/$reschedule`, [{ name: 'slot', valueReference: { reference: `Slot/${elsewhere.id}` } }], desk.signIn(0), { attended: true })).status).toBe(200);
  expect(refusal(await undoAs(ask, id))).toBe('409 decision_stands');
  expect([await statusOf(visit), await whoHas(elsewhere.id)]).toEqual(['booked', visit]);
  expect(at((await desk.read(id)).task, 'status')).toBe('completed');
});

it('W5 a cancelled visit comes back with its time when the decision is undone, unless somebody has the time by then', async () => {
  const first = await standing('patient_busy');
  expect((await decideAs(ask, first.id, 'cancel_visit')).status).toBe(204);
  expect([await statusOf(first.appointment), await whoHas(first.slot)]).toEqual(['cancelled', null]);
  expect((await undoAs(ask, first.id)).status).toBe(204);
  expect([await statusOf(first.appointment), await whoHas(first.slot)]).toEqual(['booked', first.appointment]);
  expect((await decideAs(ask, first.id, 'cancel_visit')).status).toBe(204);
  const slot = desk.small.slots.find(({ id }) => id === first.slot) ?? (await desk.freshSlot());
  const appointmentId = randomUUID();
  expect((await desk.book(1, slot, { attended: true, appointmentId })).status).toBe(201);
  expect(refusal(await undoAs(ask, first.id))).toBe('409 decision_stands');
  expect([await statusOf(first.appointment), await whoHas(first.slot)]).toEqual(['cancelled', appointmentId]);
});

it('W5 of two visits at one hour one is moved, or either cancelled; moved back while its former time is nobody’s', async () => {
  const [slot, appointment] = [await desk.freshSlot(), randomUUID()];
  expect((await desk.book(0, slot, { attended: true, appointmentId: appointment })).status).toBe(201);
  const other = await standing('patient_busy');
  await desk.clinic.pool.query(`update conflict_case set theirs = $2::jsonb where id = $1`, [other.id, JSON.stringify({ what: 'visit', appointment })]);
  expect((await desk.read(other.id)).decisions).toEqual(['called', 'keep', 'move_there', 'cancel_visit', 'cancel_another', 'by_hand']);
  const there = (await desk.read(other.id)).times[0] ?? '';
  expect((await decideAs(ask, other.id, 'move_there', { slot: there })).status).toBe(204);
  expect([await whoHas(there), await whoHas(other.slot)]).toEqual([other.appointment, null]);
  expect((await undoAs(ask, other.id)).status).toBe(204);
  expect([await whoHas(there), await whoHas(other.slot)]).toEqual([null, other.appointment]);
  expect((await decideAs(ask, other.id, 'cancel_another')).status).toBe(204);
  expect([await statusOf(appointment), await statusOf(other.appointment)]).toEqual(['cancelled', 'booked']);
});

it('W5 the visit of a merged record is handed over to the survivor in one step, and back', async () => {
  const { id, slot, appointment } = await standing('patient_merged', 2);
  const [merged, survivor] = [desk.person(2).id, desk.person(1).id];
  const record = (await system(desk.clinic)('GET', `/fhir/Patient/${merged}`)).body as object;
  expect((await system(desk.clinic)('PUT', `/fhir/Patient/${merged}`, { ...record, active: false, link: [{ other: { reference: `Patient/${survivor}` }, type: 'replaced-by' }] })).status).toBe(200);
  expect((await desk.read(id)).decisions[0]).toBe('apply_to_survivor');
  expect((await decideAs(ask, id, 'apply_to_survivor')).status).toBe(204);
  const visit = (await whoHas(slot)) ?? '';
  expect(at((await system(desk.clinic)('GET', `/fhir/Appointment/${visit}`)).body, 'participant', 0, 'actor', 'reference')).toBe(`Patient/${survivor}`);
  expect(await statusOf(appointment)).toBe('cancelled');
  expect((await undoAs(ask, id)).status).toBe(204);
  expect([await whoHas(slot), await statusOf(appointment), await statusOf(visit)]).toEqual([appointment, 'booked', 'cancelled']);
});

it('W5 a desk reads a case as the server writes it, decides it and takes it back; what was decided before is told', async () => {
  const { id } = await refusedBooking();
  const handlers = createConflictsHandlers({
    desk: {
      async ask({ method, path, body }) {
        const answer = await ask(method, path, body);
        return { status: answer.status, body: answer.body, refusal: answer.status < 300 ? null : String(codeOf(answer)), retryAfterMs: null };
      },
    },
  });
  const context = { actor: { role: 'registrar', patientId: null, signInId: null, staffId: desk.registrar.id }, now: desk.clinic.parts.now(), printJob: null } as const;
  const read = async () => ConflictCase.parse((await handlers['conflicts.one']({ caseId: id }, context) as { one: unknown }).one);
  const listed = await handlers['conflicts.list']({ state: 'open' }, context);
  expect(listed).toMatchObject({ cases: expect.arrayContaining([expect.objectContaining({ id, kind: 'slot_taken', patient: 'Пациентова А.', patientId: desk.person(0).id, decision: null })]) });
  const found = await read();
  expect(found).toMatchObject({ suggested: 'book_there', ours: { what: 'book' }, theirs: { what: 'visit' }, before: [] });
  const input = { caseId: id, decision: 'book_there', slotId: found.times[0]?.slotId ?? null, note: null } as const;
  expect(await handlers['conflicts.decide'](input, context)).toEqual({});
  expect(await handlers['conflicts.decide'](input, context)).toEqual(new Refusal('case_decided'));
  expect(await read()).toMatchObject({ decision: 'book_there', decidedBy: 'И. Р.', before: [{ deed: 'decided', decision: 'book_there', by: 'И. Р.' }] });
  expect(await handlers['conflicts.undo']({ caseId: id }, context)).toEqual({});
  expect(await read()).toMatchObject({ decision: null, before: [{ deed: 'decided' }, { deed: 'undone' }] });
});

it('W5 two registrars who decide one case at one moment decide it once', async () => {
  const { id } = await refusedBooking();
  const other = await staffAt(desk.clinic, desk.desk);
  const [here, there] = (await desk.read(id)).times;
  const answers = await Promise.all([decideAs(ask, id, 'book_there', { slot: here ?? '' }), decideAs(other.ask, id, 'book_there', { slot: there ?? '' }), decideAs(ask, id, 'called'), decideAs(other.ask, id, 'dropped')]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409, 409, 409]);
  expect((await desk.clinic.pool.query('select from conflict_deed where case_id = $1', [id])).rowCount).toBe(1);
  expect([await whoHas(here ?? ''), await whoHas(there ?? '')].filter((one) => one !== null).length).toBe(answers[2]?.status === 204 || answers[3]?.status === 204 ? 0 : 1);
});

it('W5 only what the case offers can be decided, by hand only with a word on what was done, and a time that is gone leaves the case open', async () => {
  const { id, slot } = await refusedBooking();
  for (const decision of ['keep', 'cancel_visit', 'apply_to_survivor', 'nonsense']) expect([decision, refusal(await decideAs(ask, id, decision))]).toEqual([decision, '400 invalid_request']);
  expect(refusal(await decideAs(ask, id, 'book_there'))).toBe('400 invalid_request');
  expect(refusal(await decideAs(ask, id, 'by_hand'))).toBe('422 note_required');
  expect(refusal(await decideAs(ask, id, 'book_there', { slot }))).toBe('409 slot_taken');
  expect(refusal(await decideAs(ask, randomUUID(), 'called'))).toBe('404 not_found');
  expect(at((await desk.read(id)).task, 'status')).toBe('requested');
  expect((await decideAs(ask, id, 'by_hand', { note: 'Записали на бумаге' })).status).toBe(204);
});

it('W5 nobody but staff sees a case: not the patient it is about, not a device, and it comes by no search and no feed', async () => {
  const { id } = await refusedBooking();
  const patient = await desk.kiosk.signIn(desk.person(0));
  for (const eyes of [patient.ask, desk.kiosk.ask, desk.desk.ask, system(desk.clinic)]) {
    expect(refusal(await eyes('GET', '/fhir/Task/$conflicts'))).toBe('403 forbidden');
    expect(refusal(await eyes('GET', `/fhir/Task/${id}/$conflict`))).toBe('403 forbidden');
    expect(refusal(await decideAs(eyes, id, 'called'))).toBe('403 forbidden');
    expect(refusal(await undoAs(eyes, id))).toBe('403 forbidden');
    for (const path of [`/fhir/Task/${id}`, '/fhir/Task', '/fhir/_history?_count=2000']) expect(JSON.stringify((await eyes('GET', path)).body)).not.toContain(id);
  }
});

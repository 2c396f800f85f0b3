import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Unattended } from '../../../../clinic-server/conflicts/unattended.ts';
import { FhirRefusal } from '../../../../clinic-server/fhir/refusal.ts';
import { answerOnce } from '../../../../clinic-server/scheduling/answerOnce.ts';
import { contract, type CommandChannel } from '../../../../shared/contract.ts';
import type { ConflictDeed, ConflictKind } from '../../../../shared/features/conflicts.ts';
import { startConflictClinic, type ConflictClinic } from '../../../support/conflictClinic.ts';
import { refusal, system, type Answer } from '../../../support/fhirClient.ts';

let desk: ConflictClinic;

beforeAll(async () => {
  desk = await startConflictClinic();
}, 120_000);
afterAll(() => desk.clinic.stop());

/** A command that is added has to say here what a case of its calls it. */
const deedOf: Readonly<Record<CommandChannel, ConflictDeed>> = {
  ...{ 'appointments.book': 'book', 'appointments.cancel': 'cancel', 'appointments.move': 'move', 'checkIn.arrive': 'arrive', 'deletion.erase': 'erase', 'documents.accept': 'sign', 'documents.withdraw': 'withdraw' },
  ...{ 'orders.send': 'order', 'orders.cancel': 'cancel_order', 'results.seen': 'seen', 'waiting.join': 'wait', 'waiting.leave': 'leave', 'waiting.accept': 'accept_offer', 'waiting.decline': 'decline_offer' },
};

/** Whatever is not named is a command that was refused. */
const kindOf: Readonly<Record<string, ConflictKind>> = {
  ...{ slot_taken: 'slot_taken', slot_closed: 'slot_closed', slot_past: 'slot_closed', patient_busy: 'patient_busy', consent_withdrawn: 'consent_withdrawn' },
  ...{ not_active: 'schedule_changed', visit_over: 'schedule_changed', another_office: 'schedule_changed', price_changed: 'field_both_sides', already_waiting: 'field_both_sides' },
};

it('W5 every refusal that any command declares becomes one case when nobody waits for it, with the command, the code and what is suggested, however often it is sent', async () => {
  const pairs = (Object.keys(deedOf) as CommandChannel[]).flatMap((channel) => contract[channel].errors.map((code) => ({ channel, code })));
  expect(pairs.length).toBeGreaterThan(40);
  const seen: string[] = [];
  for (const { channel, code } of pairs) {
    const key = randomUUID();
    const asked = { what: deedOf[channel], appointment: randomUUID(), slot: desk.small.slots[0]?.id ?? null, startsAt: null, number: null };
    const unattended: Unattended = { device: desk.kiosk.id, patient: desk.person(0).id, asked, madeAt: null };
    const send = () =>
      answerOnce(desk.clinic.pool, { key, caller: desk.kiosk.id, asked: channel, now: desk.clinic.parts.now(), unattended }, () => Promise.reject(new FhirRefusal(409, code)));
    expect((await send()).status).toBe(409);
    expect((await send()).status).toBe(409);
    const cases = await desk.casesOf(key);
    expect([channel, code, cases.map(({ kind }) => kind)]).toEqual([channel, code, [kindOf[code] ?? 'command_refused']]);
    const { ours, decisions } = await desk.read(cases[0]?.id ?? '');
    expect(ours).toMatchObject({ what: deedOf[channel], refusal: code });
    expect(decisions.length).toBeGreaterThan(1);
    seen.push(code);
  }
  expect(Object.keys(kindOf).filter((code) => !seen.includes(code))).toEqual([]);
});

it('I8 over the wire a time another has, two visits at one hour, a visit that was cancelled and one nobody knows each open their case; with somebody there none does', async () => {
  const [slot, second, own] = [await desk.freshSlot(), await desk.freshSlot(), randomUUID()];
  expect((await desk.book(1, slot, { attended: true, appointmentId: own })).status).toBe(201);
  const cancel = (appointment: string, index: number, key: string, attended = false) => desk.push(`/fhir/Appointment/${appointment}/$cancel`, [{ name: 'reason', valueCode: 'plans' }], desk.signIn(index), { key, attended });
  const kinds: Record<string, string[]> = {};
  const pushed = async (name: string, wanted: string, send: (key: string) => Promise<Answer>): Promise<void> => {
    const key = randomUUID();
    expect([name, refusal(await send(key))]).toEqual([name, wanted]);
    kinds[name] = (await desk.casesOf(key)).map(({ kind }) => kind);
  };
  await pushed('somebody waits', '409 slot_taken', (key) => desk.book(0, slot, { key, attended: true }));
  await pushed('taken', '409 slot_taken', (key) => desk.book(0, slot, { key }));
  await pushed('unknown', '404 not_found', (key) => cancel(randomUUID(), 0, key));
  await pushed('another’s', '404 not_found', (key) => cancel(own, 0, key));
  expect((await cancel(own, 1, randomUUID(), true)).status).toBe(200);
  await pushed('cancelled before', '409 not_active', (key) => cancel(own, 1, key));
  await system(desk.clinic)('PUT', `/fhir/Slot/${second.id}`, { ...((await system(desk.clinic)('GET', `/fhir/Slot/${second.id}`)).body as object), status: 'busy-unavailable' });
  await pushed('closed', '409 slot_closed', (key) => desk.book(0, second, { key }));
  expect(kinds).toEqual({ 'somebody waits': [], taken: ['slot_taken'], unknown: ['command_refused'], 'another’s': ['command_refused'], 'cancelled before': ['schedule_changed'], closed: ['slot_closed'] });
});

it('I8 the answer was lost while its maker stood there: sent again without them, the stored refusal gets its case, once', async () => {
  const [slot, key, appointmentId] = [await desk.freshSlot(), randomUUID(), randomUUID()];
  expect((await desk.book(1, slot, { attended: true })).status).toBe(201);
  expect(refusal(await desk.book(0, slot, { key, appointmentId, attended: true }))).toBe('409 slot_taken');
  expect(await desk.casesOf(key)).toEqual([]);
  for (const _again of ['once', 'twice']) expect(refusal(await desk.book(0, slot, { key, appointmentId }))).toBe('409 slot_taken');
  expect((await desk.casesOf(key)).map(({ kind }) => kind)).toEqual(['slot_taken']);
});

it('I8 whatever was applied opens nothing, and a repeated one neither', async () => {
  const [slot, key, appointmentId] = [await desk.freshSlot(), randomUUID(), randomUUID()];
  for (const _again of ['once', 'twice']) expect((await desk.book(0, slot, { key, appointmentId })).status).toBe(201);
  expect(await desk.casesOf(key)).toEqual([]);
});

it('I8 a server that stumbles after the case was written has written neither: the refusal and its case are one commit', async () => {
  const key = randomUUID();
  const asked = { what: 'book', appointment: null, slot: null, startsAt: null, number: null } as const;
  const request = { key, caller: desk.kiosk.id, asked: 'x', now: desk.clinic.parts.now(), unattended: { device: desk.kiosk.id, patient: null, asked, madeAt: null } };
  // What is written of a case cannot be written: the stored answer goes with it.
  await desk.clinic.pool.query(`create function refuses() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$; create trigger refuses before insert on conflict_case for each row execute function refuses()`);
  await expect(answerOnce(desk.clinic.pool, request, () => Promise.reject(new FhirRefusal(409, 'slot_taken')))).rejects.toThrow('no');
  await desk.clinic.pool.query('drop trigger refuses on conflict_case');
  expect((await desk.clinic.pool.query('select from answered where key = $1', [key])).rowCount).toBe(0);
  expect((await answerOnce(desk.clinic.pool, request, () => Promise.reject(new FhirRefusal(409, 'slot_taken')))).status).toBe(409);
  expect((await desk.casesOf(key)).length).toBe(1);
});

it('W5 a command of a record that was merged or removed is a case about the record, whatever it was refused for', async () => {
  const record = { resourceType: 'Patient', id: randomUUID(), name: [{ family: 'Лишняя' }] };
  const ask = system(desk.clinic);
  expect((await ask('PUT', `/fhir/Patient/${record.id}`, record)).status).toBe(201);
  const refused = async (): Promise<string[]> => {
    const key = randomUUID();
    const asked = { what: 'book', appointment: null, slot: null, startsAt: null, number: null } as const;
    await answerOnce(desk.clinic.pool, { key, caller: desk.kiosk.id, asked: 'x', now: desk.clinic.parts.now(), unattended: { device: desk.kiosk.id, patient: record.id, asked, madeAt: null } }, () => Promise.reject(new FhirRefusal(409, 'slot_taken')));
    return (await desk.casesOf(key)).map(({ kind }) => kind);
  };
  expect(await refused()).toEqual(['slot_taken']);
  await ask('PUT', `/fhir/Patient/${record.id}`, { ...record, active: false, link: [{ other: { reference: `Patient/${desk.person(0).id}` }, type: 'replaced-by' }] });
  expect(await refused()).toEqual(['patient_merged']);
  expect((await ask('DELETE', `/fhir/Patient/${record.id}`)).status).toBe(204);
  expect(await refused()).toEqual(['patient_deleted']);
});

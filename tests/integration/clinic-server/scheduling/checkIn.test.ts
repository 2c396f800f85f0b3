import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systems } from '../../../../shared/fhir/names.ts';
import type { Id } from '../../../../shared/lib/ids.ts';
import { dayOf, instant, instantAt, toWire, type Instant } from '../../../../shared/lib/moscow.ts';
import { enrolDevice, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, entries, refusal, system, type Answer } from '../../../support/fhirClient.ts';
import { seedSmallClinic, type SmallClinic } from '../../../support/smallClinic.ts';

// Noon of the clinic's day, and from there as fast as every other clock: a test that runs at midnight is a test of midnight.
const noon = instantAt(dayOf(instant(Date.now())), 12 * 60);
const offset = noon - Date.now();
const now = () => instant(Date.now() + offset);
const minutes = (count: number) => instant(noon + count * 60_000);
const tomorrow = 24 * 60;

let clinic: TestClinic;
let small: SmallClinic;
let kiosk: TestDevice;
let reception: TestDevice;
let elsewhere: TestDevice;
let patients: { readonly id: Id; readonly signInId: Id; readonly token: string }[];
let nextSlot = 0;

beforeAll(async () => {
  clinic = await startClinic({ now });
  small = await seedSmallClinic(clinic.pool, { people: 8, slots: Array.from({ length: 60 }, (_, index) => ({ startsAt: minutes(120 + index), minutes: 1, doctor: index % 2 })) });
  kiosk = await enrolDevice(clinic, { now: now(), officeId: small.officeId });
  reception = await enrolDevice(clinic, { now: now(), officeId: small.officeId, profile: 'reception' });
  elsewhere = await enrolDevice(clinic, { now: now() });
  patients = await Promise.all(small.people.map(async (person) => ({ id: person.id, ...(await kiosk.signIn(person)) })));
}, 60_000);
afterAll(() => clinic.stop());

const patientAt = (index: number) => patients[index] ?? { id: '', signInId: '', token: '' };

interface Planned {
  readonly patient?: number;
  readonly start?: number;
  readonly length?: number;
  readonly status?: string;
  readonly doctor?: number;
}

/** A visit as the clinic's own system writes it; its time is made for it. */
async function visit({ patient = 0, start, length = 20, status = 'booked', doctor = 0 }: Planned = {}): Promise<Id> {
  const [id, slot] = [randomUUID(), randomUUID()];
  const from = minutes(start ?? 200 + nextSlot++ * 21);
  const [begins, ends] = [toWire(from), toWire(instant(from + length * 60_000))];
  const schedule = at((await system(clinic)('GET', `/fhir/Slot/${small.slots[doctor]?.id ?? ''}`)).body, 'schedule');
  expect((await system(clinic)('PUT', `/fhir/Slot/${slot}`, { resourceType: 'Slot', id: slot, schedule, status: 'free', start: begins, end: ends })).status).toBe(201);
  const participant = [`Patient/${patientAt(patient).id}`, `PractitionerRole/${small.roleIds[doctor] ?? ''}`].map((reference) => ({ actor: { reference }, status: 'accepted' }));
  const written = await system(clinic)('PUT', `/fhir/Appointment/${id}`, { resourceType: 'Appointment', id, status, slot: [{ reference: `Slot/${slot}` }], start: begins, end: ends, participant, identifier: [{ system: systems.appointmentNumber, value: 'К01-0001' }] });
  expect(written.status).toBe(201);
  return id;
}

const checkIn = (id: Id, { patient = 0, device = kiosk, key = randomUUID() }: { patient?: number; device?: TestDevice; key?: Id } = {}): Promise<Answer> =>
  device.write(`/fhir/Appointment/${id}/$check-in`, [], { key, signInId: patientAt(patient).signInId });

const numberIn = (answer: Answer): string | undefined =>
  (at(answer.body, 'identifier') as readonly { system: string; value: string }[] | undefined)?.find((one) => one.system === systems.queueNumber)?.value;

async function encounter(appointment: Id, patient: number, start: Instant, end: Instant | null): Promise<void> {
  const id = randomUUID();
  const answer = await system(clinic)('PUT', `/fhir/Encounter/${id}`, {
    ...{ resourceType: 'Encounter', id, status: end === null ? 'in-progress' : 'finished', class: { system: systems.actCode, code: 'AMB' } },
    ...{ subject: { reference: `Patient/${patientAt(patient).id}` }, appointment: [{ reference: `Appointment/${appointment}` }] },
    period: { start: toWire(start), ...(end === null ? {} : { end: toWire(end) }) },
  });
  expect(answer.status).toBe(201);
}

const waitAt = async (id: Id, patient = 0): Promise<Record<string, unknown>> => {
  const answer = await kiosk.ask('GET', `/fhir/Appointment/${id}/$wait`, undefined, { 'kabinet-sign-in': patientAt(patient).signInId });
  expect(answer.status).toBe(200);
  return Object.fromEntries((at(answer.body, 'parameter') as { name: string; valueInteger?: number; valueCode?: string }[]).map(({ name, valueInteger, valueCode }) => [name, valueInteger ?? valueCode]));
};

describe('check-in', () => {
  it('S8 whoever checks in has a number, keeps the one of the slip, and asked again has the same', async () => {
    const id = await visit();
    const first = await checkIn(id);
    expect([first.status, at(first.body, 'status'), at(first.body, 'identifier', 0, 'value')]).toEqual([200, 'arrived', 'К01-0001']);
    expect(numberIn(first)).toMatch(/^\d{3}$/);
    const version = at(first.body, 'meta', 'versionId');
    const again = await checkIn(id);
    expect([numberIn(again), at(again.body, 'meta', 'versionId')]).toEqual([numberIn(first), version]);
    const key = randomUUID();
    expect((await checkIn(id, { key })).body).toEqual((await checkIn(id, { key })).body);
  });

  it('S8 a visit that the clinic writes back to «booked» keeps its number', async () => {
    const id = await visit();
    const first = await checkIn(id);
    const body = first.body as object;
    expect((await system(clinic)('PUT', `/fhir/Appointment/${id}`, { ...body, status: 'booked', identifier: [at(body, 'identifier', 0)] })).status).toBe(200);
    expect(numberIn(await checkIn(id))).toBe(numberIn(first));
  });

  it('S8 each reason why not has its own word, and none of them gives a number away', async () => {
    const before = await clinic.pool.query('select * from queue_counter');
    const table: readonly (readonly [string, Planned, { patient?: number; device?: TestDevice }, string])[] = [
      ['tomorrow', { start: tomorrow + 10 }, {}, '409 not_today'],
      ['yesterday', { start: -tomorrow }, {}, '409 visit_over'],
      ['its time is over', { start: -60 }, {}, '409 visit_over'],
      ['cancelled', { status: 'cancelled' }, {}, '409 not_active'],
      ['not come', { status: 'noshow' }, {}, '409 not_active'],
      ['the clinic has not said yes', { status: 'proposed' }, {}, '409 not_active'],
      ['the doctor is done', { status: 'fulfilled' }, {}, '409 visit_over'],
      ['another house', {}, { device: elsewhere, patient: -1 }, '409 another_office'],
      ['somebody else’s', {}, { patient: 1 }, '404 not_found'],
    ];
    const elsewhereSignIn = await elsewhere.signIn(small.people[0] ?? { id: '', login: '', password: '' });
    const seen: string[] = [];
    for (const [why, planned, { patient = 0, device = kiosk }] of table) {
      const id = await visit(planned);
      const answer =
        patient === -1 ? await device.write(`/fhir/Appointment/${id}/$check-in`, [], { signInId: elsewhereSignIn.signInId }) : await checkIn(id, { patient, device });
      seen.push(`${why}: ${refusal(answer)}`);
    }
    expect(seen).toEqual(table.map(([why, , , expected]) => `${why}: ${expected}`));
    expect(refusal(await checkIn(randomUUID()))).toBe('404 not_found');
    expect(refusal(await kiosk.write(`/fhir/Appointment/${await visit()}/$check-in`, []))).toBe('403 forbidden');
    expect((await clinic.pool.query('select * from queue_counter')).rows).toEqual(before.rows);
  });

  it('S8 whoever has come in time and still waits when the time is over has the same number', async () => {
    const id = await visit({ start: 30, length: 1 });
    const first = await checkIn(id);
    // The clinic puts its hour back: for the server's clock the planned end has passed, as it has beside a doctor who is late.
    const past = { start: toWire(minutes(-100)), end: toWire(minutes(-80)) };
    const slot = at(first.body, 'slot', 0, 'reference');
    await clinic.pool.query(`update resource set content = content || $1::jsonb where id = any($2)`, [JSON.stringify(past), [id, String(slot).slice(5)]]);
    expect(numberIn(await checkIn(id))).toBe(numberIn(first));
  });

  it('S8 visits at once through two servers: as many numbers as visits, none twice, and one asked at by two has one', async () => {
    const second = await clinic.another();
    const ids: Id[] = [];
    for (let index = 0; index < 24; index++) ids.push(await visit({ patient: index % 8, doctor: index % 2, start: 1 + index * 2, length: 1 }));
    const other = client(second.url, kiosk.token);
    const asked = ids.flatMap((id, index) =>
      [0, 1].map((copy) =>
        (copy === 0 ? kiosk.ask : other)('POST', `/fhir/Appointment/${id}/$check-in`, { resourceType: 'Parameters' }, { 'idempotency-key': randomUUID(), 'kabinet-sign-in': patientAt(index % 8).signInId }).then((answer) => ({ id, answer })),
      ),
    );
    const answers = await Promise.all(asked);
    expect(answers.map(({ answer }) => answer.status)).toEqual(answers.map(() => 200));
    const byVisit = new Map(ids.map((id) => [id, new Set(answers.filter((one) => one.id === id).map(({ answer }) => numberIn(answer)))]));
    expect([...byVisit.values()].map(({ size }) => size)).toEqual(ids.map(() => 1));
    expect(new Set(answers.map(({ answer }) => numberIn(answer))).size).toBe(ids.length);
    const { rows } = await clinic.pool.query<{ count: number; last: number }>(
      'select count(*)::int as count, max(q.last) as last from check_in c join queue_counter q on q.office = c.office and q.day = c.day',
    );
    // No number is spent on anything but a visit.
    expect(rows[0]?.count).toBe(rows[0]?.last);
  }, 60_000);

  it('S8 reception sees it at once: a second client is nudged, and its feed has the number', async () => {
    const id = await visit();
    const stop = new AbortController();
    const stream = await fetch(`${clinic.url}/events`, { headers: { authorization: `Bearer ${reception.token}` }, signal: stop.signal });
    const nudges: number[] = [];
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of stream.body ?? []) if (decoder.decode(chunk as Uint8Array).includes('event: changed')) nudges.push(Date.now());
    })().catch(() => undefined);
    const until = async (condition: () => boolean): Promise<void> => {
      for (const end = Date.now() + 10_000; !condition() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(condition()).toBe(true);
    };
    try {
      await until(() => nudges.length > 0);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = nudges.length;
      const asked = Date.now();
      const number = numberIn(await checkIn(id));
      await until(() => nudges.length > before);
      expect((nudges.at(-1) ?? 0) - asked).toBeLessThan(5_000);
      const seen = entries(await system(clinic)('GET', `/fhir/Appointment?_id=${id}`))[0]?.resource;
      expect([seen?.['status'], (seen?.['identifier'] as { value: string }[] | undefined)?.at(-1)?.value]).toEqual(['arrived', number]);
    } finally {
      stop.abort();
      await reading;
    }
  }, 30_000);
});

describe('the wait', () => {
  it('S8 without a visit begun today only the people ahead are told, and with real visits a range', async () => {
    await clinic.pool.query(`update resource set content = content || '{"status":"cancelled"}' where type = 'Appointment'`);
    await clinic.pool.query('update appointment_span set active = false');
    const seenFirst = await visit({ patient: 1, start: -40, length: 20 });
    const seenSecond = await visit({ patient: 2, start: -20, length: 20 });
    const waiting = await visit({ patient: 3, start: 2, length: 20 });
    const mine = await visit({ patient: 0, start: 22, length: 20 });
    await checkIn(waiting, { patient: 3 });
    await checkIn(mine);
    expect(await waitAt(mine)).toEqual({ state: 'waiting', ahead: 1 });

    await encounter(seenFirst, 1, minutes(-38), minutes(-17));
    await encounter(seenSecond, 2, minutes(-15), null);
    const told = await waitAt(mine);
    expect(told).toMatchObject({ state: 'waiting', ahead: 2 });
    expect(told['from']).toBeGreaterThanOrEqual(10);
    expect(told['until']).toBeLessThanOrEqual(75);
    expect(told['until']).toBeGreaterThan(Number(told['from']));

    await encounter(mine, 0, minutes(-1), null);
    expect(await waitAt(mine)).toEqual({ state: 'inside' });
  });

  it('S8 nobody is told how long another waits, and nothing waits at a visit of another day', async () => {
    const [mine, later] = [await visit({ start: 500 }), await visit({ start: tomorrow + 500 })];
    const askedBy = (id: Id, patient: number) => kiosk.ask('GET', `/fhir/Appointment/${id}/$wait`, undefined, { 'kabinet-sign-in': patientAt(patient).signInId });
    expect(refusal(await askedBy(mine, 4))).toBe('404 not_found');
    expect(refusal(await kiosk.ask('GET', `/fhir/Appointment/${mine}/$wait`))).toBe('403 forbidden');
    expect(refusal(await askedBy(later, 0))).toBe('409 not_today');
    expect(refusal(await askedBy(randomUUID(), 0))).toBe('404 not_found');
  });
});

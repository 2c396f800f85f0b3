import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SlotFacts } from '../../../../clinic-server/scheduling/slotStore.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { bookParameters, enrolDevice, holdParameters, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, codeOf, entries, refusal, system, type Ask } from '../../../support/fhirClient.ts';
import { expectOneWord } from '../../../support/oneWord.ts';
import { plainVisit } from '../../../support/plainVisit.ts';
import { seedSmallClinic, type SmallClinic } from '../../../support/smallClinic.ts';

const rounds = 50;
const hour = 3_600_000;
const start = Date.now() + 30 * hour;

let clinic: TestClinic;
let small: SmallClinic;
let ask: Ask;
let kiosk: TestDevice;
let next = 0;

beforeAll(async () => {
  clinic = await startClinic({
    config: {
      policy: { idleSeconds: 60, warnSeconds: 20, changeableHours: 3, maxActiveVisits: 1000, holdSeconds: 120, holdSecondsLonger: 300 },
    },
  });
  small = await seedSmallClinic(clinic.pool, {
    people: 2,
    // Two doctors at the same hours: even and odd times overlap.
    slots: Array.from({ length: 240 }, (_, index) => ({ startsAt: instant(start + Math.floor(index / 2) * hour), doctor: index % 2 })),
  });
  ask = system(clinic);
  kiosk = await enrolDevice(clinic);
}, 60_000);
afterAll(() => clinic.stop());

/** Two free times of one hour, at two doctors. */
const freshPair = (): [SlotFacts, SlotFacts] => {
  const [one, other] = small.slots.slice(next, next + 2);
  next += 2;
  if (!one || !other) throw new Error('no more times');
  return [one, other];
};
const somebody = () => randomUUID();
const create = (visit: object) => ask('POST', '/fhir/Appointment', visit);
const put = (visit: { resourceType: string; id: string } & Readonly<Record<string, unknown>>) =>
  ask('PUT', `/fhir/${visit.resourceType}/${visit.id}`, visit);
const slotStatus = async (slot: SlotFacts) => at((await ask('GET', `/fhir/Slot/${slot.id}`)).body, 'status');
const slotNow = async (slot: SlotFacts) => (await ask('GET', `/fhir/Slot/${slot.id}`)).body as { resourceType: string; id: string };
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).toSorted();

it('S5 plain FHIR gives a time once and a patient one visit at an hour, one after the other', async () => {
  const [one, other] = freshPair();
  const patientId = somebody();
  expect((await create(plainVisit({ patientId, slot: one }))).status).toBe(201);
  expect(await slotStatus(one)).toBe('busy');
  expect(refusal(await create(plainVisit({ patientId: somebody(), slot: one })))).toBe('409 slot_taken');
  expect(refusal(await create(plainVisit({ patientId, slot: other })))).toBe('409 patient_busy');
  expect(await slotStatus(other)).toBe('free');
  const beside = { patientId, startsAt: instant(one.startsAt + 60_000), endsAt: instant(one.startsAt + 120_000) };
  expect(refusal(await create(plainVisit(beside)))).toBe('409 patient_busy');
  await expectOneWord(clinic.pool);
});

it('S5 of twenty plain creates at one moment one gets the time, and one the patient', async () => {
  const other = await clinic.another();
  const through = (index: number) => client(index % 2 ? clinic.url : other.url, clinic.systemToken);
  const [slot] = freshPair();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => through(index)('POST', '/fhir/Appointment', plainVisit({ patientId: somebody(), slot }))),
  );
  expect(statuses(answers)).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
  expect(new Set(answers.map(codeOf))).toEqual(new Set([undefined, 'slot_taken']));
  const patientId = somebody();
  const pair = freshPair();
  const overlapping = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const startsAt = instant(pair[0].startsAt + index * 1000);
      // Some at one doctor, some at another, some beside the schedule: the hour is the patient's either way.
      const visit = index % 3 === 2 ? { patientId, startsAt, endsAt: pair[0].endsAt } : { patientId, slot: pair[index % 3 === 1 ? 1 : 0] };
      return through(index)('POST', '/fhir/Appointment', plainVisit(visit));
    }),
  );
  expect(statuses(overlapping)).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
  await expectOneWord(clinic.pool);
});

it('S5 a patient’s booking and a plain create meet on one time: one winner each round, fifty rounds', async () => {
  const [person] = small.people;
  if (!person) throw new Error('no person');
  const { signInId } = await kiosk.signIn(person);
  const won = { booked: 0, plain: 0 };
  for (let round = 0; round < rounds; round++) {
    const [slot] = freshPair();
    const visit = plainVisit({ patientId: somebody(), slot });
    const plain = () => (round % 2 ? put(visit) : create(visit));
    const book = () => kiosk.write('/fhir/Appointment/$book', bookParameters({ slot, patientId: person.id }), { signInId });
    const [first, second] = round % 4 < 2 ? [plain, book] : [book, plain];
    const answers = await Promise.all([first(), second()]);
    expect(statuses(answers)).toEqual([201, 409]);
    expect(answers.map(codeOf).filter(Boolean)).toEqual(['slot_taken']);
    won[answers.findIndex(({ status }) => status === 201) === (first === plain ? 0 : 1) ? 'plain' : 'booked']++;
  }
  expect(won.booked + won.plain).toBe(rounds);
  await expectOneWord(clinic.pool);
}, 60_000);

it('S5 a transaction with one conflict writes nothing and names its entry', async () => {
  const [taken, free] = freshPair();
  await create(plainVisit({ patientId: somebody(), slot: taken }));
  const made = plainVisit({ patientId: somebody(), slot: free });
  const count = async () =>
    (
      await clinic.pool.query(
        `select (select count(*) from resource) r, (select count(*) from occupancy) o, (select count(*) from appointment_span) s`,
      )
    ).rows[0];
  const before = await count();
  const entry = (resource: { resourceType: string; id: string }) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  });
  const answer = await ask('POST', '/fhir', {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [entry(made), entry(plainVisit({ patientId: somebody(), slot: taken }))],
  });
  expect(refusal(answer)).toBe('409 slot_taken');
  expect(at(answer.body, 'issue', 0, 'expression', 0)).toBe('Bundle.entry[1]');
  expect(await count()).toEqual(before);
  expect(await slotStatus(free)).toBe('free');
  const twice = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [entry(made), entry(plainVisit({ patientId: somebody(), slot: free }))],
  };
  expect(refusal(await ask('POST', '/fhir', twice))).toBe('409 slot_taken');
  expect(await count()).toEqual(before);
});

it('S5 in one transaction two visits change places, and a new time comes with its visit, in whatever order', async () => {
  const pair = freshPair();
  const visits = pair.map((slot) => plainVisit({ patientId: somebody(), slot }));
  for (const visit of visits) await put(visit);
  const swapped = visits.map((visit, index) => {
    const resource = { ...visit, slot: visits[1 - index]?.slot };
    return { resource, request: { method: 'PUT', url: `Appointment/${visit.id}` } };
  });
  expect((await ask('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry: swapped })).status).toBe(200);
  const model = await slotNow(pair[0]);
  const temporary = `urn:uuid:${randomUUID()}`;
  const later = { startsAt: instant(start + 9000 * hour), endsAt: instant(start + 9001 * hour) };
  const visit = plainVisit({ patientId: somebody(), ...later });
  const answer = await ask('POST', '/fhir', {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { resource: { ...visit, slot: [{ reference: temporary }] }, request: { method: 'POST', url: 'Appointment' } },
      {
        fullUrl: temporary,
        resource: { ...model, status: 'free', start: visit.start, end: visit.end },
        request: { method: 'POST', url: 'Slot' },
      },
    ],
  });
  expect(answer.status).toBe(200);
  // Answered as it lies there: the time is busy by the visit that came with it.
  expect(entries(answer)[1]).toMatchObject({ resource: { status: 'busy', meta: { versionId: '2' } }, response: { etag: 'W/"2"' } });
  await expectOneWord(clinic.pool);
});

it.each(['cancelled', 'noshow', 'entered-in-error'])('S4 a visit updated to %s frees its time and its patient', async (status) => {
  const [slot, other] = freshPair();
  const patientId = somebody();
  const visit = plainVisit({ patientId, slot });
  await put(visit);
  expect((await put({ ...visit, status })).status).toBe(200);
  expect(await slotStatus(slot)).toBe('free');
  expect((await create(plainVisit({ patientId, slot: other }))).status).toBe(201);
  expect((await create(plainVisit({ patientId: somebody(), slot }))).status).toBe(201);
  // Brought back, it is asked again like a new one, and what refuses it leaves it as it was.
  expect(refusal(await put(visit))).toBe('409 slot_taken');
  expect(at((await ask('GET', `/fhir/Appointment/${visit.id}`)).body, 'status')).toBe(status);
  await expectOneWord(clinic.pool);
});

it('S4 a removed visit frees its time and its patient, and its id cannot be booked again', async () => {
  const [slot, other] = freshPair();
  const [person] = small.people;
  if (!person) throw new Error('no person');
  const { signInId } = await kiosk.signIn(person);
  const appointmentId = randomUUID();
  expect(
    (await kiosk.write('/fhir/Appointment/$book', bookParameters({ slot, patientId: person.id, appointmentId }), { signInId })).status,
  ).toBe(201);
  expect((await ask('DELETE', `/fhir/Appointment/${appointmentId}`)).status).toBe(204);
  expect((await ask('DELETE', `/fhir/Appointment/${appointmentId}`)).status).toBe(204);
  expect(await slotStatus(slot)).toBe('free');
  const again = await kiosk.write('/fhir/Appointment/$book', bookParameters({ slot: other, patientId: person.id, appointmentId }), {
    signInId,
  });
  expect(refusal(again)).toBe('409 id_taken');
  expect(await slotStatus(other)).toBe('free');
  expect((await create(plainVisit({ patientId: person.id, slot }))).status).toBe(201);
  await expectOneWord(clinic.pool);
});

it('S4 a visit moved by update takes the new time and gives back the old one, or stays whole', async () => {
  const [from, busy] = freshPair();
  const [to] = freshPair();
  const patientId = somebody();
  const visit = plainVisit({ patientId, slot: from });
  await put(visit);
  await create(plainVisit({ patientId: somebody(), slot: busy }));
  expect(refusal(await put(plainVisit({ patientId, slot: busy, id: visit.id })))).toBe('409 slot_taken');
  expect(await slotStatus(from)).toBe('busy');
  expect((await put(plainVisit({ patientId, slot: to, id: visit.id, status: 'arrived' }))).status).toBe(200);
  expect([await slotStatus(from), await slotStatus(to)]).toEqual(['free', 'busy']);
  // What changes nothing about the time leaves the time alone.
  const version = at(await slotNow(to), 'meta', 'versionId');
  await put(plainVisit({ patientId, slot: to, id: visit.id, status: 'fulfilled' }));
  expect(at(await slotNow(to), 'meta', 'versionId')).toBe(version);
  await expectOneWord(clinic.pool);
});

it('S3 a plain create does not take a held time, unless the hold has run out', async () => {
  const [slot] = freshPair();
  await kiosk.write(`/fhir/Slot/${slot.id}/$hold`, holdParameters(randomUUID()));
  expect(refusal(await create(plainVisit({ patientId: somebody(), slot })))).toBe('409 slot_taken');
  expect(await slotStatus(slot)).toBe('busy-tentative');
  await clinic.pool.query(`update occupancy set expires_at = now() - interval '1 minute' where slot = $1`, [slot.id]);
  expect((await create(plainVisit({ patientId: somebody(), slot }))).status).toBe(201);
  await expectOneWord(clinic.pool);
});

it('S5 a time the clinic has marked busy is given by the clinic alone, and once', async () => {
  const [slot] = freshPair();
  await put({ ...(await slotNow(slot)), status: 'busy' });
  expect(codeOf(await kiosk.write(`/fhir/Slot/${slot.id}/$hold`, holdParameters(randomUUID())))).toBe('slot_taken');
  expect((await create(plainVisit({ patientId: somebody(), slot }))).status).toBe(201);
  expect(refusal(await create(plainVisit({ patientId: somebody(), slot })))).toBe('409 slot_taken');
});

it('S5 a time somebody has is not freed, moved or removed by a plain write; closing it takes it from nobody', async () => {
  const [taken, held] = freshPair();
  const visit = plainVisit({ patientId: somebody(), slot: taken });
  await put(visit);
  await kiosk.write(`/fhir/Slot/${held.id}/$hold`, holdParameters(randomUUID()));
  for (const slot of [taken, held]) {
    const now = await slotNow(slot);
    const shown = slot === taken ? 'busy' : 'busy-tentative';
    for (const wrong of [
      { status: 'free' },
      { status: 'entered-in-error' },
      { end: plainVisit({ patientId: somebody(), startsAt: slot.startsAt, endsAt: instant(slot.endsAt + 60_000) }).end },
    ])
      expect(refusal(await put({ ...now, ...wrong }))).toBe('409 slot_occupied');
    expect(refusal(await ask('DELETE', `/fhir/Slot/${slot.id}`))).toBe('409 slot_occupied');
    expect(await slotStatus(slot)).toBe(shown);
    expect((await put({ ...now, comment: 'Кабинет другой' })).status).toBe(200);
  }
  expect((await put({ ...(await slotNow(taken)), status: 'busy-unavailable' })).status).toBe(200);
  // The visit stands and may still be marked; nobody new comes, and its cancelling does not open the time.
  expect((await put({ ...visit, status: 'arrived' })).status).toBe(200);
  expect((await put({ ...visit, status: 'cancelled' })).status).toBe(200);
  expect(refusal(await create(plainVisit({ patientId: somebody(), slot: taken })))).toBe('409 slot_closed');
  expect(await slotStatus(taken)).toBe('busy-unavailable');
  expect((await ask('DELETE', `/fhir/Slot/${taken.id}`)).status).toBe(204);
  expect(refusal(await create(plainVisit({ patientId: somebody(), slot: taken })))).toBe('409 slot_closed');
  await expectOneWord(clinic.pool);
});

it('S5 what does not say one time and one patient is refused and claims nothing', async () => {
  const [slot, other] = freshPair();
  const patientId = somebody();
  const good = plainVisit({ patientId, slot });
  const cases: [object, string][] = [
    [{ ...good, slot: [...(good.slot ?? []), { reference: `Slot/${other.id}` }] }, '422 invalid_resource'],
    [{ ...good, slot: [{ reference: 'Slot/any' }] }, '422 invalid_resource'],
    [{ ...good, slot: [{ reference: `https://elsewhere.example/fhir/Slot/${slot.id}` }] }, '422 invalid_resource'],
    [{ ...good, slot: [{ reference: `Slot/${randomUUID()}` }] }, '409 slot_closed'],
    [
      { ...good, participant: [...good.participant, { actor: { reference: `Patient/${somebody()}` }, status: 'accepted' }] },
      '422 invalid_resource',
    ],
    [{ ...good, ...plainVisit({ patientId, slot, endsAt: instant(slot.endsAt + 60_000) }) }, '409 slot_closed'],
    [plainVisit({ patientId, startsAt: slot.endsAt, endsAt: slot.startsAt }), '422 invalid_value'],
    [{ ...good, end: '2027-02-30T10:00:00+03:00' }, '422 invalid_resource'],
  ];
  for (const [visit, expected] of cases)
    expect([JSON.stringify(visit), refusal(await create(visit))]).toEqual([JSON.stringify(visit), expected]);
  expect(refusal(await put({ ...good, id: 'by-name' }))).toBe('400 invalid_id');
  expect([await slotStatus(slot), await slotStatus(other)]).toEqual(['free', 'free']);
  await expectOneWord(clinic.pool);
});

import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { revokeDevice } from '../../../../clinic-server/devices/deviceStore.ts';
import { forgetPastLeases } from '../../../../clinic-server/leases/forgetPastLeases.ts';
import { defaultLeases } from '../../../../clinic-server/leases/policy.ts';
import type { SlotFacts } from '../../../../clinic-server/scheduling/slotStore.ts';
import { extensions } from '../../../../shared/fhir/names.ts';
import { instant, toWire } from '../../../../shared/lib/moscow.ts';
import { bookParameters, enrolDevice, holdParameters, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, codeOf, refusal, system, type Answer } from '../../../support/fhirClient.ts';
import { askLeases, leasePart, type ToldLease } from '../../../support/leaseWire.ts';
import { seedSmallClinic, type Person, type SmallClinic } from '../../../support/smallClinic.ts';

const hour = 3_600_000;
const now = instant(Date.now());
let clinic: TestClinic;
let small: SmallClinic;
let desk: TestDevice;
let second: TestDevice;
let kiosk: TestDevice;
let person: Person;
let signInId: string;

beforeAll(async () => {
  clinic = await startClinic({ now: () => now, config: { leases: { ...defaultLeases, horizonDays: 3 } } });
  small = await seedSmallClinic(clinic.pool, {
    people: 3,
    slots: [
      // Long enough that neighbours overlap.
      ...Array.from({ length: 60 }, (_, index) => ({ startsAt: instant(now + 24 * hour + (index * hour) / 6), minutes: 90, doctor: index % 2 })),
      { startsAt: instant(now + 2 * hour), status: 'busy-unavailable' },
      // Behind the horizon.
      ...Array.from({ length: 4 }, (_, index) => ({ startsAt: instant(now + (100 + index) * hour) })),
    ],
  });
  desk = await enrolDevice(clinic, { profile: 'satellite', officeId: small.officeId });
  second = await enrolDevice(clinic, { profile: 'reception', officeId: small.officeId });
  kiosk = await enrolDevice(clinic, { profile: 'kiosk' });
  const [first] = small.people;
  if (!first) throw new Error('no person');
  person = first;
  ({ signInId } = await desk.signIn(person));
});
afterAll(() => clinic.stop());

const slotOf = (id: string): SlotFacts => {
  const slot = small.slots.find((one) => one.id === id);
  if (!slot) throw new Error('no such slot');
  return slot;
};
const statusOf = async (slot: string) => at((await kiosk.ask('GET', `/fhir/Slot/${slot}`)).body, 'status');
const wordOf = (answer: Answer): string => {
  const list = at(answer.body, 'extension');
  return String(Array.isArray(list) ? list.find(({ url }: { url: string }) => url === extensions.word)?.valueString : '');
};
const bookOn = (lease: Pick<ToldLease, 'slot'> & Partial<ToldLease>, more: { by?: TestDevice; signIn?: string; patientId?: string; appointmentId?: string; key?: string; word?: string } = {}) =>
  (more.by ?? desk).write(
    '/fhir/Appointment/$book',
    [
      ...bookParameters({ slot: slotOf(lease.slot), patientId: more.patientId ?? person.id, ...(more.appointmentId === undefined ? {} : { appointmentId: more.appointmentId }) }),
      ...(lease.signed === undefined ? [] : [leasePart(lease.signed)]),
      ...(more.word === undefined ? [] : [{ name: 'word', valueString: more.word }]),
    ],
    { signInId: more.signIn ?? signInId, ...(more.key === undefined ? {} : { key: more.key }) },
  );
const giveBack = (by: TestDevice, { slot, leaseId }: { slot: string; leaseId: string }) => by.ask('POST', '/fhir/Slot/$return-lease', { resourceType: 'Parameters', parameter: [{ name: 'slot', valueReference: { reference: `Slot/${slot}` } }, { name: 'leaseId', valueUuid: `urn:uuid:${leaseId}` }] });
/** What each desk has when both have asked and given back: a test may run alone. */
async function bothDesks(): Promise<{ readonly mine: readonly ToldLease[]; readonly theirs: readonly ToldLease[] }> {
  await askLeases(desk);
  await askLeases(second);
  for (const one of (await askLeases(desk)).wanted) await giveBack(desk, one);
  return { theirs: (await askLeases(second)).leases, mine: (await askLeases(desk)).leases };
}
const casesOf = async (slot: string) => (await clinic.pool.query<{ kind: string; patient: string; device: string; theirs: unknown }>('select c.kind, c.patient, c.device, c.theirs from conflict_case c where c.slot = $1 order by c.kind', [slot])).rows;

it('O2 a satellite is told half of its office’s free times, signed by the clinic’s key; others see them as not free', async () => {
  const { leases, wanted } = await askLeases(desk);
  expect([leases.length, wanted.length]).toEqual([30, 0]);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: clinic.parts.denyKey.publicKey }, format: 'jwk' });
  for (const { signed, said } of leases) {
    expect(verify(null, Buffer.from(signed.lease, 'base64url'), key, Buffer.from(signed.signature, 'base64url'))).toBe(true);
    const slot = slotOf(said.slot);
    expect(said).toMatchObject({ kind: 'kabinet lease 1', device: desk.id, epoch: clinic.parts.epoch, startsAt: slot.startsAt, endsAt: slot.endsAt });
    expect(slot.startsAt).toBeLessThanOrEqual(now + 72 * hour);
  }
  expect((await askLeases(desk)).leases.map(({ said }) => said)).toEqual(expect.arrayContaining(leases.map(({ said }) => said)));
  const slot = leases[0]?.slot ?? '';
  expect(await statusOf(slot)).toBe('busy-tentative');
  expect(refusal(await kiosk.write(`/fhir/Slot/${slot}/$hold`, holdParameters(randomUUID())))).toBe('409 slot_taken');
  const visit = { resourceType: 'Appointment', id: randomUUID(), status: 'booked', slot: [{ reference: `Slot/${slot}` }], start: toWire(slotOf(slot).startsAt), end: toWire(slotOf(slot).endsAt), participant: [{ actor: { reference: `Patient/${person.id}` }, status: 'accepted' }] };
  expect(codeOf(await system(clinic)('PUT', `/fhir/Appointment/${visit.id}`, visit))).toBe('slot_taken');
});

it('O2 an office without a satellite is leased nothing, and nobody is who is signed in at a device', async () => {
  expect((await askLeases(kiosk)).leases).toEqual([]);
  const { ask } = await desk.signIn(person);
  expect(refusal(await ask('POST', '/fhir/Slot/$lease', { resourceType: 'Parameters' }))).toBe('403 forbidden');
  expect(refusal(await system(clinic)('POST', '/fhir/Slot/$lease', { resourceType: 'Parameters' }))).toBe('403 forbidden');
});

it('O2 a second desk gets its part of what the first gives back, and a return frees only its own lease', async () => {
  await askLeases(desk);
  expect((await askLeases(second)).leases).toHaveLength(0);
  const { wanted } = await askLeases(desk);
  expect(wanted).toHaveLength(15);
  const [first] = wanted;
  if (!first) throw new Error('nothing was asked back');
  expect([(await giveBack(second, first)).status, (await giveBack(desk, { ...first, leaseId: randomUUID() })).status, await statusOf(first.slot)]).toEqual([204, 204, 'busy-tentative']);
  for (const one of wanted) expect((await giveBack(desk, one)).status).toBe(204);
  expect([(await giveBack(desk, first)).status, await statusOf(first.slot)]).toEqual([204, 'free']);
  expect([(await askLeases(second)).leases.length, (await askLeases(desk)).leases.length, (await askLeases(desk)).wanted.length]).toEqual([15, 15, 0]);
});

it('O2 a visit on a lease stands beside another visit, in one commit with its case, and answers with the word of its lease', async () => {
  const { leases } = await askLeases(desk);
  const pair = leases.flatMap((one) => leases.filter((next) => next.said.startsAt > one.said.startsAt && next.said.startsAt < one.said.endsAt).map((next) => [one, next] as const))[0];
  if (!pair) throw new Error('no two leases overlap');
  const [first, beside] = pair;
  const booked = await bookOn(first);
  expect([booked.status, wordOf(booked)]).toEqual([201, String(first.said.word)]);
  expect(await casesOf(first.slot)).toEqual([]);
  const key = randomUUID();
  const appointmentId = randomUUID();
  const both = await bookOn(beside, { key, appointmentId });
  expect([both.status, await statusOf(beside.slot)]).toEqual([201, 'busy']);
  // The same command once more: the same answer, and no second case.
  expect(await bookOn(beside, { key, appointmentId })).toMatchObject({ status: 201, body: both.body });
  expect(await casesOf(beside.slot)).toMatchObject([{ kind: 'patient_busy', patient: person.id, device: desk.id, theirs: { appointment: at(booked.body, 'id') } }]);
});

it('O2 a lease that was changed, of another device or of another time is no lease', async () => {
  const { leases } = await askLeases(desk);
  const [first, next] = leases;
  if (!first || !next) throw new Error('no leases');
  const forged = Buffer.from(JSON.stringify({ ...first.said, word: first.said.word + 1 })).toString('base64url');
  expect(refusal(await bookOn({ slot: first.slot, signed: { ...first.signed, lease: forged } }))).toBe('400 invalid_request');
  expect(refusal(await bookOn({ slot: next.slot, signed: first.signed }))).toBe('400 invalid_request');
  const { signInId: there } = await second.signIn(person);
  expect(refusal(await bookOn(first, { by: second, signIn: there }))).toBe('400 invalid_request');
  expect(await statusOf(first.slot)).toBe('busy-tentative');
});

it('O2 leases outlive the server: another one on the same database names the same and honours them', async () => {
  const before = await askLeases(desk);
  const again = await clinic.another();
  const after = await askLeases(desk, again.url);
  expect(after.leases.map(({ said }) => said)).toEqual(before.leases.map(({ said }) => said));
  const lease = before.leases.at(-1);
  if (!lease) throw new Error('no leases');
  expect((await bookOn(lease, { patientId: person.id })).status).toBe(201);
});

it('O6 a word says that a visit stood only when it is of an earlier history of the server', async () => {
  const slot = small.slots[60]?.id ?? '';
  const word = String(2 ** 40 + 7);
  expect(refusal(await bookOn({ slot }, { word }))).toBe('409 slot_closed');
  await clinic.pool.query(`update meta set value = '2' where name = 'history ordinal'`);
  const answer = await bookOn({ slot }, { word });
  expect([answer.status, wordOf(answer)]).toEqual([201, word]);
  expect((await casesOf(slot)).map(({ kind }) => kind)).toEqual(['slot_closed', 'slot_closed']);
  const cancel = (parameter: readonly object[]) => desk.write(`/fhir/Appointment/${String(at(answer.body, 'id'))}/$cancel`, [{ name: 'reason', valueCode: 'plans' }, ...parameter], { signInId });
  // In two hours it begins: too late for a wish, and not for what was done before the restore.
  expect(refusal(await cancel([]))).toBe('409 too_late');
  expect((await cancel([{ name: 'word', valueString: word }])).status).toBe(200);
});

it('S9 the clinic keeps a time for reception, a kiosk or an office, on the time or on its whole schedule; from elsewhere it says so', async () => {
  const [own, scheduled] = [61, 62].map((index) => small.slots[index]?.id ?? '');
  const keep = async (path: string, said: readonly object[]) => {
    const { extension: _before, ...rest } = (await system(clinic)('GET', path)).body as { readonly extension?: unknown };
    return system(clinic)('PUT', path, { ...rest, ...(said.length === 0 ? {} : { extension: said.map((value) => ({ url: extensions.openTo, ...value })) }) });
  };
  const holdFrom = async (by: TestDevice, slot = '') => {
    const holdId = randomUUID();
    const answer = await by.write(`/fhir/Slot/${slot}/$hold`, holdParameters(holdId));
    if (answer.status === 200) await by.write('/fhir/Slot/$release', [{ name: 'holdId', valueUuid: `urn:uuid:${holdId}` }]);
    return answer.status === 200 ? 'held' : refusal(answer);
  };
  const refused = '409 not_for_this_place';
  expect((await keep(`/fhir/Slot/${own}`, [{ valueCode: 'reception' }, { valueCode: 'satellite' }])).status).toBe(200);
  expect([await holdFrom(kiosk, own), await holdFrom(desk, own), await holdFrom(second, own)]).toEqual([refused, 'held', 'held']);
  const schedule = String(at((await kiosk.ask('GET', `/fhir/Slot/${scheduled}`)).body, 'schedule', 'reference'));
  expect((await keep(`/fhir/${schedule}`, [{ valueReference: { reference: `Location/${small.officeId}` } }, { valueCode: 'reception' }])).status).toBe(200);
  expect([await holdFrom(kiosk, scheduled), await holdFrom(desk, scheduled), await holdFrom(second, scheduled), await holdFrom(desk, own)]).toEqual([refused, refused, 'held', 'held']);
  expect(refusal(await bookOn({ slot: scheduled ?? '' }))).toBe(refused);
  for (const wrong of [{ valueCode: 'everybody' }, { valueString: 'kiosk' }]) expect(refusal(await keep(`/fhir/Slot/${own}`, [wrong]))).toBe('422 invalid_value');
  expect((await keep(`/fhir/${schedule}`, [])).status).toBe(200);
  expect(await holdFrom(kiosk, scheduled)).toBe('held');
});

it('O6 the end of a promise is a case in the transaction of its refusal, whoever waits for the answer', async () => {
  const [lease] = (await bothDesks()).theirs;
  if (!lease) throw new Error('no leases');
  const { signInId: there } = await second.signIn(person);
  // Taken from it by hand: in the life of a server only a revocation, an exclusion or a copied disk does this.
  await clinic.pool.query(`update occupancy set device = $2, lease_id = gen_random_uuid() where slot = $1`, [lease.slot, randomUUID()]);
  expect(refusal(await bookOn(lease, { by: second, signIn: there }))).toBe('409 slot_taken');
  expect(await casesOf(lease.slot)).toMatchObject([{ kind: 'slot_taken', device: second.id }]);
});

it('O6 a revoked device’s leases are everybody’s with the same commit, and another’s stay', async () => {
  const { mine, theirs } = await bothDesks();
  await inTransaction(clinic.pool, (tx) => revokeDevice(tx, second.id, now));
  const held = await clinic.pool.query<{ device: string; count: number }>(`select o.device, count(*)::int as count from occupancy o where o.kind = 'lease' and o.device = any($1) group by o.device`, [[desk.id, second.id]]);
  expect(held.rows).toEqual([{ device: desk.id, count: mine.length }]);
  expect(await statusOf(theirs[0]?.slot ?? '')).toBe('free');
  expect((await second.ask('POST', '/fhir/Slot/$lease', { resourceType: 'Parameters' })).status).toBe(401);
});

it('O2 a lease of a time that has begun is kept as long as a device keeps what it did', async () => {
  const day = 24 * hour;
  await askLeases(desk);
  const left = async (at: number) => {
    await inTransaction(clinic.pool, (tx) => forgetPastLeases(tx, instant(at)));
    return (await clinic.pool.query(`select from occupancy where kind = 'lease'`)).rowCount ?? 0;
  };
  const before = await left(now + 30 * day);
  expect(before).toBeGreaterThan(0);
  expect(await left(now + 40 * day)).toBe(0);
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultLeases } from '../../../../clinic-server/leases/policy.ts';
import type { Relied } from '../../../../clinic-server/leases/relied.ts';
import { book } from '../../../../clinic-server/scheduling/book.ts';
import { grantLeases, returnLease } from '../../../../clinic-server/scheduling/leases.ts';
import type { Lease, SlotFacts, SlotStore } from '../../../../clinic-server/scheduling/slotStore.ts';
import type { Id } from '../../../../shared/lib/ids.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/clinicServer.ts';
import { refusalOf, type SlotClinic } from '../../../support/memorySlotStore.ts';
import { createPostgresSlotClinic } from '../../../support/postgresSlotClinic.ts';
import { seedSmallClinic, type SmallClinic } from '../../../support/smallClinic.ts';
import { instant } from '../../../../shared/lib/moscow.ts';

const rounds = 100;
const now = instant(Date.UTC(2026, 10, 24, 9, 0));
const [device, other] = [randomUUID(), randomUUID()];
const policy = { changeableHours: 3, maxActiveVisits: 1000 };

let database: TestDatabase;
let small: SmallClinic;
let clinic: SlotClinic;

beforeAll(async () => {
  database = await createTestDatabase();
  small = await seedSmallClinic(database.pool, { slots: Array.from({ length: rounds * 2 }, (_, index) => ({ startsAt: instant(now + 3_600_000 * (24 + index)) })), people: 2, nobodySignsIn: true });
  clinic = createPostgresSlotClinic(database.pool, small.slots.map(({ id }) => id));
});
afterAll(() => database.drop());

const timeAt = (index: number): SlotFacts => {
  const slot = small.slots[index];
  if (!slot) throw new Error('no such time');
  return slot;
};
/** The policy's choice narrowed to one time, so that both want the same. */
const grant = (slot: SlotFacts, by: Id) =>
  clinic.transaction((store) => {
    const leasable: SlotStore['leasable'] = async (...asked) => (await store.leasable(...asked)).filter(({ id }) => id === slot.id);
    return grantLeases({ ...store, leasable, leasesOf: async () => [] }, { device: by, office: small.officeId, profile: 'satellite', devices: [by], share: 1, except: [], newId: randomUUID }, { ...defaultLeases, horizonDays: 30 }, now);
  });
const bookIt = (slot: SlotFacts, by: Id, person: number, relied: Relied | null = null) =>
  refusalOf(
    clinic.transaction((store) =>
      book(store, { appointment: randomUUID(), slot: slot.id, patient: small.people[person]?.id ?? '', device: by, holdId: null, startsAt: slot.startsAt, paper: { number: null, created: now, signIn: null }, relied }, policy, now),
    ),
  );
const rowOf = async (slot: SlotFacts) => (await clinic.picture()).occupants[slot.id];

it('O2 S5 a grant against another device’s booking: one has the time, a hundred rounds', async () => {
  for (let round = 0; round < rounds; round++) {
    const slot = timeAt(round);
    const [granted, refused] = await Promise.all(round % 2 === 0 ? [grant(slot, device), bookIt(slot, other, 0)] : [bookIt(slot, other, 0), grant(slot, device)].toReversed()) as [Awaited<ReturnType<typeof grant>>, string | null];
    expect([granted.leases.length, refused]).toEqual(refused === null ? [0, null] : [1, 'slot_taken']);
    expect(await rowOf(slot)).toMatch(refused === null ? /^visit/ : /^lease/);
  }
}, 120_000);

it('O2 S5 a return against the lessee’s booking and another’s: one visit, a hundred rounds', async () => {
  for (let round = 0; round < rounds; round++) {
    const slot = timeAt(rounds + round);
    const { leases } = await grant(slot, device);
    const lease: Lease | undefined = leases[0];
    if (!lease) throw new Error('it was not leased');
    const attempts = [() => clinic.transaction((store) => returnLease(store, lease)), () => bookIt(slot, device, 0, { lease, word: lease.word }), () => bookIt(slot, other, 1)];
    // Every order of setting out comes in its turn.
    const turned = attempts.map((_, index) => (index + round) % 3);
    const outcomes: unknown[] = [];
    await Promise.all(turned.map(async (index) => void (outcomes[index] = await attempts[index]?.())));
    const [, lessee, stranger] = outcomes;
    expect([lessee, stranger].toSorted()).toEqual([null, 'slot_taken'].toSorted());
    expect(await rowOf(slot)).toMatch(/^visit/);
  }
  const { rows } = await database.pool.query<{ visits: number; rows: number }>(
    `select (select count(*)::int from resource where type = 'Appointment') as visits, (select count(*)::int from occupancy where kind = 'appointment') as rows`,
  );
  expect(rows[0]?.visits).toBe(rows[0]?.rows);
}, 120_000);

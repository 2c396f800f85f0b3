import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { bulkInsert } from '../../../../clinic-server/fhir/resourceStore.ts';
import { book } from '../../../../clinic-server/scheduling/book.ts';
import { cancel, reschedule } from '../../../../clinic-server/scheduling/change.ts';
import type { SlotStore } from '../../../../clinic-server/scheduling/slotStore.ts';
import { acceptOffer, declineOffer, resumePutOff, sweepOffers } from '../../../../clinic-server/waiting/answer.ts';
import { waitingResource } from '../../../../clinic-server/waiting/waitingResource.ts';
import type { Id } from '../../../../shared/lib/ids.ts';
import { addDays, dayOf, startOf, type Instant } from '../../../../shared/lib/moscow.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/clinicServer.ts';
import { createMemorySlotClinic, refusalOf } from '../../../support/memorySlotStore.ts';
import type { MemoryWish } from '../../../support/memoryWaiting.ts';
import { createPostgresSlotClinic } from '../../../support/postgresSlotClinic.ts';
import { seedSmallClinic } from '../../../support/smallClinic.ts';
import { contractNow } from '../../../support/slotStoreContract.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const hours = (count: number) => (contractNow + count * 3_600_000) as Instant;
/** Two that overlap, one beside them, one of the other doctor at the same hour, one that is soon. */
const asked = [{ startsAt: hours(24), minutes: 30 }, { startsAt: (hours(24) + 600_000) as Instant, minutes: 30 }, { startsAt: hours(26) }, { startsAt: hours(24), minutes: 30, doctor: 1 }, { startsAt: hours(3) }];
const doctors = [0, 0, 0, 1, 0];
const stepsOf = fc.array(
  fc.record({ kind: fc.constantFrom('book', 'cancel', 'move', 'accept', 'decline', 'sweep', 'resume'), slot: fc.nat(4), to: fc.nat(4), person: fc.nat(3), wait: fc.constantFrom(0, 0, 2, 9, 11, 700) }),
  { minLength: 6, maxLength: 25 },
);

it('S6 the simulator’s waiting list and PostgreSQL’s come to the same decisions, with the same reasons, over random sequences', async () => {
  await fc.assert(
    fc.asyncProperty(stepsOf, async (steps) => {
      await database.pool.query('truncate resource, resource_past, occupancy, appointment_span, account, waiting_offer, waiting_put_off, waiting_trace, waiting_link cascade');
      const { slots, people, roleIds } = await seedSmallClinic(database.pool, { slots: asked, people: 4 });
      const today = dayOf(contractNow);
      const wishes: MemoryWish[] = people.slice(0, 3).map(({ id }, index) => ({
        ...{ entry: randomUUID(), patient: id, joinedAt: (contractNow - (10 - index) * 60_000) as Instant, from: startOf(today), until: startOf(addDays(today, 11)), part: index === 1 ? ('afternoon' as const) : null, doctor: index === 2 ? 1 : 0 },
      }));
      await inTransaction(database.pool, (tx) =>
        bulkInsert(
          tx,
          wishes.map(({ entry, patient, joinedAt, part, doctor }) => {
            const wish = { entry, number: null, role: '', anyDoctor: false, from: today, until: addDays(today, 10), part };
            return { resource: waitingResource(wish, { resourceType: 'PractitionerRole', id: roleIds[doctor ?? 0] ?? '' }, { patient, signIn: null, joinedAt }), patient };
          }),
        ),
      );
      const numbered = new Map(slots.map(({ id }, index) => [id, doctors[index] ?? 0]));
      const clinics = [createPostgresSlotClinic(database.pool, slots.map(({ id }) => id)), createMemorySlotClinic(slots, '', wishes, (slot) => numbered.get(slot) ?? 0)];
      const ids: Id[] = [];
      const visits: { id: Id; person: number }[] = [];
      let now = contractNow;
      for (const { kind, slot, to, person, wait } of steps) {
        now = (now + wait * 60_000) as Instant;
        const patient = people[person]?.id ?? '';
        const appointment = randomUUID();
        const visit = visits.length > 0 ? visits[slot % visits.length] : undefined;
        const outcomes: { code: string | null; offers: Readonly<Record<string, string>> }[] = [];
        const mark = ids.length;
        for (const clinic of clinics) {
          let next = mark;
          const newId = () => (ids[next] ??= randomUUID(), ids[next++] ?? '');
          const offers = { offerMinutes: 10, leadMinutes: 30, fromMinute: 12 * 60, untilMinute: 23 * 60, maxActiveVisits: 2, newId };
          const policy = { changeableHours: 0, maxActiveVisits: 2, offers };
          const work = async (store: SlotStore): Promise<unknown> => {
            if (kind === 'book') return book(store, { appointment, slot: slots[slot]?.id ?? '', patient, device: '', holdId: null, startsAt: null, paper: { number: null, created: now, signIn: null } }, policy, now);
            if (kind === 'sweep') return sweepOffers(store, offers, now);
            if (kind === 'resume') return resumePutOff(store, offers, now);
            const owner = people[visit?.person ?? 0]?.id ?? '';
            if (kind === 'cancel') return cancel(store, { appointment: visit?.id ?? appointment, patient: owner, paper: { reason: 'plans', comment: null } }, policy, now);
            if (kind === 'move') return reschedule(store, { appointment: visit?.id ?? appointment, patient: owner, slot: slots[to]?.id ?? '', device: '', holdId: null }, policy, now);
            const open = await store.openOfferOf(wishes[person]?.entry ?? appointment);
            return (kind === 'accept' ? acceptOffer : declineOffer)(store, { offer: open?.id ?? appointment, patient }, offers, now);
          };
          const code = await refusalOf(clinic.transaction(work));
          outcomes.push({ code, offers: (await clinic.picture()).offers });
        }
        expect(outcomes[0]).toEqual(outcomes[1]);
        if (kind === 'book' && outcomes[0]?.code === null) visits.push({ id: appointment, person });
      }
      expect(await clinics[0]?.picture()).toEqual(await clinics[1]?.picture());
    }),
    { numRuns: 20, endOnFailure: true },
  );
}, 120_000);

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultLeases } from '../../../../clinic-server/leases/policy.ts';
import { book } from '../../../../clinic-server/scheduling/book.ts';
import { checkIn } from '../../../../clinic-server/scheduling/checkIn.ts';
import { cancel, reschedule } from '../../../../clinic-server/scheduling/change.ts';
import { extendHold, hold, releaseHold, sweepHolds } from '../../../../clinic-server/scheduling/hold.ts';
import { grantLeases, returnLease } from '../../../../clinic-server/scheduling/leases.ts';
import type { SlotStore } from '../../../../clinic-server/scheduling/slotStore.ts';
import type { Id } from '../../../../shared/lib/ids.ts';
import type { Instant } from '../../../../shared/lib/moscow.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/clinicServer.ts';
import { createMemorySlotClinic, refusalOf } from '../../../support/memorySlotStore.ts';
import { createPostgresSlotClinic } from '../../../support/postgresSlotClinic.ts';
import { seedSmallClinic } from '../../../support/smallClinic.ts';
import { contractNow, contractPolicy, contractSlots } from '../../../support/slotStoreContract.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

// Few of everything, so that the steps meet each other.
const small = { slot: fc.nat(9), device: fc.nat(2), patient: fc.nat(2), hold: fc.nat(3), visit: fc.nat(4) };
const stepOf = fc.oneof(
  fc.record({ kind: fc.constant('hold' as const), ...small }),
  fc.record({ kind: fc.constant('extend' as const), ...small }),
  fc.record({ kind: fc.constant('release' as const), ...small }),
  fc.record({ kind: fc.constant('book' as const), ...small }),
  fc.record({ kind: fc.constant('cancel' as const), ...small }),
  fc.record({ kind: fc.constant('move' as const), ...small }),
  fc.record({ kind: fc.constant('sweep' as const), ...small }),
  fc.record({ kind: fc.constant('checkIn' as const), ...small }),
  fc.record({ kind: fc.constant('lease' as const), ...small }),
  fc.record({ kind: fc.constant('return' as const), ...small }),
  fc.record({ kind: fc.constant('bookOnLease' as const), ...small }),
  fc.record({ kind: fc.constant('moveOnLease' as const), ...small }),
);
const stepsOf = fc.array(fc.record({ step: stepOf, waitSeconds: fc.constantFrom(0, 0, 30, 119, 121) }), { minLength: 5, maxLength: 30 });

/** A database's sequence does not go back with what was undone, a counter does: the words grow in both and are not the same. */
const withoutWord = (result: unknown): unknown => (typeof result === 'object' && result !== null ? { ...result, word: null } : result);

it('S5 the simulator’s times and PostgreSQL’s come to the same decisions over random sequences', async () => {
  await fc.assert(
    fc.asyncProperty(stepsOf, async (steps) => {
      await database.pool.query('truncate resource, resource_past, occupancy, appointment_span, account, queue_counter, check_in cascade');
      const { slots, people, officeId } = await seedSmallClinic(database.pool, { slots: contractSlots, people: 3, nobodySignsIn: true });
      const real = createPostgresSlotClinic(
        database.pool,
        slots.map(({ id }) => id),
      );
      const simulated = createMemorySlotClinic(slots, officeId);
      const named = new Map<string, Id>();
      const name = (kind: string, index: number): Id =>
        named.get(`${kind}${index}`) ?? (named.set(`${kind}${index}`, randomUUID()), name(kind, index));
      let now = contractNow;
      for (const { step, waitSeconds } of steps) {
        now = (now + waitSeconds * 1000) as Instant;
        const slot = slots[step.slot]?.id ?? '';
        const patient = people[step.patient]?.id ?? '';
        const [device, holdId, appointment] = [name('device', step.device), name('hold', step.hold), name('visit', step.visit)];
        const work = async (store: SlotStore): Promise<unknown> => {
          switch (step.kind) {
            case 'hold':
              return hold(store, { slot, holdId, device, seconds: 120 }, now);
            case 'extend':
              return extendHold(store, { holdId, device }, now);
            case 'release':
              return releaseHold(store, { holdId, device });
            case 'book':
              return book(
                store,
                { appointment, slot, patient, device, holdId, startsAt: null, paper: { number: null, created: now, signIn: null } },
                contractPolicy,
                now,
              );
            case 'cancel':
              return cancel(store, { appointment, patient, paper: { reason: 'plans', comment: null } }, contractPolicy, now);
            case 'move':
              return reschedule(store, { appointment, patient, slot, device, holdId }, contractPolicy, now);
            case 'checkIn':
              // Every third device stands in another house.
              return checkIn(store, { appointment, patient, device, office: step.device === 2 ? device : officeId }, now);
            case 'sweep':
              return sweepHolds(store, now);
            case 'lease': {
              const devices = [name('device', 0), name('device', 1), name('device', 2)];
              const { leases, wanted } = await grantLeases(store, { device, office: officeId, profile: 'satellite', devices, share: (step.hold + 1) / 4, except: [slot], newId: randomUUID }, defaultLeases, now);
              return [leases, wanted].map((list) => list.map((one) => [one.slot, one.startsAt, one.status]));
            }
            case 'return': {
              const lease = (await store.leasesOf(device))[0];
              return lease ? returnLease(store, lease) : false;
            }
            case 'bookOnLease':
            case 'moveOnLease': {
              // The lease the device has of it, or one that neither store knows.
              const lease = (await store.leasesOf(device)).find((one) => one.slot === slot) ?? { slot, device, leaseId: holdId, word: 1 };
              const relied = { lease, word: lease.word };
              if (step.kind === 'moveOnLease') return reschedule(store, { appointment, patient, slot, device, holdId, relied }, contractPolicy, now);
              return book(store, { appointment, slot, patient, device, holdId, startsAt: null, paper: { number: null, created: now, signIn: null }, relied }, contractPolicy, now);
            }
          }
        };
        const outcomes: { code: string | null; result: unknown }[] = [];
        for (const clinic of [real, simulated]) {
          let result: unknown = null;
          const code = await refusalOf(clinic.transaction(async (store) => (result = await work(store))));
          outcomes.push({ code, result: code === null ? withoutWord(result) : null });
        }
        expect(outcomes[0]).toEqual(outcomes[1]);
      }
      expect(await real.picture()).toEqual(await simulated.picture());
    }),
    { numRuns: 60 },
  );
}, 120_000);

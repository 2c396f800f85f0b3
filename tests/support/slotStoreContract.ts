import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { book, type BookRequest } from '../../clinic-server/scheduling/book.ts';
import { cancel, reschedule } from '../../clinic-server/scheduling/change.ts';
import { extendHold, hold, releaseHold, sweepHolds } from '../../clinic-server/scheduling/hold.ts';
import type { SlotFacts } from '../../clinic-server/scheduling/slotStore.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { instant, type Instant } from '../../shared/lib/moscow.ts';
import { refusalOf, type SlotClinic } from './memorySlotStore.ts';
import type { AskedSlot } from './smallClinic.ts';

export interface ContractClinic extends SlotClinic {
  readonly slots: readonly SlotFacts[];
  readonly patients: readonly Id[];
}

/** Noon of some day, and hours after it; the contract never looks at a clock. */
export const contractNow = instant(Date.UTC(2026, 10, 24, 9, 0));
const hours = (count: number) => (contractNow + count * 3_600_000) as Instant;

/** 0 and 1 overlap at two doctors; 2 and 3 are free of each other; 4 is closed, 5 is past, 6 is soon, 7 was marked busy by the clinic itself, 9 is today too. */
export const contractSlots: readonly AskedSlot[] = [
  { startsAt: hours(24), minutes: 30 },
  { startsAt: (hours(24) + 10 * 60_000) as Instant, minutes: 30, doctor: 1 },
  { startsAt: hours(26) },
  { startsAt: hours(28) },
  { startsAt: hours(30), status: 'busy-unavailable' },
  { startsAt: hours(-1) },
  { startsAt: hours(2) },
  { startsAt: hours(32), status: 'busy' },
  { startsAt: hours(34) },
  { startsAt: hours(4), doctor: 1 },
];

/** Noon to eleven at night is when the contract's people may be written to. */
export const contractPolicy = {
  changeableHours: 3,
  maxActiveVisits: 2,
  offers: { offerMinutes: 10, leadMinutes: 30, fromMinute: 12 * 60, untilMinute: 23 * 60, maxActiveVisits: 2, newId: randomUUID },
};

/** What every slot store has to do. The simulator's and PostgreSQL's are held to the same sentences. */
export function slotStoreContract(name: string, open: () => Promise<ContractClinic>): void {
  describe(name, () => {
    let clinic: ContractClinic;
    beforeEach(async () => {
      clinic = await open();
    });

    const slotAt = (index: number): Id => clinic.slots[index]?.id ?? '';
    const patientAt = (index: number): Id => clinic.patients[index] ?? '';
    const holdIt = (slot: number, device: Id, more: { holdId?: Id; now?: Instant } = {}) =>
      clinic.transaction((store) =>
        hold(store, { slot: slotAt(slot), holdId: more.holdId ?? randomUUID(), device, seconds: 120 }, more.now ?? contractNow),
      );
    const bookIt = (slot: number, patient: number, more: Partial<BookRequest> & { now?: Instant } = {}) =>
      clinic.transaction((store) =>
        book(
          store,
          {
            appointment: randomUUID(),
            slot: slotAt(slot),
            patient: patientAt(patient),
            device: randomUUID(),
            holdId: null,
            startsAt: null,
            paper: { number: null, created: contractNow, signIn: null },
            ...more,
          },
          contractPolicy,
          more.now ?? contractNow,
        ),
      );
    const statusOf = async (slot: number) => (await clinic.picture()).slots[slotAt(slot)];
    const later = (seconds: number) => (contractNow + seconds * 1000) as Instant;

    it('S3 a held time shows as held and refuses another device', async () => {
      const [mine, other] = [randomUUID(), randomUUID()];
      const held = await holdIt(2, mine);
      expect(held).toMatchObject({ totalSeconds: 120, extended: false, expiresAt: later(120) });
      expect(await statusOf(2)).toBe('busy-tentative');
      expect(await refusalOf(holdIt(2, other))).toBe('slot_taken');
      expect(await refusalOf(bookIt(2, 0, { device: other }))).toBe('slot_taken');
    });

    it('S3 the same hold asked for again is the same answer and not more time', async () => {
      const [device, holdId] = [randomUUID(), randomUUID()];
      const first = await holdIt(2, device, { holdId });
      expect(await holdIt(2, device, { holdId, now: later(60) })).toEqual(first);
      expect(await refusalOf(holdIt(3, device, { holdId }))).toBe('id_reused');
      expect(await refusalOf(holdIt(2, randomUUID(), { holdId }))).toBe('id_reused');
    });

    it('S3 a device has one hold: asking for another gives the first back', async () => {
      const device = randomUUID();
      await holdIt(2, device);
      await holdIt(3, device);
      expect(await statusOf(2)).toBe('free');
      expect(await statusOf(3)).toBe('busy-tentative');
      expect(Object.keys((await clinic.picture()).occupants)).toEqual([slotAt(3)]);
    });

    it('S3 a refused hold leaves the device the one it has', async () => {
      const [device, other] = [randomUUID(), randomUUID()];
      await holdIt(2, device);
      await holdIt(3, other);
      expect(await refusalOf(holdIt(3, device))).toBe('slot_taken');
      expect(await statusOf(2)).toBe('busy-tentative');
    });

    it('S3 a hold is extended once, and not when it is gone', async () => {
      const [device, holdId] = [randomUUID(), randomUUID()];
      await holdIt(2, device, { holdId });
      const extend = (now: Instant, by = device) => clinic.transaction((store) => extendHold(store, { holdId, device: by }, now));
      expect(await refusalOf(extend(later(10), randomUUID()))).toBe('hold_gone');
      expect(await extend(later(100))).toMatchObject({ extended: true, totalSeconds: 240, expiresAt: later(240) });
      expect(await refusalOf(extend(later(110)))).toBe('already_extended');
      expect(await refusalOf(extend(later(240)))).toBe('hold_gone');
    });

    it('S3 a hold given back frees the time at once, also when given back twice or by a stranger', async () => {
      const [device, holdId] = [randomUUID(), randomUUID()];
      await holdIt(2, device, { holdId });
      const release = (by: Id) => clinic.transaction((store) => releaseHold(store, { holdId, device: by }));
      await release(randomUUID());
      expect(await statusOf(2)).toBe('busy-tentative');
      await release(device);
      await release(device);
      expect(await statusOf(2)).toBe('free');
    });

    it('S3 a hold’s number in another device’s hands is worth nothing', async () => {
      const [mine, holdId] = [randomUUID(), randomUUID()];
      await holdIt(2, mine, { holdId });
      expect(await refusalOf(bookIt(2, 0, { device: randomUUID(), holdId }))).toBe('slot_taken');
      expect(await statusOf(2)).toBe('busy-tentative');
      await bookIt(2, 0, { device: mine, holdId });
    });

    it('S3 a hold that ran out is nobody’s: others may hold and book, and its device may still book', async () => {
      const [device, holdId] = [randomUUID(), randomUUID()];
      await holdIt(2, device, { holdId });
      await bookIt(2, 0, { device, holdId, now: later(500) });
      expect(await statusOf(2)).toBe('busy');
      await holdIt(3, device);
      await holdIt(3, randomUUID(), { now: later(121) });
      await holdIt(6, device, { now: later(122) });
      await bookIt(6, 1, { now: later(250) });
      expect(await statusOf(6)).toBe('busy');
    });

    it('S3 the sweep frees what ran out and nothing else', async () => {
      await holdIt(2, randomUUID());
      await holdIt(3, randomUUID(), { now: later(100) });
      expect(await clinic.transaction((store) => sweepHolds(store, later(120)))).toBe(1);
      expect([await statusOf(2), await statusOf(3)]).toEqual(['free', 'busy-tentative']);
      expect(await clinic.transaction((store) => sweepHolds(store, later(120)))).toBe(0);
    });

    it('S3 the sweep spares a hold that was extended between the look and the lock', async () => {
      const [device, holdId] = [randomUUID(), randomUUID()];
      await holdIt(2, device, { holdId });
      const freed = await clinic.transaction((store) => {
        const lockSlots = async (slots: readonly Id[]) => {
          await extendHold(store, { holdId, device }, later(119));
          await store.lockSlots(slots);
        };
        return sweepHolds({ ...store, lockSlots }, later(120));
      });
      expect(freed).toBe(0);
      expect(await statusOf(2)).toBe('busy-tentative');
    });

    it('S5 a time is booked once, whoever asks and however', async () => {
      const [device, holdId] = [randomUUID(), randomUUID()];
      await holdIt(2, device, { holdId });
      const visit = await bookIt(2, 0, { device, holdId });
      expect((await clinic.picture()).occupants[slotAt(2)]).toBe(`visit ${visit.id}`);
      expect(await refusalOf(bookIt(2, 1))).toBe('slot_taken');
      expect(await refusalOf(bookIt(2, 0, { device, holdId }))).toBe('slot_taken');
      expect(await refusalOf(holdIt(2, device))).toBe('slot_taken');
      expect(await refusalOf(bookIt(3, 1, { appointment: visit.id }))).toBe('id_reused');
    });

    it('S5 one patient is not booked into two overlapping visits', async () => {
      await bookIt(0, 0);
      expect(await refusalOf(bookIt(1, 0))).toBe('patient_busy');
      expect(await statusOf(1)).toBe('free');
      await bookIt(1, 1);
      expect(await statusOf(1)).toBe('busy');
    });

    it('S3 a closed, past, unknown or foreign time is refused with its reason', async () => {
      expect(await refusalOf(bookIt(4, 0))).toBe('slot_closed');
      expect(await refusalOf(holdIt(4, randomUUID()))).toBe('slot_closed');
      expect(await refusalOf(bookIt(5, 0))).toBe('slot_past');
      expect(await refusalOf(holdIt(5, randomUUID()))).toBe('slot_past');
      expect(await refusalOf(bookIt(7, 0))).toBe('slot_taken');
      expect(await refusalOf(bookIt(99, 0, { slot: randomUUID() }))).toBe('not_found');
      expect(await refusalOf(bookIt(2, 0, { startsAt: hours(27) }))).toBe('slot_closed');
    });

    it('S4 nobody has more upcoming visits than the clinic allows; a cancelled one does not count', async () => {
      const first = await bookIt(0, 0);
      await bookIt(2, 0);
      expect(await refusalOf(bookIt(3, 0))).toBe('too_many_visits');
      await clinic.transaction((store) =>
        cancel(
          store,
          { appointment: first.id, patient: patientAt(0), paper: { reason: 'plans', comment: null } },
          contractPolicy,
          contractNow,
        ),
      );
      await bookIt(3, 0);
      expect(await statusOf(0)).toBe('free');
    });

    it('S4 a visit is cancelled by its patient, in time and once', async () => {
      const [visit, soon] = [await bookIt(2, 0), await bookIt(6, 0)];
      const cancelIt = (appointment: Id, patient = 0) =>
        clinic.transaction((store) =>
          cancel(
            store,
            { appointment, patient: patientAt(patient), paper: { reason: 'illness', comment: null } },
            contractPolicy,
            contractNow,
          ),
        );
      expect(await refusalOf(cancelIt(soon.id))).toBe('too_late');
      expect(await refusalOf(cancelIt(visit.id, 1))).toBe('not_found');
      expect(await refusalOf(cancelIt(randomUUID()))).toBe('not_found');
      expect(await cancelIt(visit.id)).toMatchObject({ status: 'cancelled' });
      expect(await refusalOf(cancelIt(visit.id))).toBe('not_active');
      expect(await statusOf(2)).toBe('free');
      await bookIt(2, 1);
    });

    it('S4 moving keeps the old time until the new one is sure', async () => {
      const device = randomUUID();
      const visit = await bookIt(2, 0);
      await bookIt(3, 1);
      const move = (slot: number, more: { holdId?: Id; patient?: number } = {}) =>
        clinic.transaction((store) =>
          reschedule(
            store,
            { appointment: visit.id, patient: patientAt(more.patient ?? 0), slot: slotAt(slot), device, holdId: more.holdId ?? null },
            contractPolicy,
            contractNow,
          ),
        );
      expect(await refusalOf(move(3))).toBe('slot_taken');
      expect(await refusalOf(move(4))).toBe('slot_closed');
      expect(await refusalOf(move(0, { patient: 1 }))).toBe('not_found');
      expect([await statusOf(2), await statusOf(3)]).toEqual(['busy', 'busy']);
      const holdId = randomUUID();
      await holdIt(0, device, { holdId });
      expect(await move(0, { holdId })).toMatchObject({ id: visit.id, slot: slotAt(0) });
      expect([await statusOf(0), await statusOf(2)]).toEqual(['busy', 'free']);
      expect(await move(1)).toMatchObject({ slot: slotAt(1) });
    });

    it('S4 a move onto another visit of the same patient is refused and changes nothing', async () => {
      await bookIt(0, 0);
      const visit = await bookIt(2, 0);
      const before = await clinic.picture();
      const work = clinic.transaction((store) =>
        reschedule(
          store,
          { appointment: visit.id, patient: patientAt(0), slot: slotAt(1), device: randomUUID(), holdId: null },
          contractPolicy,
          contractNow,
        ),
      );
      expect(await refusalOf(work)).toBe('patient_busy');
      expect(await clinic.picture()).toEqual(before);
    });

    it('S5 twenty devices at once on one time: one winner, and the picture agrees with the fact', async () => {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) => refusalOf(index % 2 === 0 ? holdIt(8, randomUUID()) : bookIt(8, index % 3))),
      );
      expect(results.filter((result) => result === null)).toHaveLength(1);
      expect(results.filter((result) => result !== null).every((result) => result === 'slot_taken')).toBe(true);
      const { occupants } = await clinic.picture();
      expect(await statusOf(8)).toBe(occupants[slotAt(8)]?.startsWith('visit') ? 'busy' : 'busy-tentative');
    });
  });
}

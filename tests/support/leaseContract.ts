import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultLeases, type LeasePolicy } from '../../clinic-server/leases/policy.ts';
import type { Relied } from '../../clinic-server/leases/relied.ts';
import { book } from '../../clinic-server/scheduling/book.ts';
import { cancel, reschedule } from '../../clinic-server/scheduling/change.ts';
import { hold } from '../../clinic-server/scheduling/hold.ts';
import { grantLeases, reportLeases, returnLease, type Report } from '../../clinic-server/scheduling/leases.ts';
import type { Channel, Lease, LeasedTime, OpenTo, SlotStore } from '../../clinic-server/scheduling/slotStore.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import { refusalOf } from './memorySlotStore.ts';
import { contractNow, contractPolicy, type ContractClinic } from './slotStoreContract.ts';

export interface LeaseClinic extends ContractClinic {
  readonly office: Id;
}

const device = randomUUID();
const other = randomUUID();
const later = (hours: number) => (contractNow + hours * 3_600_000) as Instant;

/** What every slot store has to do with leases; `contractSlots` has seven free times ahead: 0, 1, 2, 3, 6, 8 and 9. */
export function leaseContract(name: string, open: () => Promise<LeaseClinic>): void {
  describe(name, () => {
    let clinic: LeaseClinic;
    beforeEach(async () => {
      clinic = await open();
    });

    const slotAt = (index: number): Id => clinic.slots[index]?.id ?? '';
    const patientAt = (index: number): Id => clinic.patients[index] ?? '';
    const indexOf = (slot: Id): number => clinic.slots.findIndex(({ id }) => id === slot);
    const statusOf = async (slot: number) => (await clinic.picture()).slots[slotAt(slot)];
    const closed = (store: SlotStore): SlotStore => ({ ...store, isClosed: async () => true });
    const ask = (by: Id, share: number, more: { devices?: readonly Id[]; profile?: Profile; policy?: Partial<LeasePolicy>; now?: Instant; through?: (store: SlotStore) => SlotStore } = {}) =>
      clinic.transaction((store) =>
        grantLeases(
          more.through?.(store) ?? store,
          { device: by, office: clinic.office, profile: more.profile ?? 'satellite', devices: more.devices ?? [by], share, except: [], newId: randomUUID },
          { ...defaultLeases, ...more.policy },
          more.now ?? contractNow,
        ),
      );
    const giveBack = (lease: Lease, more: Partial<Lease> = {}) => clinic.transaction((store) => returnLease(store, { ...lease, ...more }));
    const bookIt = (slot: number, patient: number, relied: Relied | null = null, more: { by?: Id; now?: Instant; appointment?: Id; through?: (store: SlotStore) => SlotStore } = {}) =>
      clinic.transaction((store) =>
        book(
          more.through?.(store) ?? store,
          {
            ...{ appointment: more.appointment ?? randomUUID(), slot: slotAt(slot), patient: patientAt(patient), device: more.by ?? device },
            ...{ holdId: null, startsAt: clinic.slots[slot]?.startsAt ?? null, paper: { number: null, created: contractNow, signIn: null }, relied },
          },
          contractPolicy,
          more.now ?? contractNow,
        ),
      );
    /** The lease the device is given of this very time. */
    const leaseOf = async (slot: number, by = device): Promise<LeasedTime> => {
      const { leases } = await ask(by, 1);
      const lease = leases.find((one) => one.slot === slotAt(slot));
      if (!lease) throw new Error('it was not leased');
      return lease;
    };
    const on = (lease: Lease): Relied => ({ lease, word: lease.word });
    const report = (by: Id, said: Partial<Report>) => clinic.transaction((store) => reportLeases(store, { device: by, leases: [], claims: [], ...said }));

    it('O2 an office gets its share of the free times ahead, and asked again it is told the same', async () => {
      const first = await ask(device, 0.5);
      expect(first.leases).toHaveLength(3);
      for (const { slot, status } of first.leases) expect([[0, 1, 2, 3, 6, 8, 9].includes(indexOf(slot)), status]).toEqual([true, 'busy-tentative']);
      expect(await ask(device, 0.5)).toEqual({ leases: expect.arrayContaining([...first.leases]), wanted: [] });
      expect((await clinic.picture()).occupants).toEqual(Object.fromEntries(first.leases.map(({ slot }) => [slot, `lease of ${device}`])));
      expect(new Set(first.leases.map(({ leaseId }) => leaseId)).size).toBe(3);
    });

    it('O2 a past, a closed or a given time is never leased, and none behind the horizon or in another office', async () => {
      expect((await ask(device, 1)).leases.map(({ slot }) => indexOf(slot)).toSorted()).toEqual([0, 1, 2, 3, 6, 8, 9]);
      await clinic.transaction(async (store) => {
        for (const lease of await store.leasesOf(device)) await store.dropLease(lease);
      });
      await bookIt(2, 0);
      const near = await ask(device, 1, { policy: { horizonDays: 1 } });
      expect(near.leases.map(({ slot }) => indexOf(slot)).toSorted()).toEqual([0, 6, 9]);
      expect((await clinic.transaction((store) => grantLeases(store, { device: other, office: randomUUID(), profile: 'satellite', devices: [other], share: 1, except: [], newId: randomUUID }, defaultLeases, contractNow))).leases).toEqual([]);
    });

    it('S9 a time that is kept for others is held, booked, moved to and leased only from where it is open', async () => {
      const [kiosk, satellite] = [{ profile: 'kiosk', office: clinic.office }, { profile: 'satellite', office: clinic.office }] as const;
      const kept = (openTo: OpenTo) => (store: SlotStore): SlotStore => {
        const marked = <S extends { readonly id: Id }>(slot: S): S => ([slotAt(2), slotAt(8)].includes(slot.id) ? { ...slot, openTo } : slot);
        const slot: SlotStore['slot'] = async (id) => {
          const found = await store.slot(id);
          return found === null || found === 'removed' ? found : marked(found);
        };
        return { ...store, slot, leasable: async (...asked) => (await store.leasable(...asked)).map(marked) };
      };
      const through = kept({ profiles: ['kiosk'], offices: [clinic.office] });
      const holdIt = (channel?: Channel) => clinic.transaction((store) => hold(through(store), { slot: slotAt(2), holdId: randomUUID(), device, seconds: 120, ...(channel ? { channel } : {}) }, contractNow));
      const elsewhere = { ...kiosk, office: randomUUID() };
      expect([await refusalOf(holdIt()), await refusalOf(holdIt(satellite)), await refusalOf(holdIt(elsewhere)), await refusalOf(bookIt(2, 0, null, { through }))]).toEqual(Array(4).fill('not_for_this_place'));
      const visit = await bookIt(3, 0);
      const move = (channel: Channel) => clinic.transaction((store) => reschedule(through(store), { appointment: visit.id, patient: patientAt(0), slot: slotAt(2), device, holdId: null, channel }, contractPolicy, contractNow));
      expect(await refusalOf(move(satellite))).toBe('not_for_this_place');
      expect((await ask(other, 1, { through })).leases.map(({ slot }) => indexOf(slot))).not.toContain(2);
      await move(kiosk);
      expect(await statusOf(2)).toBe('busy');
      // A lease given before the time was kept for others is asked back, and what was promised on it stands.
      const lease = await leaseOf(8);
      const later = (store: SlotStore): SlotStore => ({ ...store, leasesOf: async (by) => (await store.leasesOf(by)).map((one) => ({ ...one, openTo: { profiles: [], offices: [randomUUID()] } })) });
      expect((await ask(device, 1, { through: later })).wanted.map(({ slot }) => indexOf(slot))).toContain(8);
      await bookIt(8, 1, on(lease), { through: kept({ profiles: ['kiosk'], offices: [] }) });
    });

    it('O2 devices of an office divide its share, and no time is leased twice', async () => {
      const devices = [device, other];
      const [mine, theirs] = [await ask(device, 1, { devices }), await ask(other, 1, { devices })];
      expect([mine.leases.length, theirs.leases.length].toSorted()).toEqual([3, 4]);
      expect(new Set([...mine.leases, ...theirs.leases].map(({ slot }) => slot)).size).toBe(7);
      expect((await ask(device, 1, { devices, policy: { mostPerDevice: 2 } })).wanted).toHaveLength(mine.leases.length - 2);
    });

    it('O2 what is beyond a device’s part is asked back, stays its own until then, and is granted to the other after', async () => {
      const devices = [device, other];
      await ask(device, 1);
      expect((await ask(other, 1, { devices })).leases).toEqual([]);
      const { leases, wanted } = await ask(device, 1, { devices });
      expect([leases.length, wanted.length]).toEqual([7, device < other ? 3 : 4]);
      for (const lease of wanted) await giveBack(lease);
      expect((await ask(device, 1, { devices })).wanted).toEqual([]);
      const theirs = await ask(other, 1, { devices });
      expect(theirs.leases.map(({ slot }) => slot).toSorted()).toEqual(wanted.map(({ slot }) => slot).toSorted());
      for (const { slot, leaseId } of wanted) expect(theirs.leases.find((one) => one.slot === slot)?.leaseId).not.toBe(leaseId);
    });

    it('O2 a return frees a time only with its own lease from its own device', async () => {
      const lease = await leaseOf(2);
      expect([await giveBack(lease, { leaseId: randomUUID() }), await giveBack(lease, { device: other }), await giveBack(lease, { slot: slotAt(3) })]).toEqual([false, false, false]);
      expect(await statusOf(2)).toBe('busy-tentative');
      expect([await giveBack(lease), await giveBack(lease), await statusOf(2)]).toEqual([true, false, 'free']);
    });

    it('O2 a leased time is nobody else’s, and not the device’s own without the lease', async () => {
      await leaseOf(2);
      const holdIt = (by: Id) => clinic.transaction((store) => hold(store, { slot: slotAt(2), holdId: randomUUID(), device: by, seconds: 120 }, contractNow));
      expect([await refusalOf(holdIt(other)), await refusalOf(holdIt(device)), await refusalOf(bookIt(2, 0, null, { by: other })), await refusalOf(bookIt(2, 0))]).toEqual(Array(4).fill('slot_taken'));
      expect(await statusOf(2)).toBe('busy-tentative');
    });

    it('S5 whatever was read before, the store leases no time that somebody has', async () => {
      await bookIt(2, 0);
      const lease = { slot: slotAt(2), device, leaseId: randomUUID(), word: 1 };
      expect(await refusalOf(clinic.transaction((store) => store.addLease(lease)))).toBe('slot_taken');
      expect((await clinic.picture()).occupants[slotAt(2)]).toMatch(/^visit/);
    });

    it('O2 a visit on a lease takes its row and its word, however late, however many, and beside another visit', async () => {
      const [first, second, third] = [await leaseOf(0), await leaseOf(1), await leaseOf(6)];
      await bookIt(0, 0, on(first));
      const beside = await bookIt(1, 0, on(second));
      expect([beside.word, beside.concerns]).toEqual([second.word, ['patient_busy']]);
      // The third of two that are allowed, and an hour after it has begun.
      expect((await bookIt(6, 0, on(third), { now: later(3) })).concerns).toEqual([]);
      expect([await statusOf(0), await statusOf(1), await statusOf(6)]).toEqual(['busy', 'busy', 'busy']);
      expect(await refusalOf(bookIt(0, 1, on(first)))).toBe('slot_taken');
    });

    it('S5 beside a visit the clinic puts up with comes no other', async () => {
      const [first, second] = [await leaseOf(0), await leaseOf(1)];
      const stays = await bookIt(0, 0, on(first));
      await bookIt(1, 0, on(second));
      await clinic.transaction((store) => cancel(store, { appointment: stays.id, patient: patientAt(0), paper: { reason: 'plans', comment: null } }, contractPolicy, contractNow));
      expect(await refusalOf(bookIt(0, 0))).toBe('patient_busy');
    });

    it('O2 a closed day, another hour and a withdrawn consent refuse no visit on a lease: each is a concern', async () => {
      const lease = await leaseOf(2);
      const through = (store: SlotStore): SlotStore => ({
        ...store,
        mayBook: async () => false,
        slot: async (id) => {
          const slot = await store.slot(id);
          return slot === null || slot === 'removed' ? slot : { ...slot, startsAt: (slot.startsAt + 1) as Instant, status: 'busy-unavailable' };
        },
      });
      expect((await bookIt(2, 0, on(lease), { through })).concerns).toEqual(['slot_closed', 'schedule_changed', 'consent_withdrawn']);
    });

    it('O2 an older lease of the same time is worth nothing once the time is another’s, and is honoured while it is nobody’s', async () => {
      const lease = await leaseOf(2);
      await giveBack(lease);
      const holder = await leaseOf(2, other);
      expect(await refusalOf(bookIt(2, 0, on(lease)))).toBe('slot_taken');
      await giveBack(holder);
      expect(await bookIt(2, 0, on(lease))).toMatchObject({ word: lease.word });
    });

    it('O2 a visit on a lease goes before somebody who is only looking at the time', async () => {
      const lease = await leaseOf(2);
      await giveBack(lease);
      await clinic.transaction((store) => hold(store, { slot: slotAt(2), holdId: randomUUID(), device: other, seconds: 120 }, contractNow));
      await bookIt(2, 0, on(lease));
      expect(await statusOf(2)).toBe('busy');
    });

    it('O2 a cancelled visit on a lease leaves its time to everybody', async () => {
      const lease = await leaseOf(2);
      const { id } = await bookIt(2, 0, on(lease));
      await clinic.transaction((store) => cancel(store, { appointment: id, patient: patientAt(0), paper: { reason: 'plans', comment: null } }, contractPolicy, contractNow));
      expect(await statusOf(2)).toBe('free');
      await bookIt(2, 1, null, { by: other });
    });

    it('O2 a move onto a leased time stands, too late or cancelled meanwhile', async () => {
      const [soon, far] = [await leaseOf(6), await leaseOf(2)];
      const visit = await bookIt(6, 0, on(soon));
      const move = (slot: number, lease: Lease) =>
        clinic.transaction((store) => reschedule(store, { appointment: visit.id, patient: patientAt(0), slot: slotAt(slot), device, holdId: null, relied: on(lease) }, contractPolicy, contractNow));
      expect(await move(2, far)).toMatchObject({ slot: slotAt(2), word: far.word, concerns: [] });
      expect([await statusOf(6), await statusOf(2)]).toEqual(['free', 'busy']);
      await clinic.transaction((store) => cancel(store, { appointment: visit.id, patient: patientAt(0), paper: { reason: 'plans', comment: null } }, contractPolicy, contractNow));
      expect(await move(3, await leaseOf(3))).toMatchObject({ status: 'booked', concerns: ['visit_changed'] });
      expect((await clinic.picture()).visits[visit.id]).toMatch(/^booked/);
    });

    it('O6 a closed server gives nothing out, applies what was promised where the time is free, and says later where it is not', async () => {
      const lease = await leaseOf(2);
      const later503 = { through: closed };
      expect((await ask(other, 1, later503)).leases).toEqual([]);
      expect(await refusalOf(bookIt(3, 0, null, later503))).toBe('restoring');
      expect(await refusalOf(clinic.transaction((store) => hold(closed(store), { slot: slotAt(3), holdId: randomUUID(), device, seconds: 120 }, contractNow)))).toBe('restoring');
      // It may be a visit of the lost hour that its device has not told yet.
      expect(await refusalOf(clinic.transaction((store) => cancel(closed(store), { appointment: randomUUID(), patient: patientAt(0), paper: { reason: 'plans', comment: null } }, contractPolicy, contractNow)))).toBe('restoring');
      await bookIt(2, 0, on(lease), later503);
      expect(await refusalOf(bookIt(2, 1, on(lease), later503))).toBe('restoring');
      await giveBack(await leaseOf(3));
      expect((await bookIt(3, 1, { lease: null, word: lease.word }, later503)).word).toBe(lease.word);
    });

    it('O6 a report is the truth about its device: what it has no more is free, what it proves is its own, others keep theirs', async () => {
      const { leases } = await ask(device, 0.5);
      const [first] = leases;
      const theirs = await ask(other, 1);
      if (!first) throw new Error('nothing was leased');
      await report(device, { leases: [{ ...first, leaseId: randomUUID() }] });
      const { occupants } = await clinic.picture();
      expect(Object.values(occupants).filter((one) => one === `lease of ${device}`)).toHaveLength(1);
      expect(occupants[first.slot]).toBe(`lease of ${device}`);
      expect(Object.values(occupants).filter((one) => one === `lease of ${other}`)).toHaveLength(theirs.leases.length);
    });

    it('O6 of two that prove a time theirs the later word has it, and whoever loses it is named', async () => {
      const lease = await leaseOf(2);
      const [appointment, word] = [randomUUID(), lease.word + 2];
      expect(await report(other, { claims: [{ slot: slotAt(2), appointment, word: lease.word - 1 }] })).toEqual([]);
      expect(await report(other, { claims: [{ slot: slotAt(2), appointment, word }] })).toMatchObject([{ slot: slotAt(2), before: { kind: 'lease', leaseId: lease.leaseId }, after: { appointment } }]);
      expect(await refusalOf(bookIt(2, 0, on(lease)))).toBe('slot_taken');
      expect(await bookIt(2, 1, { lease: null, word }, { by: other, appointment })).toMatchObject({ id: appointment, word });
      expect(await report(device, { leases: [{ ...lease, word: word - 1 }] })).toEqual([]);
      expect(await report(device, { leases: [{ ...lease, word: word + 1 }] })).toMatchObject([{ before: { kind: 'appointment', appointment } }]);
    });

    it('O6 a visit that was moved in the lost hour stands where it was moved last, whoever has its first time now and whichever device tells first', async () => {
      const { word } = await leaseOf(2);
      await report(device, {});
      const [appointment, made, moved, again] = [randomUUID(), word - 9, word - 6, word - 3];
      await bookIt(2, 1, null, { by: other });
      await report(other, { claims: [{ slot: slotAt(6), appointment, word: again }] });
      // The device at which it was made knows nothing of the moves.
      await report(device, { claims: [{ slot: slotAt(3), appointment, word: made }] });
      expect([await statusOf(3), await statusOf(6)]).toEqual(['free', 'busy']);
      expect(await bookIt(2, 0, { lease: null, word: made }, { appointment })).toMatchObject({ slot: slotAt(6), word: again, concerns: [] });
      const move = (slot: number, word: number) =>
        clinic.transaction((store) => reschedule(store, { appointment, patient: patientAt(0), slot: slotAt(slot), device: other, holdId: null, relied: { lease: null, word } }, contractPolicy, contractNow));
      expect(await move(3, moved)).toMatchObject({ slot: slotAt(6), word: again });
      expect(await move(6, again)).toMatchObject({ slot: slotAt(6), word: again });
      expect((await clinic.picture()).occupants[slotAt(3)]).toBeUndefined();
    });
  });
}

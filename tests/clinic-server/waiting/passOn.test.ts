import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { book } from '../../../clinic-server/scheduling/book.ts';
import { cancel, reschedule } from '../../../clinic-server/scheduling/change.ts';
import type { SlotFacts, SlotStore } from '../../../clinic-server/scheduling/slotStore.ts';
import { acceptOffer, declineOffer, resumePutOff, sweepOffers } from '../../../clinic-server/waiting/answer.ts';
import { withinHours, type OfferRules } from '../../../clinic-server/waiting/rules.ts';
import type { Offer, WaitingStore } from '../../../clinic-server/waiting/waitingStore.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { addDays, instantAt, moscowDay, type Instant } from '../../../shared/lib/moscow.ts';
import { createMemorySlotClinic, refusalOf } from '../../support/memorySlotStore.ts';
import type { MemoryWish } from '../../support/memoryWaiting.ts';

const today = moscowDay('2026-11-24');
const noon = instantAt(today, 12 * 60);
const later = (minutes: number) => (noon + minutes * 60_000) as Instant;
const rules: OfferRules = { offerMinutes: 60, leadMinutes: 120, fromMinute: 9 * 60, untilMinute: 21 * 60, maxActiveVisits: 3, newId: randomUUID };
const policy = { changeableHours: 0, maxActiveVisits: 3, offers: rules };
const paper = { number: null, created: noon, signIn: null };

const slotAt = (minutes: number, length = 20): SlotFacts => ({ id: randomUUID(), startsAt: later(minutes), endsAt: later(minutes + length), status: 'free' });
const wishOf = (joined: number, more: Partial<MemoryWish> = {}): MemoryWish => ({
  ...{ entry: randomUUID(), patient: randomUUID(), joinedAt: later(joined - 10_000), from: instantAt(today, 0), until: instantAt(addDays(today, 30), 0), part: null, doctor: 0 },
  ...more,
});

/** A visit of a stranger is made and cancelled at `now`; whom the time is offered to, or null. */
async function freeUp(clinic: ReturnType<typeof createMemorySlotClinic>, slot: SlotFacts, now: Instant, stranger: Id = randomUUID()): Promise<Offer | null> {
  const appointment = randomUUID();
  await clinic.transaction((store) => book(store, { appointment, slot: slot.id, patient: stranger, device: '', holdId: null, startsAt: null, paper }, policy, now));
  await clinic.transaction((store) => cancel(store, { appointment, patient: stranger, paper: { reason: 'plans', comment: null } }, policy, now));
  return offerOn(clinic, slot.id);
}
const offerOn = (clinic: ReturnType<typeof createMemorySlotClinic>, slot: Id) =>
  clinic.transaction(async (store) => {
    const occupant = await store.occupant(slot);
    return occupant?.kind === 'offer' ? store.offer(occupant.offer) : null;
  });
const reasons = async (clinic: ReturnType<typeof createMemorySlotClinic>) => (await clinic.picture()).trace.map((line) => line.split(' ').slice(2, 4).join(' ').trim());

describe('whom a freed time is offered to', () => {
  it('S6 days and part of the day are the patient’s own, and a time has to lie within them', async () => {
    const slot = slotAt(24 * 60);
    const day = addDays(today, 1);
    const before = wishOf(1, { until: slot.startsAt });
    const after = wishOf(2, { from: (slot.startsAt + 1) as Instant });
    const ends = wishOf(3, { until: (slot.endsAt - 1) as Instant });
    const morning = wishOf(4, { part: 'morning' });
    const fits = wishOf(5, { from: instantAt(day, 0), until: instantAt(addDays(day, 1), 0), part: 'afternoon' });
    const clinic = createMemorySlotClinic([slot], '', [fits, morning, ends, after, before]);
    expect((await freeUp(clinic, slot, noon))?.entry).toBe(fits.entry);
    expect(await reasons(clinic)).toEqual(['freed cancelled', 'passed_over dates', 'passed_over dates', 'passed_over dates', 'passed_over part_of_day', 'offered']);
  });

  it('S6 another doctor’s list is another list', async () => {
    const slot = slotAt(24 * 60);
    const clinic = createMemorySlotClinic([slot], '', [wishOf(1, { doctor: 1 })]);
    expect([await freeUp(clinic, slot, noon), await reasons(clinic)]).toEqual([null, []]);
  });

  it('S6 whoever has as many visits as the clinic allows, or one at that hour, is passed over', async () => {
    const slot = slotAt(24 * 60);
    const others = [slotAt(24 * 60 + 10), slotAt(48 * 60), slotAt(72 * 60), slotAt(96 * 60)];
    const [busy, full, next] = [wishOf(1), wishOf(2), wishOf(3)];
    const clinic = createMemorySlotClinic([slot, ...others], '', [busy, full, next]);
    const put = (patient: Id, at: number) => clinic.transaction((store) => book(store, { appointment: randomUUID(), slot: others[at]?.id ?? '', patient, device: '', holdId: null, startsAt: null, paper }, policy, noon));
    await put(busy.patient, 0);
    for (const at of [1, 2, 3]) await put(full.patient, at);
    expect((await freeUp(clinic, slot, noon))?.entry).toBe(next.entry);
    expect((await reasons(clinic)).filter((line) => line.startsWith('passed'))).toEqual(['passed_over busy', 'passed_over too_many_visits']);
  });

  it('S6 who gives a time up is not offered it, also when others have declined it in between', async () => {
    const slot = slotAt(24 * 60);
    const [giver, other] = [wishOf(1), wishOf(2)];
    const clinic = createMemorySlotClinic([slot], '', [giver, other]);
    const offer = await freeUp(clinic, slot, noon, giver.patient);
    expect(offer?.entry).toBe(other.entry);
    await clinic.transaction((store) => declineOffer(store, { offer: offer?.id ?? '', patient: other.patient }, rules, later(1)));
    expect(await offerOn(clinic, slot.id)).toBeNull();
    expect((await clinic.picture()).slots[slot.id]).toBe('free');
  });

  it('S6 a time that begins too soon for an answer and the way is free for everybody at once', async () => {
    const [soon, enough] = [slotAt(179), slotAt(180)];
    const clinic = createMemorySlotClinic([soon, enough], '', [wishOf(1)]);
    expect(await freeUp(clinic, soon, noon)).toBeNull();
    expect((await clinic.picture()).slots[soon.id]).toBe('free');
    expect((await freeUp(clinic, enough, noon))?.until).toBe(later(60));
  });

  it('S6 at night nobody is written to and the time is everybody’s; what is free in the morning is offered then', async () => {
    const [taken, free] = [slotAt(40 * 60), slotAt(41 * 60)];
    const wish = wishOf(1);
    const clinic = createMemorySlotClinic([taken, free], '', [wish]);
    const [night, dawn, morning] = [later(9 * 60), later(20 * 60 + 59), later(21 * 60)];
    expect([await freeUp(clinic, taken, night), await freeUp(clinic, free, night)]).toEqual([null, null]);
    expect((await clinic.picture()).slots).toEqual({ [taken.id]: 'free', [free.id]: 'free' });
    await clinic.transaction((store) => book(store, { appointment: randomUUID(), slot: taken.id, patient: randomUUID(), device: '', holdId: null, startsAt: null, paper }, policy, night));
    expect(await clinic.transaction((store) => resumePutOff(store, rules, dawn))).toBe(0);
    expect(await clinic.transaction((store) => resumePutOff(store, rules, morning))).toBe(2);
    expect([await offerOn(clinic, taken.id), (await offerOn(clinic, free.id))?.entry]).toEqual([null, wish.entry]);
    expect((await reasons(clinic)).slice(-4)).toEqual(['freed resumed', 'not_offered taken', 'freed resumed', 'offered']);
  });

  it('S6 a window over midnight is a window too', () => {
    const at = (minute: number) => instantAt(today, minute);
    const day = { fromMinute: 9 * 60, untilMinute: 21 * 60 };
    expect([9 * 60 - 1, 9 * 60, 21 * 60 - 1, 21 * 60].map((minute) => withinHours(day, at(minute)))).toEqual([false, true, true, false]);
    const over = { fromMinute: 20 * 60, untilMinute: 2 * 60 };
    expect([20 * 60 - 1, 20 * 60, 0, 2 * 60 - 1, 2 * 60].map((minute) => withinHours(over, at(minute)))).toEqual([false, true, true, true, false]);
  });

  it('S6 an answer that comes when the time is over is too late, to the millisecond, and the next is asked', async () => {
    const slot = slotAt(24 * 60);
    const [first, second] = [wishOf(1), wishOf(2)];
    const clinic = createMemorySlotClinic([slot], '', [first, second]);
    const offer = await freeUp(clinic, slot, noon);
    const accept = (now: Instant) => clinic.transaction((store) => acceptOffer(store, { offer: offer?.id ?? '', patient: first.patient }, rules, now));
    expect(await refusalOf(accept(later(60)))).toBe('offer_gone');
    expect(await clinic.transaction((store) => sweepOffers(store, rules, (later(60) - 1) as Instant))).toBe(0);
    expect(await clinic.transaction((store) => sweepOffers(store, rules, later(60)))).toBe(1);
    expect((await offerOn(clinic, slot.id))?.entry).toBe(second.entry);
    const taken = await clinic.transaction(async (store) => {
      const own = await store.openOfferOf(second.entry);
      return acceptOffer(store, { offer: own?.id ?? '', patient: second.patient }, rules, later(61));
    });
    expect([taken.state, (await clinic.picture()).occupants[slot.id]]).toEqual(['accepted', `visit ${second.entry}`]);
  });
});

/** Whatever happens in whatever order. */
const steps = fc.array(
  fc.record({ kind: fc.constantFrom('cancel', 'book', 'move', 'accept', 'decline', 'sweep', 'resume'), slot: fc.nat(5), other: fc.nat(5), person: fc.nat(4), wait: fc.constantFrom(0, 5, 30, 61, 700) }),
  { minLength: 5, maxLength: 40 },
);

it('S6 the first who fits by the time of joining is asked; nobody is offered a time twice, or two that overlap; a time has one holder', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const slots = [slotAt(3_000), slotAt(3_010), slotAt(3_020), slotAt(4_500), slotAt(4_510), slotAt(6_000)];
      const wishes = Array.from({ length: 5 }, (_, index) => wishOf(index, { part: index === 1 ? 'morning' : null }));
      const clinic = createMemorySlotClinic(slots, '', wishes);
      const visits: { id: Id; patient: Id }[] = [];
      const given = new Map<Id, Offer>();
      let now = noon;
      const watched = (store: SlotStore): SlotStore => ({
        ...store,
        addOffer: async (offer, at) => {
          const lists: WaitingStore = store;
          const standing = await lists.wishesFor(offer.slot);
          const mine = standing.findIndex(({ entry }) => entry === offer.entry);
          // Everybody before the one who is asked was passed over for a reason that is written down.
          const trace = (await clinicTrace(store)).filter((line) => line.startsWith(offer.slot));
          const since = trace.slice(trace.findLastIndex((line) => line.includes(' freed ')) + 1);
          expect(since.map((line) => line.split(' ').at(-1))).toEqual(standing.slice(0, mine).map(({ entry }) => entry));
          expect([...given.values()].some((other) => other.slot === offer.slot && other.patient === offer.patient)).toBe(false);
          const done = await store.addOffer(offer, at);
          if (done) given.set(offer.id, offer);
          return done;
        },
      });
      const written: string[] = [];
      const clinicTrace = async (_store: SlotStore) => written;
      const run = (work: (store: SlotStore) => Promise<unknown>) => {
        const mark = written.length;
        const before = new Map(given);
        return refusalOf(
          clinic.transaction((store) => work(watched({ ...store, explain: async (step) => {
            await store.explain(step);
            written.push([step.slot, step.at, step.step, 'reason' in step ? step.reason : '', 'wish' in step ? step.wish.entry : 'offer' in step ? step.offer.entry : ''].join(' '));
          } }))),
        ).then((code) => {
          if (code !== null) {
            written.length = mark;
            given.clear();
            for (const [id, offer] of before) given.set(id, offer);
          }
          return code;
        });
      };
      for (const { kind, slot, other, person, wait } of all) {
        now = (now + wait * 60_000) as Instant;
        const patient = wishes[person]?.patient ?? '';
        const stranger = randomUUID();
        if (kind === 'book') {
          const id = randomUUID();
          if ((await run((store) => book(store, { appointment: id, slot: slots[slot]?.id ?? '', patient: other > 2 ? patient : stranger, device: '', holdId: null, startsAt: null, paper }, policy, now))) === null) visits.push({ id, patient: other > 2 ? patient : stranger });
        } else if (kind === 'cancel' && visits.length > 0) {
          const visit = visits[slot % visits.length];
          await run((store) => cancel(store, { appointment: visit?.id ?? '', patient: visit?.patient ?? '', paper: { reason: 'plans', comment: null } }, policy, now));
        } else if (kind === 'move' && visits.length > 0) {
          const visit = visits[slot % visits.length];
          await run((store) => reschedule(store, { appointment: visit?.id ?? '', patient: visit?.patient ?? '', slot: slots[other]?.id ?? '', device: '', holdId: null }, policy, now));
        } else if (kind === 'sweep') await run((store) => sweepOffers(store, rules, now));
        else if (kind === 'resume') await run((store) => resumePutOff(store, rules, now));
        else if (kind === 'accept' || kind === 'decline') {
          const wish = wishes[person];
          const open = wish && (await clinic.transaction((store) => store.openOfferOf(wish.entry)));
          if (open) await run((store) => (kind === 'accept' ? acceptOffer : declineOffer)(store, { offer: open.id, patient }, rules, now));
        }
        const open = await clinic.transaction(async (store) => (await Promise.all(wishes.map(({ entry }) => store.openOfferOf(entry)))).filter((offer) => offer !== null));
        for (const one of open) {
          expect(open.filter((two) => two !== one && two.patient === one.patient && two.startsAt < one.endsAt && one.startsAt < two.endsAt)).toEqual([]);
          expect(open.filter((two) => two.slot === one.slot)).toHaveLength(1);
          expect((await clinic.picture()).occupants[one.slot]).toBe('offer');
        }
        const { occupants, slots: shown } = await clinic.picture();
        for (const [id, status] of Object.entries(shown)) expect([id, status === 'free']).toEqual([id, !(id in occupants)]);
      }
    }),
    { numRuns: 60 },
  );
});

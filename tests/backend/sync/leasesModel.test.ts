import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { syncRules } from '../../../backend/features/index.ts';
import { readDevice, saveDevice, saveEpoch } from '../../../backend/sync/deviceRecord.ts';
import { createEngine } from '../../../backend/sync/engine.ts';
import { listLeases, listReturns, reportDue } from '../../../backend/sync/leaseStore.ts';
import { createLineState } from '../../../backend/sync/lineState.ts';
import { allRules } from '../../model/lease/rules.ts';
import { backUp, restore } from '../../model/lease/server.ts';
import { answered, askable, sendable } from '../../model/lease/steps.ts';
import { replaced, type Answer, type Booking, type Device, type Request, type Side } from '../../model/lease/world.ts';
import { createChance } from '../../lanes/chance.ts';
import { clinicKey } from '../../support/leasingDevice.ts';
import { leaseNumberOf, modelClinic } from '../../support/modelClinic.ts';
import { anna, at, booking, cancelling, kioskWithDoctor } from '../features/kioskWithDoctor.ts';

interface Row {
  kind: 'book' | 'cancel';
  state: string;
  word: number | null;
  statement: string | null;
  slotId: string | null;
  appointmentId: string;
}

const answerOf = (state: string): Answer => (state === 'sent' ? 'queued' : (state as Answer));

/** A real kiosk (its file, its calls, its engine) before the server of the model, and device B, which is the model's own. */
function stage(seed: number) {
  const chance = createChance(seed);
  const { kiosk, time } = kioskWithDoctor({ maxActiveVisits: 99 });
  kiosk.signIn(anna);
  kiosk.db.write((tx) => {
    saveDevice(tx, { ...kiosk.record, denyKey: clinicKey.publicKey.export({ format: 'jwk' }).x ?? '' });
    saveEpoch(tx, '0');
  });
  const slots = [600, 640, 680, 720].map((minute) => ({ id: time(at(minute)), startsAt: at(minute) }));
  const visits = new Map<number, string>();

  function bookingOf(rows: readonly Row[], slot: number): Booking | null {
    const book = rows.find(({ slotId }) => slotId === slots[slot]?.id);
    if (!book) return null;
    const cancel = rows.find(({ kind, appointmentId }) => kind === 'cancel' && appointmentId === book.appointmentId);
    const lease = book.statement === null ? 0 : leaseNumberOf((JSON.parse(Buffer.from(book.statement, 'base64url').toString()) as { leaseId: string }).leaseId);
    return { by: 0, lease, answer: answerOf(book.state), told: book.word !== null, word: book.word ?? 0, cancel: cancel ? answerOf(cancel.state) : null };
  }

  function device(): Device {
    const rows = kiosk.db.read.all<Row>(
      'SELECT r.kind, o.state, r.word, r.lease_statement AS statement, r.slot_id AS slotId, r.appointment_id AS appointmentId FROM visit_request AS r JOIN outbox AS o ON o.command_id = r.command_id ORDER BY o.position',
    );
    const [leases, returns] = [listLeases(kiosk.db.read), listReturns(kiosk.db.read)];
    const sides = slots.map(({ id }, slot): Side => {
      const numberIn = (list: readonly { slotId: string; leaseId: string }[]) => leaseNumberOf(list.find(({ slotId }) => slotId === id)?.leaseId ?? '0');
      return { lease: numberIn(leases), returning: numberIn(returns), booking: bookingOf(rows, slot) };
    });
    return { epoch: Number(readDevice(kiosk.db.read)?.epoch), reportDue: reportDue(kiosk.db.read) !== null, sides };
  }

  const clinic = modelClinic({ chance, deviceId: kiosk.record.deviceId, slots, device, slotOfVisit: (id) => [...visits].find(([, visit]) => visit === id)?.[0] ?? -1 });
  const bugs: unknown[] = [];
  let elapsed = 0;
  const start = () =>
    createEngine({
      ...{ db: kiosk.db, clinic: clinic.line, rules: syncRules, personalInMemory: true },
      line: createLineState(() => kiosk.clock.now, () => {}),
      ports: { wallNow: () => kiosk.clock.now, monotonicNow: () => elapsed, after: () => () => {}, random: chance.next, newId: () => randomUUID() },
      ...{ patient: () => null, patientRefused: () => Promise.resolve(), timeInUse: () => null, publish: () => {}, reportBug: (error) => void bugs.push(error), onDevice: () => {} },
    });
  let engine = start();

  async function book(slot: number): Promise<void> {
    const wanted = slots[slot];
    if (!wanted || device().sides[slot]?.booking) return;
    const hadLease = (device().sides[slot]?.lease ?? 0) > 0;
    const input = booking(wanted.id);
    // Its own row says whether the feed has been believed over the lease.
    const reply = await kiosk.raw('appointments.book', input);
    if (!reply.ok) return;
    visits.set(slot, input.appointmentId);
    expect(reply.value).toMatchObject({ confirmed: hadLease });
    expect(device().sides[slot]).toMatchObject({ lease: 0, booking: { told: hadLease } });
  }

  async function cancel(slot: number): Promise<void> {
    const appointmentId = visits.get(slot);
    if (appointmentId !== undefined) await kiosk.raw('appointments.cancel', cancelling(appointmentId));
  }

  /** Device B asks, books and sends by the rules of the model. */
  function other(): void {
    const side = chance.below(slots.length);
    clinic.change((world) => {
      const b = world.devices[1];
      const now = b?.sides[side];
      if (!b || !now || now.booking !== null || chance.is(0.5)) return world;
      const made: Booking = { by: 1, lease: now.lease, answer: 'queued', told: now.lease > 0, word: now.lease, cancel: null };
      return { ...world, devices: replaced(world.devices, 1, { ...b, sides: replaced(b.sides, side, { ...now, lease: 0, booking: made }) }) };
    });
    const requests = [...sendable(clinic.world(), 1, allRules), ...(chance.is(0.3) ? askable(clinic.world(), 1, allRules).slice(0, 1) : [])];
    const [request] = requests;
    if (request) hear(request);
  }

  function hear(request: Request): void {
    const reply = clinic.take(request);
    clinic.change((world) => answered(world, request, reply, allRules));
  }

  const restarts = { left: 2 };
  function history(): void {
    if (clinic.world().server.backup === null) clinic.change(backUp);
    else if (restarts.left-- > 0) clinic.change((world) => restore(world, allRules));
  }

  async function round(): Promise<void> {
    elapsed += 60_000;
    await engine.roundDone();
  }

  const acts: readonly (() => void | Promise<void>)[] = [
    ...[round, round, round, round],
    () => book(chance.below(slots.length)),
    () => cancel(chance.below(slots.length)),
    () => clinic.whileAsked(() => (chance.is(0.7) ? book(chance.below(slots.length)) : cancel(chance.below(slots.length)))),
    clinic.lateArrives,
    other,
    () => (chance.is(0.2) ? history() : undefined),
    () => {
      engine.stop();
      engine = start();
      clinic.line.useEpoch(readDevice(kiosk.db.read)?.epoch ?? '0');
    },
  ];

  /** Nobody else is told that a time is theirs, and a lease is never here and on its way back, or here and given out. */
  function assertSound(): void {
    const sides = device().sides;
    for (const [slot, { lease, returning, booking: mine }] of sides.entries()) {
      if (lease > 0 && (returning > 0 || mine?.lease === lease)) throw new Error(`lease ${lease} is here twice`);
      const theirs = clinic.world().devices[1]?.sides[slot]?.booking;
      if (mine?.told && mine.cancel === null && theirs?.told && theirs.cancel === null) throw new Error('one time is confirmed to two');
    }
  }

  return {
    chance, clinic, device, bugs, round, assertSound,
    act: () => chance.one(acts)(),
    settleOther: () => {
      // Its next pull tells it of a new history, also when it has nothing to send.
      hear({ kind: 'ask', from: 1, epoch: clinic.world().devices[1]?.epoch ?? 0, slot: 0 });
      for (const request of sendable(clinic.world(), 1, allRules)) hear(request);
    },
  };
}

test.each([1, 2, 3, 4, 5, 6])('O2 I1 seed %i: the real device sends only what the lease model allows, whatever is lost, late, restored or restarted, and all of it settles', async (seed) => {
  const { act, assertSound, bugs, clinic, device, round, settleOther } = stage(seed);
  for (let step = 0; step < 60; step++) {
    await act();
    assertSound();
  }
  clinic.calmDown();
  for (let turn = 0; turn < 5; turn++) {
    await round();
    settleOther();
  }
  expect(bugs.map(String)).toEqual([]);
  expect(clinic.world().server.closed).toBe(false);
  expect(device().reportDue).toBe(false);
  for (const [slot, { lease, returning, booking: mine }] of device().sides.entries()) {
    const occupant = clinic.world().server.database.places[slot]?.occupant;
    expect({ slot, returning, queued: mine?.answer === 'queued' || mine?.cancel === 'queued' }).toEqual({ slot, returning: 0, queued: false });
    const [leasedHere, bookedHere] = [occupant?.kind === 'lease' && occupant.identity === 0 ? occupant.id : 0, occupant?.kind === 'booking' && occupant.by === 0];
    expect({ slot, lease, booked: mine !== null && mine.told && mine.answer === 'applied' && mine.cancel === null }).toEqual({ slot, lease: leasedHere, booked: bookedHere });
  }
});

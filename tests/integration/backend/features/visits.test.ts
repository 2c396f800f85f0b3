import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Output } from '../../../../shared/contract.ts';
import { readSeal } from '../../../../shared/lib/seal.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { startDemo, type DemoClinic } from '../../../support/demoClinic.ts';
import { offers, stateOf, type Offer } from './offers.ts';

let clinic: DemoClinic;
/** Enrolled once, as a kiosk is; every test starts its program anew. */
const devices: Pick<TestBackend, 'userDataPath' | 'keychain'>[] = [];
const running = new Set<TestBackend>();
/** Doctors an earlier test has used: a kiosk that starts again may not have heard yet what became of their times. */
const used = new Set<string>();

beforeAll(async () => {
  clinic = await startDemo();
  devices.push(await enrol(), await enrol());
}, 240_000);
afterAll(async () => {
  for (const { userDataPath } of devices) rmSync(userDataPath, { recursive: true, force: true });
  await clinic.stop();
});
afterEach(async () => {
  await Promise.all([...running].map((kiosk) => kiosk.stop(true)));
  running.clear();
});

async function enrol(): Promise<Pick<TestBackend, 'userDataPath' | 'keychain'>> {
  const { userDataPath, keychain, stop } = await open(null);
  await stop(true);
  return { userDataPath, keychain };
}

async function startKiosk(which: 0 | 1 = 0): Promise<TestBackend> {
  const kiosk = await open(devices[which] ?? null);
  running.add(kiosk);
  return kiosk;
}

async function open(again: Pick<TestBackend, 'userDataPath' | 'keychain'> | null): Promise<TestBackend> {
  const code = again ? null : await clinic.enrolCode('kiosk');
  const kiosk = await startBackend({
    server: clinic.server,
    code,
    ...(again && { userDataPath: again.userDataPath, keychain: again.keychain }),
  });
  await eventually(
    () => kiosk.call('device.state', {}),
    ({ state }) => state === 'ready',
    100_000,
  );
  return kiosk;
}

/** What main does when a patient leaves: the backend ends, a fresh one opens the same device. */
async function recycle(kiosk: TestBackend): Promise<TestBackend> {
  await kiosk.stop(true);
  running.delete(kiosk);
  return startKiosk();
}

function account(index: number): { login: string; password: string } {
  const one = clinic.accounts[index];
  if (one === undefined) throw new Error('the demo has fewer accounts');
  return { login: one.login, password: one.password };
}

const signIn = (kiosk: TestBackend, index: number) => kiosk.call('identity.signIn', account(index));

function booking({ slotId }: Offer, holdId: string | null) {
  return { commandId: randomUUID(), appointmentId: randomUUID(), slotId, holdId };
}

/** As a screen waits: again and again until the server has answered. */
async function settled(kiosk: TestBackend, commandId: string): Promise<Output<'sync.outcome'>> {
  return eventually(
    () => kiosk.call('sync.outcome', { commandId, waitMs: 2_000 }),
    ({ state }) => state === 'applied' || state === 'refused' || state === 'aside',
    20_000,
  );
}

async function visitOf(kiosk: TestBackend, appointmentId: string) {
  return (await kiosk.call('appointments.one', { appointmentId })).visit;
}

async function onServer(
  path: string,
): Promise<{ status?: string; total?: number; entry?: { resource: { id: string } }[]; slot?: { reference: string }[] }> {
  const answer = await fetch(`${clinic.server}/fhir/${path}`, {
    headers: { authorization: `Bearer ${clinic.systemToken}`, 'kabinet-wire': '1' },
  });
  return (await answer.json()) as Awaited<ReturnType<typeof onServer>>;
}

test('S3 a patient signs in, holds a time, books it and has the server’s word a moment later', async () => {
  const [kiosk, other] = [await startKiosk(), await startKiosk(1)];
  const [offer] = (await offers(kiosk, 1, used)) as [Offer];
  const holdId = randomUUID();
  const hold = await kiosk.call('appointments.hold', { slotId: offer.slotId, holdId, longer: false });
  expect(hold).toMatchObject({ slotId: offer.slotId, holdId, extensionLeft: true });
  expect(hold.expiresAt).toBeGreaterThan(Date.now() + (hold.totalSeconds - 10) * 1_000);
  expect(await stateOf(kiosk, offer)).toBe('free');
  await eventually(
    () => stateOf(other, offer),
    (state) => state === 'busy',
  );
  expect(await other.refusal('appointments.hold', { slotId: offer.slotId, holdId: randomUUID(), longer: false })).toBe('slot_taken');

  expect(await kiosk.call('appointments.extendHold', { holdId })).toMatchObject({ holdId, extensionLeft: false });
  expect(await kiosk.refusal('appointments.extendHold', { holdId })).toBe('already_extended');

  const { me } = await signIn(kiosk, 0);
  expect(me).toMatchObject({ role: 'patient', patient: { family: 'Кузнецова', given: 'Анна' } });
  expect((await kiosk.call('appointments.currentHold', {})).hold?.holdId).toBe(holdId);

  const input = booking(offer, holdId);
  const { number } = await kiosk.call('appointments.book', input);
  expect(await settled(kiosk, input.commandId)).toEqual({ state: 'applied', refusal: null });
  const visit = await visitOf(kiosk, input.appointmentId);
  expect(visit).toMatchObject({ status: 'booked', number, startsAt: offer.startsAt, roleId: offer.roleId, pending: null, refusal: null });
  expect(visit?.kopecks).toBeGreaterThan(0);
  expect(await onServer(`Appointment/${input.appointmentId}`)).toMatchObject({
    status: 'booked',
    slot: [{ reference: `Slot/${offer.slotId}` }],
  });
  expect((await kiosk.call('appointments.currentHold', {})).hold).toBeNull();
  const { slip } = await kiosk.call('slips.one', { appointmentId: input.appointmentId });
  expect(slip).toMatchObject({ patientShort: 'Кузнецова\u00a0А.\u00a0П.', line: 'up', visit: { status: 'booked' } });
  expect(readSeal(slip?.qr ?? '')?.seal).toMatchObject({ kind: 'slip', id: input.appointmentId, number, state: 'booked', time: offer.startsAt });
  expect([...kiosk.bugs, ...other.bugs]).toEqual([]);
});

test('S3 O3 the server dies between hold and booking and comes back: nothing lost, nothing doubled', async () => {
  const kiosk = await startKiosk();
  await signIn(kiosk, 1);
  const [offer] = (await offers(kiosk, 1, used)) as [Offer];
  const holdId = randomUUID();
  await kiosk.call('appointments.hold', { slotId: offer.slotId, holdId, longer: true });
  await clinic.kill();
  const input = booking(offer, holdId);
  await kiosk.call('appointments.book', input);
  await eventually(
    () => kiosk.call('sync.status', {}),
    ({ line, unsent }) => line === 'down' && unsent === 1,
    5_000,
  );
  expect(await visitOf(kiosk, input.appointmentId)).toMatchObject({
    status: 'sending',
    pending: { commandId: input.commandId, kind: 'book' },
  });
  expect(await kiosk.call('appointments.book', input)).toMatchObject({ appointmentId: input.appointmentId });

  // The patient leaves, the kiosk's backend is a new one: the entry is on disk.
  const fresh = await recycle(kiosk);
  expect(await fresh.call('identity.me', {})).toEqual({ role: 'visitor', patient: null });
  await clinic.startAgain();
  expect(await settled(fresh, input.commandId)).toEqual({ state: 'applied', refusal: null });
  expect(await onServer(`Appointment/${input.appointmentId}`)).toMatchObject({ status: 'booked' });
  const atThatTime = await onServer(`Appointment?slot=Slot/${offer.slotId}`);
  expect(atThatTime.entry?.map(({ resource }) => resource.id)).toEqual([input.appointmentId]);

  await signIn(fresh, 1);
  expect(await visitOf(fresh, input.appointmentId)).toMatchObject({ status: 'booked', pending: null });
  expect(fresh.bugs).toEqual([]);
});

test('S5 two kiosks without a line promise one time: one visit stands, the other says that it was refused and why', async () => {
  const [one, two] = [await startKiosk(), await startKiosk(1)];
  await signIn(one, 2);
  await signIn(two, 3);
  const [offer] = (await offers(one, 1, used, [two])) as [Offer];
  await clinic.kill();
  const inputs = [booking(offer, null), booking(offer, null)] as const;
  await one.call('appointments.book', inputs[0]);
  await two.call('appointments.book', inputs[1]);
  await clinic.startAgain();
  const outcomes = await Promise.all([settled(one, inputs[0].commandId), settled(two, inputs[1].commandId)]);
  expect(outcomes.map(({ state }) => state).toSorted()).toEqual(['applied', 'refused']);
  const [loser, input] = outcomes[0].state === 'refused' ? [one, inputs[0]] : [two, inputs[1]];
  expect(await visitOf(loser, input.appointmentId)).toMatchObject({ status: 'refused', refusal: 'slot_taken', pending: null });
  expect((await loser.call('appointments.mine', {})).upcoming).toContainEqual(
    expect.objectContaining({ id: input.appointmentId, status: 'refused' }),
  );
  expect((await onServer(`Appointment?slot=Slot/${offer.slotId}`)).entry).toHaveLength(1);
});

test('S4 a visit is moved as one step and then cancelled, and both times are everybody’s again', async () => {
  const kiosk = await startKiosk();
  await signIn(kiosk, 4);
  const [first, second] = (await offers(kiosk, 2, used)) as [Offer, Offer];
  const input = booking(first, null);
  await kiosk.call('appointments.book', input);
  const move = { ...booking(second, null), appointmentId: input.appointmentId };
  await kiosk.call('appointments.move', move);
  expect(await settled(kiosk, move.commandId)).toMatchObject({ state: 'applied' });
  expect(await visitOf(kiosk, input.appointmentId)).toMatchObject({
    status: 'booked',
    startsAt: second.startsAt,
    roleId: second.roleId,
    pending: null,
  });
  await eventually(
    () => stateOf(kiosk, first),
    (state) => state === 'free',
  );
  expect(await stateOf(kiosk, second)).toBe('busy');

  const cancel = { commandId: randomUUID(), appointmentId: input.appointmentId, reason: 'other' as const, comment: 'Уезжаю' };
  await kiosk.call('appointments.cancel', cancel);
  expect(await settled(kiosk, cancel.commandId)).toMatchObject({ state: 'applied' });
  expect(await visitOf(kiosk, input.appointmentId)).toMatchObject({ status: 'cancelled', cancelReason: 'other', pending: null });
  expect((await kiosk.call('appointments.mine', {})).upcoming.map(({ id }) => id)).not.toContain(input.appointmentId);
  await eventually(
    () => stateOf(kiosk, second),
    (state) => state === 'free',
  );
});

test('S3 a patient who leaves gives the held time back within a second', async () => {
  const [kiosk, other] = [await startKiosk(), await startKiosk(1)];
  const [offer] = (await offers(kiosk, 1, used)) as [Offer];
  await kiosk.call('appointments.hold', { slotId: offer.slotId, holdId: randomUUID(), longer: false });
  const left = performance.now();
  await kiosk.call('identity.leave', { reason: 'left' });
  await kiosk.said('left');
  // The next patient is served already; the server hears of it a moment later.
  const holdId = randomUUID();
  const taken = await eventually(
    () => other.raw('appointments.hold', { slotId: offer.slotId, holdId, longer: false }),
    ({ ok }) => ok,
  );
  expect(taken.ok).toBe(true);
  // Ten times what is promised, so that a busy machine is not taken for a mistake; by itself the hold would last for minutes.
  expect(performance.now() - left).toBeLessThan(10_000);
});

test('S3 a booking that waits for the line keeps its held time when the patient leaves', async () => {
  const kiosk = await startKiosk();
  await signIn(kiosk, 5);
  const [offer] = (await offers(kiosk, 1, used)) as [Offer];
  const holdId = randomUUID();
  await kiosk.call('appointments.hold', { slotId: offer.slotId, holdId, longer: false });
  const input = booking(offer, holdId);
  await kiosk.call('appointments.book', input);
  // Leaving at once: whether the push was quicker or not, the visit must stand.
  const fresh = await recycle(kiosk);
  expect(await settled(fresh, input.commandId)).toEqual({ state: 'applied', refusal: null });
});

test('K2 two patients in a row at one kiosk: the second sees nothing of the first', async () => {
  const kiosk = await startKiosk();
  const first = await signIn(kiosk, 6);
  const [offer] = (await offers(kiosk, 1, used)) as [Offer];
  const input = booking(offer, null);
  await kiosk.call('appointments.book', input);
  await settled(kiosk, input.commandId);
  const seen = await kiosk.call('appointments.mine', {});

  const fresh = await recycle(kiosk);
  expect(await fresh.refusal('appointments.mine', {})).toBe('forbidden');
  expect(await fresh.refusal('appointments.one', { appointmentId: input.appointmentId })).toBe('forbidden');
  const second = await signIn(fresh, 7);
  expect(second.me.patient?.id).not.toBe(first.me.patient?.id);
  const mine = await fresh.call('appointments.mine', {});
  const ids = (of: typeof mine) => [...of.upcoming, ...of.past].map(({ id }) => id);
  expect(ids(mine).filter((id) => ids(seen).includes(id))).toEqual([]);
  expect((await fresh.call('appointments.one', { appointmentId: input.appointmentId })).visit).toBeNull();
  expect((await fresh.call('slips.one', { appointmentId: input.appointmentId })).slip).toBeNull();
  expect(
    await fresh.refusal('appointments.cancel', {
      commandId: randomUUID(),
      appointmentId: input.appointmentId,
      reason: 'plans',
      comment: null,
    }),
  ).toBe('not_found');
});

test('R4 a wrong password is told without saying what was wrong, and leaves nobody signed in', async () => {
  const kiosk = await startKiosk();
  const { login } = account(8);
  expect(await kiosk.refusal('identity.signIn', { login, password: 'не тот пароль' })).toBe('wrong_login');
  expect(await kiosk.refusal('identity.signIn', { login: 'nobody@example.org', password: 'не тот пароль' })).toBe('wrong_login');
  expect(await kiosk.call('identity.me', {})).toEqual({ role: 'visitor', patient: null });
  await signIn(kiosk, 9);
  expect((await kiosk.call('identity.me', {})).role).toBe('patient');
});

test('R4 of two sign-ins at one moment the second is asked to wait', async () => {
  const kiosk = await startKiosk();
  const [first, second] = await Promise.all([signIn(kiosk, 10), kiosk.refusal('identity.signIn', account(11))]);
  expect(second).toBe('try_later');
  expect(await kiosk.call('identity.me', {})).toEqual(first.me);
  // The server never heard of the second: it would have ended the first, whose word is still good there.
  expect(await kiosk.call('representation.people', {})).toMatchObject({ people: [] });
});

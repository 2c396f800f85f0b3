import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { offerTask } from '../../../clinic-server/waiting/offerTask.ts';
import { waitingResource } from '../../../clinic-server/waiting/waitingResource.ts';
import type { PartOfDay } from '../../../shared/lib/partOfDay.ts';
import { addDays, instant, type MoscowDay } from '../../../shared/lib/moscow.ts';
import type { Resource } from '../../support/clinicResources.ts';
import { monday } from '../../support/features.ts';
import { anna, at, boris, kioskWithDoctor, tomorrow } from './kioskWithDoctor.ts';

const minutes = (count: number) => instant(monday + count * 60_000);

/** A kiosk with a wish of Anna's as the clinic server writes it. */
function kioskWithWish(more: { part?: PartOfDay; until?: MoscowDay; anyDoctor?: boolean } = {}) {
  const doctor = kioskWithDoctor();
  const { kiosk, job } = doctor;
  const asked = { entry: randomUUID(), number: 'К03-0007', role: job.id, anyDoctor: more.anyDoctor ?? false, from: tomorrow, until: more.until ?? addDays(tomorrow, 6), part: more.part ?? null };
  const wish: Resource = { ...waitingResource(asked, { ...(job as object), resourceType: 'PractitionerRole', id: job.id }, { patient: anna.id, signIn: null, joinedAt: monday }) };
  kiosk.signIn(anna);
  kiosk.put(wish);
  const offered = (slot: string, state: 'open' | 'expired' = 'open', until = minutes(60)) => {
    const offer = { id: randomUUID(), slot, entry: asked.entry, patient: anna.id, startsAt: at(600), endsAt: at(620), until, state, givenUpBy: null } as const;
    kiosk.put({ ...offerTask(offer, monday) });
    return offer.id;
  };
  const mine = () => kiosk.call('waiting.mine', {});
  return { ...doctor, asked, wish, offered, mine };
}

const joining = (roleId: string, more: object = {}) => ({ commandId: randomUUID(), entryId: randomUUID(), roleId, anyDoctor: false, from: tomorrow, until: addDays(tomorrow, 14), part: null, ...more });

test('S6 a wish is shown with its days and is no visit; once it is one, it is no wish', async () => {
  const { kiosk, mine, wish, asked, mine: again } = kioskWithWish({ part: 'evening' });
  expect(await mine()).toMatchObject({ entries: [{ id: asked.entry, number: 'К03-0007', state: 'waiting', doctor: { family: 'Смирнова' }, from: tomorrow, until: addDays(tomorrow, 6), part: 'evening', leaving: false }], offers: [] });
  expect(await kiosk.call('appointments.mine', {})).toMatchObject({ upcoming: [], past: [] });
  kiosk.put({ ...wish, status: 'booked', start: `${tomorrow}T10:00:00+03:00`, end: `${tomorrow}T10:20:00+03:00` } as Resource);
  expect((await again()).entries).toEqual([]);
  expect((await kiosk.call('appointments.mine', {})).upcoming).toHaveLength(1);
});

test('S6 an offer names time, doctor and room until it ends, and nothing once the server says it is over', async () => {
  const { kiosk, mine, time, offered } = kioskWithWish();
  const slot = time(at(600), 'busy-tentative');
  offered(time(at(700)), 'expired');
  const id = offered(slot);
  expect((await mine()).offers).toMatchObject([{ id, startsAt: at(600), durationMinutes: 20, doctor: { family: 'Смирнова' }, until: minutes(60), answering: null }]);
  kiosk.clock.now = minutes(60);
  expect((await mine()).offers).toEqual([]);
});

test('S6 joining goes out under the sign-in it was made in and waits visibly until the server has answered', async () => {
  const { kiosk, job } = kioskWithDoctor();
  kiosk.signIn(anna);
  const input = joining(job.id, { anyDoctor: true, part: 'morning' });
  expect(await kiosk.call('waiting.join', input)).toEqual({ entryId: input.entryId, number: 'К03-0001' });
  expect((await kiosk.call('waiting.mine', {})).entries).toMatchObject([{ id: input.entryId, state: 'sending', doctor: null, speciality: { ru: 'Эндокринолог' }, part: 'morning' }]);
  const { request } = kiosk.requestOf(input.commandId);
  expect(request).toMatchObject({ method: 'POST', path: '/fhir/Appointment/$wait-list', as: 'device', idempotencyKey: input.commandId });
  expect(request.body).toMatchObject({ parameter: [{ name: 'entryId' }, { name: 'number', valueString: 'К03-0001' }, { name: 'role' }, { name: 'anyDoctor', valueBoolean: true }, { name: 'from', valueDate: tomorrow }, { name: 'until' }, { name: 'part', valueCode: 'morning' }] });
  kiosk.settle(input.commandId, 'refused', 'too_many_entries');
  expect((await kiosk.call('waiting.mine', {})).entries).toMatchObject([{ state: 'refused', refusal: 'too_many_entries' }]);
});

test('S6 what can be known here is refused here: the same wish twice, days gone by, a doctor who is none', async () => {
  const { kiosk, job } = kioskWithWish();
  expect(await kiosk.refusal('waiting.join', joining(job.id))).toBe('already_waiting');
  expect(await kiosk.refusal('waiting.join', joining(randomUUID()))).toBe('not_found');
  expect(await kiosk.refusal('waiting.join', joining(job.id, { anyDoctor: true, from: '2026-11-20', until: '2026-11-22' }))).toBe('day_past');
  expect(await kiosk.refusal('waiting.leave', { commandId: randomUUID(), entryId: randomUUID() })).toBe('not_found');
});

test('S6 an offer is answered once, in time, and for the wish it was made to', async () => {
  const { kiosk, mine, time, offered, asked } = kioskWithWish();
  const offerId = offered(time(at(600), 'busy-tentative'));
  const answer = (more: object = {}) => ({ commandId: randomUUID(), offerId, entryId: asked.entry, ...more });
  expect(await kiosk.refusal('waiting.accept', answer({ entryId: randomUUID() }))).toBe('offer_gone');
  const input = answer();
  await kiosk.call('waiting.accept', input);
  expect((await mine()).offers).toMatchObject([{ answering: 'accept' }]);
  expect(await kiosk.refusal('waiting.decline', answer())).toBe('offer_gone');
  expect(kiosk.requestOf(input.commandId).request).toMatchObject({ path: `/fhir/Task/${offerId}/$accept-offer`, as: 'device' });
  kiosk.settle(input.commandId, 'refused', 'patient_busy');
  expect((await mine()).offers).toMatchObject([{ answering: null, refusal: 'patient_busy' }]);
  kiosk.clock.now = minutes(61);
  expect(await kiosk.refusal('waiting.accept', answer())).toBe('offer_gone');
});

test('S6 leaving is under way until the server has answered, and another patient sees nothing of it', async () => {
  const { kiosk, mine, asked } = kioskWithWish();
  await kiosk.call('waiting.leave', { commandId: randomUUID(), entryId: asked.entry });
  expect((await mine()).entries).toMatchObject([{ leaving: true }]);
  expect(await kiosk.refusal('waiting.leave', { commandId: randomUUID(), entryId: asked.entry })).toBe('not_active');
  await kiosk.leave();
  kiosk.signIn(boris);
  expect(await mine()).toEqual({ patientId: boris.id, entries: [], offers: [] });
});

test('S6 a wish whose last day is over waits for nothing', async () => {
  const { kiosk, mine } = kioskWithWish({ until: tomorrow });
  kiosk.clock.now = at(23 * 60 + 59);
  expect((await mine()).entries).toHaveLength(1);
  kiosk.clock.now = at(0, addDays(tomorrow, 1));
  expect((await mine()).entries).toEqual([]);
});

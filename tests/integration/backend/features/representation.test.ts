import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { bookParameters, enrolDevice, issueEnrolmentCode } from '../../../support/clinicDevice.ts';
import { inDays, startFamilyClinic, type FamilyClinic, type Relative } from '../../../support/familyClinic.ts';
import { publishBoth } from '../../../support/publishedDocuments.ts';

let here: FamilyClinic;
const kiosks: TestBackend[] = [];

beforeAll(async () => {
  here = await startFamilyClinic({ slots: Array.from({ length: 6 }, (_, index) => inDays(3 + index)) });
  await publishBoth(here.clinic);
  for (let count = 0; count < 2; count++) {
    const kiosk = await startBackend({ server: here.clinic.url, code: await issueEnrolmentCode(here.clinic.pool) });
    kiosks.push(kiosk);
    await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 60_000);
  }
}, 120_000);
afterAll(async () => {
  for (const kiosk of kiosks) {
    await kiosk.stop(true);
    rmSync(kiosk.userDataPath, { recursive: true, force: true });
  }
  await here.stop();
});

const [first, second] = [0, 1].map((index) => (): TestBackend => {
  const kiosk = kiosks[index];
  if (!kiosk) throw new Error('no such kiosk');
  return kiosk;
}) as [() => TestBackend, () => TestBackend];
const me = (kiosk: TestBackend) => kiosk.call('identity.me', {});
const signIn = (kiosk: TestBackend, { login, password }: Relative) => kiosk.call('identity.signIn', { login, password });
const nameOf = ({ family }: Relative) => ({ family, given: 'Саша', patronymic: 'Андреевна' });

/** A visit of that person's, made at another kiosk. */
async function visitOf(person: Relative): Promise<string> {
  const other = await enrolDevice(here.clinic);
  const { signInId } = await other.signIn(person);
  const [slot, appointmentId] = [here.small.slots[visits++], randomUUID()];
  if (!slot) throw new Error('no more times');
  const booked = await other.write('/fhir/Appointment/$book', bookParameters({ slot, patientId: person.id, appointmentId }), { signInId });
  expect(booked.status).toBe(201);
  return appointmentId;
}
let visits = 0;

it('R10 at a kiosk a mother acts for her son and comes back; each time only the one’s records are there', async () => {
  const { mother, son } = await here.family();
  const hers = await visitOf(mother);
  const kiosk = first();
  await signIn(kiosk, mother);
  expect((await kiosk.call('appointments.mine', {})).upcoming.map(({ id }) => id)).toEqual([hers]);
  expect(await kiosk.call('representation.people', {})).toMatchObject({ self: { patientId: mother.id }, people: [{ patientId: son.id, name: nameOf(son), relationship: 'parent' }] });

  const acting = await kiosk.call('representation.actFor', { patientId: son.id });
  expect(acting.me).toMatchObject({ role: 'patient', patient: { id: son.id, family: son.family }, representative: nameOf(mother) });
  expect(await me(kiosk)).toEqual(acting.me);
  expect((await kiosk.call('appointments.mine', {})).upcoming).toEqual([]);
  // He has signed nothing yet, whatever she has.
  expect((await kiosk.call('documents.pending', {})).pending.map(({ kind }) => kind).toSorted()).toEqual(['consent', 'terms']);

  const back = await kiosk.call('representation.actFor', { patientId: mother.id });
  expect(back.me).toMatchObject({ patient: { id: mother.id } });
  expect(back.me).not.toHaveProperty('representative');
  expect((await kiosk.call('appointments.mine', {})).upcoming.map(({ id }) => id)).toEqual([hers]);
}, 60_000);

it('R10 what the mother asked for in her own name goes through after she has gone over to her son', async () => {
  const { mother, son } = await here.family();
  const kiosk = second();
  const visit = await visitOf(mother);
  await signIn(kiosk, mother);
  const commandId = randomUUID();
  const cancelled = kiosk.call('appointments.cancel', { commandId, appointmentId: visit, reason: 'plans', comment: null });
  const acting = kiosk.call('representation.actFor', { patientId: son.id });
  await cancelled;
  expect((await acting).me).toMatchObject({ patient: { id: son.id } });
  expect(await eventually(() => kiosk.call('sync.outcome', { commandId, waitMs: 0 }), ({ state }) => state !== 'queued' && state !== 'unknown')).toMatchObject({ state: 'applied' });
  const { rows } = await here.clinic.pool.query<{ status: string; actors: string }>(`select content->>'status' as status, (content->'participant')::text as actors from resource where type = 'Appointment' and id = $1`, [visit]);
  expect(rows[0]?.status).toBe('cancelled');
  expect(rows[0]?.actors).not.toContain('RelatedPerson');
}, 60_000);

it('R10 a right taken back at the desk ends the session at the kiosk by itself, says why and leaves nobody’s records', async () => {
  const { mother, son, representationId } = await here.family();
  const kiosk = first();
  if ((await me(kiosk)).role === 'patient') await here.clinic.pool.query('update sign_in set ended_at = now() where ended_at is null');
  await eventually(() => me(kiosk), ({ role }) => role === 'visitor', 50_000);
  await signIn(kiosk, mother);
  await kiosk.call('representation.actFor', { patientId: son.id });
  expect((await here.revoke(representationId)).status).toBe(204);
  // Ten times what is promised: only a kiosk that never hears of it fails here.
  expect(await eventually(() => me(kiosk), ({ role }) => role === 'visitor', 50_000)).toEqual({ role: 'visitor', patient: null, ended: 'representation_over' });
  await expect(kiosk.call('appointments.mine', {})).rejects.toThrow();
}, 120_000);

it('R10 whoever leaves while acting for another leaves as both: no sign-in is open and no records are there', async () => {
  const { mother, son } = await here.family();
  const kiosk = second();
  // The one before has left too.
  await here.clinic.pool.query('update sign_in set ended_at = now() where ended_at is null');
  await eventually(() => me(kiosk), ({ role }) => role === 'visitor', 50_000);
  await signIn(kiosk, mother);
  await kiosk.call('representation.actFor', { patientId: son.id });
  await kiosk.backend.leave();
  const { rows } = await here.clinic.pool.query('select patient, ended_at is not null as ended from sign_in where patient = any($1) order by made_at, patient', [[mother.id, son.id]]);
  expect(rows).toHaveLength(2);
  expect(rows).toEqual(rows.map(({ patient }: { patient: string }) => ({ patient, ended: true })));
}, 120_000);

it('R10 whom one may not act for is refused, and one stays who one is', async () => {
  const [mother, stranger] = [await here.person(38), await here.person(8)];
  const kiosk = first();
  await signIn(kiosk, mother);
  expect(await kiosk.refusal('representation.actFor', { patientId: stranger.id })).toBe('not_representative');
  expect(await me(kiosk)).toMatchObject({ patient: { id: mother.id } });
  expect((await kiosk.call('representation.people', {})).people).toEqual([]);
}, 60_000);

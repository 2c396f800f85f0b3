import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../../../clinic-server/db/migrate.ts';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { addSystemToken } from '../../../../clinic-server/devices/deviceStore.ts';
import { hashOf, newSecret } from '../../../../clinic-server/devices/secrets.ts';
import { defaultLeases } from '../../../../clinic-server/leases/policy.ts';
import { declareRestore } from '../../../../clinic-server/restore/declare.ts';
import { readHistory } from '../../../../clinic-server/restore/historyFile.ts';
import { systems } from '../../../../shared/fhir/names.ts';
import { addDays, dayOf, instant, instantAt } from '../../../../shared/lib/moscow.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { issueEnrolmentCode } from '../../../support/clinicDevice.ts';
import { client } from '../../../support/fhirClient.ts';
import { ownClinicFolder, type OwnClinic } from '../../../support/ownClinic.ts';
import { seedSmallClinic, type SmallClinic } from '../../../support/smallClinic.ts';

let folder: Awaited<ReturnType<typeof ownClinicFolder>>;
let small: SmallClinic;
let clinic: OwnClinic;
let port = 0;
const kiosks: TestBackend[] = [];
const kioskOf = (index: number): TestBackend => kiosks[index] ?? never();

function never(): never {
  throw new Error('not one of this test');
}

const start = async (): Promise<OwnClinic> => folder.start(port, { leases: { ...defaultLeases, shareOfOffice: { [small.officeId]: 0.5 } } });

/** A kiosk reads more of a patient and of a doctor than the server's own tests need. */
async function completed(): Promise<void> {
  const token = newSecret();
  await inTransaction(clinic.pool, (tx) => addSystemToken(tx, { hash: hashOf(token), name: 'test', expiresAt: instant(Date.now() + 3_600_000) }));
  const ask = client(clinic.url, token);
  const put = async (type: string, id: string, more: object): Promise<void> => {
    const { body } = await ask('GET', `/fhir/${type}/${id}`);
    expect((await ask('PUT', `/fhir/${type}/${id}`, { ...(body as object), ...more })).status).toBe(200);
  };
  for (const { id } of small.people) await put('Patient', id, { birthDate: '1961-05-04' });
  for (const id of small.roleIds) await put('PractitionerRole', id, { specialty: [{ coding: [{ system: systems.speciality, code: 'endo', display: 'Эндокринолог' }] }] });
}

beforeAll(async () => {
  folder = await ownClinicFolder();
  const { pool, stop } = await folder.database();
  await migrate(pool);
  const tomorrow = addDays(dayOf(instant(Date.now())), 1);
  small = await seedSmallClinic(pool, { slots: Array.from({ length: 40 }, (_, index) => ({ startsAt: instantAt(tomorrow, 480 + index * 20), doctor: 0 })), people: 2 });
  await stop();
  clinic = await start();
  port = Number(new URL(clinic.url).port);
  await completed();
  for (const time of [1, 2]) {
    kiosks.push(await startBackend({ server: clinic.url, code: await issueEnrolmentCode(clinic.pool, 'kiosk', small.officeId) }));
    await eventually(() => kioskOf(time - 1).call('device.state', {}), ({ state }) => state === 'ready', 60_000);
  }
  await eventually(leased, (rows) => rows.length > 2, 60_000);
}, 240_000);
afterAll(async () => {
  await Promise.all(kiosks.map((kiosk) => kiosk.stop()));
  await clinic.stop();
  await folder.remove();
});

const leased = async (): Promise<{ slot: string; device: string }[]> => (await clinic.pool.query<{ slot: string; device: string }>(`select slot, device from occupancy where kind = 'lease'`)).rows;
const timesOf = async (kiosk: TestBackend) => (await kiosk.call('schedule.day', { roleId: small.roleIds[0] ?? '', day: dayOf(small.slots[0]?.startsAt ?? instant(0)) })).times;
const settled = (kiosk: TestBackend, commandId: string) => eventually(() => kiosk.call('sync.outcome', { commandId, waitMs: 2_000 }), ({ state }) => state === 'applied' || state === 'refused' || state === 'aside', 60_000);

interface Made {
  readonly appointmentId: string;
  readonly slotId: string;
  readonly confirmed: boolean;
}

const inUse = new Set<string>();

async function book(kiosk: TestBackend, isMine: (slotId: string) => boolean): Promise<Made & { commandId: string }> {
  const free = (await timesOf(kiosk)).find(({ slotId, state }) => state === 'free' && isMine(slotId) && !inUse.has(slotId));
  if (!free) throw new Error('no such time is free');
  inUse.add(free.slotId);
  const made = { commandId: randomUUID(), appointmentId: randomUUID(), slotId: free.slotId };
  const { confirmed } = await kiosk.call('appointments.book', { ...made, holdId: null });
  return { ...made, confirmed };
}

test('F19 an hour that was lost with the server comes back whole from the devices: every visit, every cancellation, and none of it twice', async () => {
  await clinic.stop();
  await folder.backUp();
  clinic = await start();

  // The hour: both work with the server, then it dies under them and they go on without.
  const standing: Made[] = [];
  const cancelled: Made[] = [];
  const owned = (await leased()).map(({ slot }) => slot);
  for (const [index, kiosk] of kiosks.entries()) {
    await eventually(() => kiosk.call('sync.status', {}), ({ line }) => line === 'up', 60_000);
    const { login = '', password = '' } = small.people[index] ?? {};
    await kiosk.call('identity.signIn', { login, password });
    for (let visit = 0; visit < 3; visit++) {
      const made = await book(kiosk, (slotId) => !owned.includes(slotId));
      expect(await settled(kiosk, made.commandId)).toEqual({ state: 'applied', refusal: null });
      if (visit > 0) standing.push(made);
      else {
        const commandId = randomUUID();
        await kiosk.call('appointments.cancel', { commandId, appointmentId: made.appointmentId, reason: 'plans', comment: null });
        expect(await settled(kiosk, commandId)).toEqual({ state: 'applied', refusal: null });
        cancelled.push(made);
      }
    }
  }
  await clinic.server.parts.history.note();
  const ownTimes = await leased();
  const { rows: devices } = await clinic.pool.query<{ id: string }>('select id from device order by code');
  await clinic.stop();
  const before = standing.length;
  for (const [index, kiosk] of kiosks.entries()) {
    await eventually(() => kiosk.call('sync.status', {}), ({ line }) => line === 'down', 60_000);
    const mine = ownTimes.filter(({ device }) => device === devices[index]?.id).map(({ slot }) => slot);
    // The second device may not have asked for its part yet.
    for (let visit = 0; visit < Math.min(2, mine.length); visit++) {
      const made = await book(kiosk, (slotId) => mine.includes(slotId));
      expect(made.confirmed).toBe(true);
      standing.push(made);
    }
  }

  expect(standing.length).toBeGreaterThanOrEqual(before + 2);
  await folder.putBack();
  const { pool, stop } = await folder.database();
  const path = folder.historyFile;
  const told = await declareRestore(pool, { path, file: readHistory(path), epoch: randomUUID(), now: instant(Date.now()) });
  expect(told).toMatchObject({ ordinal: 2, waitedFor: 2, signInsLost: 0 });
  await stop();
  clinic = await start();

  for (const kiosk of kiosks) await eventually(() => kiosk.call('sync.status', {}), ({ line, unsent }) => line === 'up' && unsent === 0, 120_000);
  for (const kiosk of kiosks) expect(await kiosk.call('sync.status', {})).toMatchObject({ aside: 0 });
  const closed = await clinic.pool.query<{ closed: boolean }>('select closed_at is not null as closed from history');
  expect(closed.rows).toEqual([{ closed: false }]);
  const { rows } = await clinic.pool.query<{ slot: string; appointment: string }>(`select slot, appointment from occupancy where kind = 'appointment' order by slot`);
  expect(rows).toEqual(standing.map(({ slotId, appointmentId }) => ({ slot: slotId, appointment: appointmentId })).toSorted((a, b) => (a.slot < b.slot ? -1 : 1)));
  const visits = await clinic.pool.query<{ id: string; status: string }>(`select id, content->>'status' as status from resource where type = 'Appointment' and not deleted`);
  const byId = new Map(visits.rows.map(({ id, status }) => [id, status]));
  expect(visits.rows).toHaveLength(standing.length + cancelled.length);
  for (const { appointmentId } of standing) expect(byId.get(appointmentId)).toBe('booked');
  for (const { appointmentId } of cancelled) expect(byId.get(appointmentId)).toBe('cancelled');
  expect((await clinic.pool.query('select kind from conflict_case')).rows).toEqual([]);
  expect(kiosks.flatMap(({ bugs }) => bugs)).toEqual([]);
}, 300_000);

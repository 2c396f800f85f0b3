import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../../../../clinic-server/db/migrate.ts';
import { startEmbedded } from '../../../../clinic-server/db/embedded.ts';
import { createPool, inTransaction } from '../../../../clinic-server/db/pool.ts';
import { revokeDevice } from '../../../../clinic-server/devices/deviceStore.ts';
import { declareRestore, type Declared } from '../../../../clinic-server/restore/declare.ts';
import { readHistory } from '../../../../clinic-server/restore/historyFile.ts';
import { openHistory, UndeclaredRestore } from '../../../../clinic-server/restore/keeper.ts';
import { extensions, headers } from '../../../../shared/fhir/names.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { askToken, bookParameters, enrolDevice, holdParameters, signAssertion, type TestDevice } from '../../../support/clinicDevice.ts';
import { at, client, codeOf, entries, type Answer } from '../../../support/fhirClient.ts';
import { logicalCopy } from '../../../support/logicalCopy.ts';
import { ownClinicFolder, type OwnClinic } from '../../../support/ownClinic.ts';
import { seedSmallClinic, type SmallClinic } from '../../../support/smallClinic.ts';

interface Booked {
  readonly key: string;
  readonly signInId: string;
  readonly parameter: readonly object[];
  readonly appointment: string;
  readonly slot: string;
  readonly word: string;
}

const now = (): ReturnType<typeof instant> => instant(Date.now());
let folder: Awaited<ReturnType<typeof ownClinicFolder>>;
let clinic: OwnClinic;
let small: SmallClinic;
let desk: TestDevice;
let joined: TestDevice;
let stolen: TestDevice;
let lost: Booked[] = [];
let epochBefore = '';

/** `device` as it speaks to the server that runs now, with a fresh token and the epoch it knows. */
async function again({ id, key }: TestDevice, epoch: string): Promise<TestDevice['ask']> {
  const given = await askToken(clinic.url, await signAssertion(key.privateKey, { deviceId: id }));
  if (given.status !== 200) throw new Error(`the token endpoint answered ${given.status}`);
  return client(clinic.url, String(at(given.body, 'access_token')), { [headers.epoch]: epoch });
}

function never(): never {
  throw new Error('not one of this test');
}

const slotOf = (index: number) => small.slots[index] ?? never();

async function book(ask: TestDevice['ask'], index: number, person: number): Promise<Booked> {
  const { login, password, id: patientId } = small.people[person] ?? never();
  const signedIn = await ask('POST', '/identity/sign-in', { login, password }, { 'content-type': 'application/json' });
  const signInId = String(at(signedIn.body, 'signInId'));
  const [key, appointment] = [randomUUID(), randomUUID()];
  const parameter = bookParameters({ slot: slotOf(index), patientId, appointmentId: appointment });
  const answer = await ask('POST', '/fhir/Appointment/$book', { resourceType: 'Parameters', parameter }, { [headers.idempotencyKey]: key, [headers.signIn]: signInId });
  expect(answer.status).toBe(201);
  const list = at(answer.body, 'extension');
  const word = Array.isArray(list) ? String(list.find(({ url }: { url: string }) => url === extensions.word)?.valueString) : '';
  return { key, signInId, parameter, appointment, slot: slotOf(index).id, word };
}

const claim = ({ slot, appointment, word }: Booked): object => ({
  name: 'claim',
  part: [{ name: 'slot', valueReference: { reference: `Slot/${slot}` } }, { name: 'appointment', valueReference: { reference: `Appointment/${appointment}` } }, { name: 'word', valueString: word }],
});
const report = (ask: TestDevice['ask'], claims: readonly Booked[]): Promise<Answer> => ask('POST', '/fhir/Slot/$report', { resourceType: 'Parameters', parameter: claims.map(claim) });
const pushed = (ask: TestDevice['ask'], { key, signInId, parameter, word }: Booked, isFormer = true): Promise<Answer> =>
  ask('POST', '/fhir/Appointment/$book', { resourceType: 'Parameters', parameter: [...parameter, ...(isFormer ? [{ name: 'word', valueString: word }] : [])] }, { [headers.idempotencyKey]: key, [headers.signIn]: signInId });
const holdAt = (ask: TestDevice['ask'], index: number): Promise<Answer> =>
  ask('POST', `/fhir/Slot/${slotOf(index).id}/$hold`, { resourceType: 'Parameters', parameter: holdParameters(randomUUID()) }, { [headers.idempotencyKey]: randomUUID() });

beforeAll(async () => {
  folder = await ownClinicFolder();
  clinic = await folder.start();
  small = await seedSmallClinic(clinic.pool, { people: 3, slots: Array.from({ length: 8 }, (_, index) => ({ startsAt: instant(Date.now() + (24 + index) * 3_600_000) })) });
  desk = await enrolDevice(clinic, { profile: 'reception', officeId: small.officeId });
  stolen = await enrolDevice(clinic, { profile: 'kiosk' });
  await book(desk.ask, 0, 0);
  await clinic.stop();
  await folder.backUp();

  // The hour that will be lost: a device joins, one is revoked, two patients book.
  clinic = await folder.start();
  epochBefore = clinic.server.parts.epoch;
  joined = await enrolDevice(clinic, { profile: 'kiosk' });
  lost = [await book(await again(desk, epochBefore), 1, 1), await book(joined.ask, 2, 2)];
  await inTransaction(clinic.pool, (tx) => revokeDevice(tx, stolen.id, now()));
  await clinic.server.parts.history.note();
  await clinic.stop();
  await folder.putBack();
}, 120_000);
afterAll(async () => {
  await clinic.stop();
  await folder.remove();
});

it('F19 a server whose database was put back from a copy does not start, says so in clear words, and changes nothing', async () => {
  const before = readFileSync(folder.historyFile, 'utf8');
  const error = await folder.start().then(
    (served) => served.stop().then(() => null),
    (refused: unknown) => refused,
  );
  expect(error).toBeInstanceOf(UndeclaredRestore);
  expect(String(error)).toMatch(/восстановили из копии/);
  expect(String(error)).toMatch(/restored from a backup/);
  expect(readFileSync(folder.historyFile, 'utf8')).toBe(before);
}, 60_000);

let declaring: Promise<{ readonly told: Declared; readonly signedIn: number }> | null = null;

/** Once for all tests, whichever of them is the first. */
function declared() {
  declaring ??= (async () => {
    const { pool, stop } = await folder.database();
    const path = folder.historyFile;
    const told = await declareRestore(pool, { path, file: readHistory(path), epoch: randomUUID(), now: now() });
    const { rows } = await pool.query('select id from sign_in where ended_at is null');
    await stop();
    clinic = await folder.start();
    return { told, signedIn: rows.length };
  })();
  return declaring;
}

it('F19 declared, it begins a new history, closed, and knows its devices and in whose name the lost hour was', async () => {
  const { told, signedIn } = await declared();
  expect(told).toMatchObject({ ordinal: 2, devices: 1, signInsLost: 0, waitedFor: 2 });
  // A sign-out, or a lock, of the lost hour is lost too: nobody is signed in any more.
  expect(signedIn).toBe(0);
  const { epoch, historyOrdinal } = clinic.server.parts;
  expect([epoch === epochBefore, epoch, historyOrdinal]).toEqual([false, told.epoch, 2]);
  // Revoked in the lost hour, and still.
  const refused = await askToken(clinic.url, await signAssertion(stolen.key.privateKey, { deviceId: stolen.id }));
  expect(codeOf(refused)).toBe('refused_device');
  const old = await again(desk, epochBefore);
  expect([(await holdAt(old, 3)).status, codeOf(await holdAt(old, 3))]).toEqual([409, 'epoch_changed']);
}, 60_000);

it('F19 while it is closed nothing is given out anew, and nothing that was settled is refused', async () => {
  await declared();
  const { epoch } = clinic.server.parts;
  const [asDesk, asJoined] = [await again(desk, epoch), await again(joined, epoch)];
  const held = await holdAt(asDesk, 3);
  expect([held.status, codeOf(held), held.headers.get('retry-after')]).toEqual([503, 'restoring', '60']);
  const [first, second] = [lost[0] ?? never(), lost[1] ?? never()];
  const fresh = await pushed(asDesk, { ...first, key: randomUUID(), appointment: randomUUID() }, false);
  expect([fresh.status, codeOf(fresh)]).toEqual([503, 'restoring']);
  expect((await report(asDesk, [first])).status).toBe(204);
  expect((await pushed(asDesk, first)).status).toBe(201);
  expect((await holdAt(asDesk, 3)).status).toBe(503);

  expect((await report(asJoined, [second])).status).toBe(204);
  // Everybody has reported, so it is open; what was lost comes back whole and once, in the name of the sign-in of that hour.
  expect((await holdAt(asDesk, 2)).status).toBe(409);
  expect((await holdAt(asDesk, 3)).status).toBe(200);
  for (const time of [1, 2]) expect((await pushed(asJoined, second)).status, String(time)).toBe(201);
  const { rows } = await clinic.pool.query<{ slot: string; appointment: string }>(`select o.slot, o.appointment from occupancy o where o.kind = 'appointment'`);
  for (const { slot, appointment } of lost) expect(rows.filter((row) => row.slot === slot)).toEqual([{ slot, appointment }]);
  expect(rows).toHaveLength(3);
});

it('O6 a report counts once an epoch, and a word of this history displaces nobody', async () => {
  await declared();
  const ask = await again(desk, clinic.server.parts.epoch);
  const [first, second] = [lost[0] ?? never(), lost[1] ?? never()];
  const asJoined = await again(joined, clinic.server.parts.epoch);
  expect([(await report(ask, [first])).status, (await report(asJoined, [second])).status, (await pushed(asJoined, second)).status]).toEqual([204, 204, 201]);
  expect((await report(ask, [{ ...second, appointment: randomUUID(), word: String(2 ** 41 - 1) }])).status).toBe(204);
  await clinic.pool.query('update device set reported_epoch = null');
  expect((await report(ask, [{ ...second, appointment: randomUUID(), word: String(2 ** 50) }])).status).toBe(204);
  const { rows } = await clinic.pool.query<{ appointment: string }>('select o.appointment from occupancy o where o.slot = $1', [second.slot]);
  expect(rows).toEqual([{ appointment: second.appointment }]);
});

it('F19 put back by a dump in another cluster it is refused too, and once declared its feed hands out every row', async () => {
  await declared();
  await clinic.pool.query('do $$ begin for i in 1..3000 loop perform pg_current_xact_id(); commit; end loop; end $$');
  await clinic.pool.query(`update resource set xid = pg_current_xact_id(), seq = nextval('feed_seq') where type = 'Slot'`);
  await clinic.server.parts.history.note();
  const cluster = await startEmbedded({ dataDir: join(folder.folder, 'elsewhere') });
  await cluster.createDatabase('kabinet');
  const pool = createPool(cluster.connectionString('kabinet'), 4);
  try {
    await migrate(pool);
    await logicalCopy(clinic.pool, pool);
    await expect(openHistory(pool, folder.historyFile, now)).rejects.toBeInstanceOf(UndeclaredRestore);
    const handedOut = `select count(*)::int as n, (select count(*)::int from resource) as all from resource r where r.xid < pg_snapshot_xmin(pg_current_snapshot())`;
    const [before] = (await pool.query<{ n: number; all: number }>(handedOut)).rows;
    expect((before?.all ?? 0) - (before?.n ?? 0)).toBeGreaterThanOrEqual(small.slots.length);
    const told = await declareRestore(pool, { path: join(folder.folder, 'elsewhere.json'), file: readHistory(folder.historyFile), epoch: randomUUID(), now: now() });
    expect(told).toMatchObject({ ordinal: 3 });
    expect(told.restamped).toBeGreaterThanOrEqual(small.slots.length);
    const [after] = (await pool.query<{ n: number; all: number }>(handedOut)).rows;
    expect(after).toEqual({ n: before?.all, all: before?.all });
  } finally {
    await pool.end();
    await cluster.stop();
  }
  expect(entries(await (await again(desk, clinic.server.parts.epoch))('GET', '/fhir/_history')).length).toBeGreaterThan(0);
}, 120_000);

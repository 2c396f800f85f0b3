import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { insertResource, removeResource, updateResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { headers } from '../../../../shared/fhir/names.ts';
import { eventually } from '../../../support/backend.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, entries, link, refusal, system, type Ask, type Entry } from '../../../support/fhirClient.ts';
import { appointment, location, patient } from './resources.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.stop());

/** What a device keeps of the feed: the newest version of each resource, by the rule of docs/wire.md. */
class Replica {
  readonly rows = new Map<string, number>();
  /** Rows handed out twice in the same version. */
  repeated = 0;
  /** Rows that came older than what is already here; allowed by the wire, never applied. */
  inverted = 0;
  apply(entry: Entry): void {
    const key = entry.request?.url ?? '';
    const version = Number(/"(\d+)"/.exec(entry.response?.etag ?? '')?.[1]);
    const known = this.rows.get(key) ?? 0;
    if (version === known) this.repeated++;
    if (version < known) this.inverted++;
    if (version > known) this.rows.set(key, version);
  }
}

async function readOn(ask: Ask, from: string, replica: Replica): Promise<string> {
  for (let path = from; ;) {
    const page = await ask('GET', path);
    expect(page.status).toBe(200);
    for (const entry of entries(page)) replica.apply(entry);
    const next = link(page, 'next');
    expect(next).not.toBeNull();
    if (entries(page).length === 0) return path;
    path = next ?? path;
  }
}

it('O5 the feed gives each resource once at its newest state, says how much is left, and always where to go on', async () => {
  const own = await startClinic();
  try {
    const ask = (await addKiosk(own)).ask;
    const write = system(own);
    const ids = Array.from({ length: 7 }, () => randomUUID());
    for (const id of ids) await write('PUT', `/fhir/Location/${id}`, location('первая', id));
    await write('PUT', `/fhir/Location/${ids[0]}`, location('вторая', ids[0]));
    await write('DELETE', `/fhir/Location/${ids[1]}`);
    // A transaction of another test in the same cluster holds the feed back while it is open: what comes is waited for, what must not come is not.
    const whole = (path: string, total: number) => eventually(() => ask('GET', path), (page) => at(page.body, 'total') === total);
    const first = await whole('/fhir/_history?_count=3', 7);
    expect(first.body).toMatchObject({ resourceType: 'Bundle', type: 'history', total: 7 });
    const second = await ask('GET', link(first, 'next') ?? '');
    expect(at(second.body, 'total')).toBe(4);
    const third = await ask('GET', link(second, 'next') ?? '');
    expect(at(third.body, 'total')).toBe(1);
    const all = [first, second, third].flatMap(entries);
    // In the order of the last change: the two touched again come last.
    expect(all.map(({ request }) => request?.url)).toEqual([...ids.slice(2), ids[0], ids[1]].map((id) => `Location/${id}`));
    expect(all.at(-1)).toMatchObject({ request: { method: 'DELETE' }, response: { etag: 'W/"2"' } });
    expect(all.at(-1)?.resource).toBeUndefined();
    expect(all.at(-2)).toMatchObject({ request: { method: 'PUT' }, resource: { name: 'вторая', meta: { versionId: '2' } } });
    const empty = await ask('GET', link(third, 'next') ?? '');
    expect(empty.body).toMatchObject({ total: 0 });
    expect(link(empty, 'next')).toBe(link(third, 'next'));
    await write('PUT', `/fhir/Location/${ids[2]}`, location('третья', ids[2]));
    expect(entries(await whole(link(empty, 'next') ?? '', 1)).map(({ request }) => request?.url)).toEqual([`Location/${ids[2]}`]);
  } finally {
    await own.stop();
  }
});

it('O5 a device hears of what is shared, a patient of the own record, and neither of anybody else', async () => {
  const [one, other] = [patient('Первая'), patient('Вторая')];
  const write = system(clinic);
  for (const resource of [one, other, appointment(one.id, 'F-1'), appointment(other.id, 'F-2')])
    await write('PUT', `/fhir/${resource.resourceType}/${resource.id}`, resource);
  const room = randomUUID();
  await write('PUT', `/fhir/Location/${room}`, location('общая', room));
  const kiosk = await addKiosk(clinic);
  const shared = entries(await kiosk.ask('GET', '/fhir/_history?_count=2000'));
  expect(shared.some(({ resource }) => resource?.id === room)).toBe(true);
  expect(new Set(shared.map(({ resource }) => resource?.resourceType))).toEqual(new Set(['Location']));
  const session = await signInPatient(clinic, kiosk, one.id);
  const own = entries(await session.ask('GET', '/fhir/_history'));
  expect(own.map(({ resource }) => resource?.resourceType).sort()).toEqual(['Appointment', 'Patient']);
  expect(JSON.stringify(own)).not.toContain(other.id);
});

it('O6 a cursor of another epoch is refused and says which one is in force', async () => {
  const kiosk = await addKiosk(clinic);
  const answer = await kiosk.ask('GET', `/fhir/_history?_cursor=${randomUUID()}.1.1`);
  expect(refusal(answer)).toBe('410 epoch_changed');
  expect(answer.headers.get(headers.epoch)).toBe(clinic.parts.epoch);
  for (const nonsense of [
    'x',
    '1.2.3',
    `${clinic.parts.epoch}.x.1`,
    `${clinic.parts.epoch}.1.1.1`,
    `${clinic.parts.epoch}.99999999999999999999.1`,
  ]) {
    expect(refusal(await kiosk.ask('GET', `/fhir/_history?_cursor=${encodeURIComponent(nonsense)}`))).toBe('400 invalid_cursor');
  }
  const id = randomUUID();
  const write = await system(clinic)('PUT', `/fhir/Location/${id}`, location('из прошлого', id), { [headers.epoch]: randomUUID() });
  expect(refusal(write)).toBe('409 epoch_changed');
  expect(refusal(await system(clinic)('GET', `/fhir/Location/${id}`))).toBe('404 not_found');
});

it('O5 nothing is handed out while a transaction that could precede it is open', async () => {
  const kiosk = await addKiosk(clinic);
  const start = await readOn(kiosk.ask, '/fhir/_history?_count=500', new Replica());
  const [slow, quick] = [randomUUID(), randomUUID()];
  let finish = (): void => undefined;
  let begun = (): void => undefined;
  const started = new Promise<void>((resolve) => (begun = resolve));
  const held = inTransaction(clinic.pool, async (tx) => {
    await insertResource(tx, location('медленная', slow), { patient: null });
    begun();
    await new Promise<void>((resolve) => (finish = resolve));
  });
  await started;
  await system(clinic)('PUT', `/fhir/Location/${quick}`, location('быстрая', quick));
  expect(entries(await kiosk.ask('GET', start))).toHaveLength(0);
  finish();
  await held;
  expect(entries(await kiosk.ask('GET', start)).map(({ resource }) => resource?.id)).toEqual([slow, quick]);
});

it('O5 twenty writers at once: two readers miss nothing, get nothing twice and end alike', async () => {
  const kiosk = await addKiosk(clinic);
  const second = await clinic.another();
  const ids = Array.from({ length: 40 }, () => randomUUID());
  const begin = await readOn(kiosk.ask, '/fhir/_history?_count=500', new Replica());
  await inTransaction(clinic.pool, async (tx) => {
    for (const id of ids) await insertResource(tx, location('0', id), { patient: null });
  });
  // By number and not by time: a busy machine makes it longer, and no easier.
  const hangsAt = Date.now() + 45_000;
  const isOver = () => commits >= 400 || Date.now() > hangsAt;
  let commits = 0;
  let undone = 0;
  const writer = async (seed: number): Promise<void> => {
    for (let turn = 0; !isOver(); turn++) {
      const pick = (shift: number): string => ids[(seed * 7 + turn * 13 + shift * 5) % ids.length] ?? '';
      await inTransaction(clinic.pool, async (tx) => {
        // Sorted, so the writers queue for rows instead of undoing each other.
        for (const id of [...new Set([pick(0), pick(1)])].sort()) {
          if ((seed + turn) % 11 === 0) await removeResource(tx, 'Location', id);
          else await updateResource(tx, { ...location(`${seed}-${turn}`, id), id });
        }
        if ((seed + turn) % 3 === 0) await insertResource(tx, location(`${seed}+${turn}`, randomUUID()), { patient: null });
        if (turn % 5 === 4) throw new Error('undone on purpose');
      }).then(
        () => commits++,
        () => undone++,
      );
    }
  };
  const read = async (ask: Ask, size: number): Promise<{ replica: Replica; path: string }> => {
    const replica = new Replica();
    let path = begin.replace(/_count=\d+/, `_count=${size}`);
    while (!isOver()) path = await readOn(ask, path, replica);
    return { replica, path };
  };
  const asks = [kiosk.ask, client(second.url, kiosk.token)] as const;
  const readers = [read(asks[0], 7), read(asks[1], 500)];
  await Promise.all(Array.from({ length: 20 }, (_, seed) => writer(seed)));
  const replicas = await Promise.all(
    // What was still being committed when a reader looked last comes with the next page; nothing before it may be missing.
    (await Promise.all(readers)).map(async ({ replica, path }, index) => {
      await readOn(asks[index] ?? kiosk.ask, path, replica);
      return replica;
    }),
  );
  expect(replicas.map(({ repeated }) => repeated)).toEqual([0, 0]);
  expect(commits).toBeGreaterThanOrEqual(400);
  expect(undone).toBeGreaterThan(20);
  const { rows } = await clinic.pool.query<{ key: string; version: number }>(
    `select type || '/' || id as key, version from resource where patient is null`,
  );
  const truth = new Map(rows.map(({ key, version }) => [key, version]));
  for (const replica of replicas) {
    expect(replica.rows.size).toBeGreaterThan(40);
    const missed = [...replica.rows].filter(([key, version]) => truth.get(key) !== version);
    expect(missed).toEqual([]);
  }
}, 60_000);

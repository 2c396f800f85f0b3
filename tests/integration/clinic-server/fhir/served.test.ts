import { connect } from 'node:net';
import { validateResource } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { createDemoClinic, writeDemoClinic } from '../../../../clinic-server/demo/seedClinic.ts';
import { unboundPaths } from '../../../../clinic-server/fhir/bindings.ts';
import { servedTypes } from '../../../../clinic-server/fhir/types.ts';
import { moscowDay } from '../../../../shared/lib/moscow.ts';
import { addKiosk } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, entries, link, system, type Ask, type Entry } from '../../../support/fhirClient.ts';

let clinic: TestClinic;
beforeAll(async () => {
  const demo = createDemoClinic(7, moscowDay('2026-11-22'), 10);
  // Nobody signs in here, so the passwords' hashes are nobody's.
  clinic = await startClinic({ seed: (pool) => inTransaction(pool, (tx) => writeDemoClinic(tx, demo, async () => 'nobody signs in')) });
});
afterAll(() => clinic.stop());

async function wholeFeed(ask: Ask): Promise<Entry[]> {
  const rows: Entry[] = [];
  for (let path: string | null = '/fhir/_history?_count=2000'; path;) {
    const page = await ask('GET', path);
    expect(page.status).toBe(200);
    if (rows.length === 0) {
      expect(validateResource(page.body as Resource)).toEqual([]);
      expect(unboundPaths(page.body as Resource)).toEqual([]);
    }
    rows.push(...entries(page));
    if (entries(page).length === 0) break;
    path = link(page, 'next');
  }
  return rows;
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

it('A4 every resource the demo clinic serves is valid R4, of every type, and every reference leads somewhere', async () => {
  const rows = await wholeFeed(system(clinic));
  const { rows: stored } = await clinic.pool.query<{ n: string }>('select count(*) as n from resource');
  expect(rows).toHaveLength(Number(stored[0]?.n));
  const known = new Set(rows.map(({ request }) => request?.url));
  const types = new Set<string>();
  const broken: unknown[] = [];
  for (const { resource } of rows) {
    types.add(resource?.resourceType ?? '');
    // Throws at what is wrong; what it returns are lesser remarks, and there are to be none.
    const content: unknown = resource;
    const remarks = validateResource(content as Resource);
    const unbound = unboundPaths(content as Resource);
    const loose = referencesIn(resource).filter((reference) => !known.has(reference));
    if (remarks.length > 0 || unbound.length > 0 || loose.length > 0)
      broken.push({ type: resource?.resourceType, remarks, unbound, loose });
  }
  expect(broken).toEqual([]);
  expect([...types].sort()).toEqual([...servedTypes].sort());
}, 120_000);

it('O5 a kiosk reads the whole shared part in pages within seconds, and a poll with nothing new costs nearly nothing', async () => {
  const kiosk = await addKiosk(clinic);
  const start = Date.now();
  const rows = await wholeFeed(kiosk.ask);
  expect(rows.length).toBeGreaterThan(10_000);
  expect(Date.now() - start).toBeLessThan(30_000);
  const last = await kiosk.ask('GET', '/fhir/_history?_count=1');
  expect(at(last.body, 'total')).toBe(rows.length);
  // The plan and not the clock: on a busy machine only the plan says whether an index serves the question. Sorting and reading the whole
  // table are switched off, or a table whose statistics have not been taken yet would decide what the planner tries first.
  const plan = await inTransaction(clinic.pool, async (tx) => {
    for (const way of ['seqscan', 'bitmapscan', 'sort']) await tx.query(`set local enable_${way} = off`);
    const { rows: lines } = await tx.query<{ 'QUERY PLAN': string }>(
      `explain select r.id from resource r where r.patient is null and (r.xid, r.seq) > ('1'::xid8, 1::bigint) and r.xid < pg_snapshot_xmin(pg_current_snapshot()) order by r.xid, r.seq limit 500`,
    );
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  });
  expect(plan).toContain('resource_feed_shared');
  expect(plan, 'the index gives the order itself').not.toContain('Sort');
});

it('A4 the times of one schedule are found by its index among all of them', async () => {
  const ask = system(clinic);
  const schedule = entries(await ask('GET', '/fhir/Schedule?_count=1'))[0]?.resource?.id;
  const day = await ask('GET', `/fhir/Slot?schedule=${schedule}&start=ge2026-11-23&start=lt2026-12-07&_sort=start&_count=1000`);
  expect(entries(day).length).toBeGreaterThan(10);
  const starts = entries(day).map(({ resource }) => String(resource?.['start']));
  expect(starts).toEqual([...starts].sort());
  const plan = await inTransaction(clinic.pool, async (tx) => {
    await tx.query('set local enable_seqscan = off');
    const { rows: lines } = await tx.query<{ 'QUERY PLAN': string }>(
      `explain select r.id from resource r where r.type = 'Slot' and not r.deleted and r.content->'schedule'->>'reference' = any('{Schedule/${schedule}}'::text[]) and fhir_low(r.content->>'start') >= '2026-11-23'`,
    );
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  });
  expect(plan).toContain('resource_slot');
});

it('A3 a connection that was opened and never used does not hold up a stop', async () => {
  const other = await clinic.another();
  const { hostname, port } = new URL(other.url);
  const idle = connect(Number(port), hostname);
  idle.on('error', () => undefined);
  await new Promise((resolve) => idle.once('connect', resolve));
  await client(other.url, null)('GET', '/nowhere');
  const start = Date.now();
  await other.stop();
  expect(Date.now() - start).toBeLessThan(5000);
  idle.destroy();
});

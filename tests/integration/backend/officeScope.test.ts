import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type DeviceDatabase } from '../../../backend/db/open.ts';
import { syncRules } from '../../../backend/features/index.ts';
import { errorRows } from '../../../backend/sync/feedStore.ts';
import { createPageSize } from '../../../backend/sync/pageSize.ts';
import { pull, type PullDeps } from '../../../backend/sync/pull.ts';
import { indexRules } from '../../../backend/sync/ruleIndex.ts';
import { inTransaction } from '../../../clinic-server/db/pool.ts';
import { letLeave } from '../../../clinic-server/fhir/officeScope.ts';
import { enrolDevice, type TestDevice } from '../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../support/clinicServer.ts';
import { demoStateOf, demoTemplate } from '../../support/demoTemplate.ts';

// The demo's clinic, a desk's own file and the rules of every feature: only the line is short.
let clinic: TestClinic;
let desk: TestDevice;
let office: string;
let folder: string;
let db: DeviceDatabase;
const bugs: string[] = [];

beforeAll(async () => {
  clinic = await startClinic({ template: await demoTemplate() });
  office = (await demoStateOf(clinic.pool)).offices.reception;
  desk = await enrolDevice(clinic, { profile: 'reception', officeId: office });
  folder = mkdtempSync(join(tmpdir(), 'kabinet-desk-'));
  db = openDatabase({ path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'main', binding: null }, false);
}, 120_000);
afterAll(async () => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
  await clinic.stop();
});

function load(): Promise<void> {
  const deps: PullDeps = {
    ...{ db, rules: indexRules(syncRules), pageSize: createPageSize(), newId: randomUUID, wallNow: Date.now, monotonicNow: () => performance.now() },
    ...{ forOffice: true, onPage: () => undefined, wanted: () => true, reportBug: (_error, where) => void bugs.push(where) },
    clinic: {
      async send({ path }) {
        const { status, body } = await desk.ask('GET', path);
        return { status, body, refusal: null, retryAfterMs: null };
      },
    },
  };
  return pull(deps, 'personal');
}

const count = (table: string) => db.read.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`)?.rows ?? -1;

/** Everything in the file, as text. */
function whole(): string {
  const tables = db.read.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`);
  return JSON.stringify(tables.map(({ name }) => db.read.all(`SELECT * FROM ${name}`)));
}

test('O1 a desk has the records of its office’s patients in its file, and no results', async () => {
  await load();
  expect(bugs).toEqual([]);
  expect(errorRows(db.read, 'personal')).toEqual([]);
  const { rows } = await clinic.pool.query<{ patients: string; visits: string }>(
    `select count(*) filter (where r.type = 'Patient') as patients, count(*) filter (where r.type = 'Appointment' and r.content ? 'start') as visits
     from resource r join office_patient m on m.patient = r.patient where m.office = $1 and m.present and not r.deleted`,
    [office],
  );
  expect({ patients: String(count('patient')), visits: String(count('appointment')) }).toEqual(rows[0]);
  expect(count('patient')).toBeGreaterThan(20);
  for (const table of ['encounter', 'service_request', 'consent_given']) expect([table, count(table) > 0]).toEqual([table, true]);
  for (const table of ['diagnostic_report', 'observation', 'visit_document', 'paper']) expect([table, count(table)]).toEqual([table, 0]);
});

test('O1 a patient who has left the office has left nothing in the desk’s file, and who stayed has lost nothing', async () => {
  const { rows } = await clinic.pool.query<{ patient: string; ids: string[] }>(
    `select r.patient, array_agg(distinct r.id) as ids from resource r join office_patient m on m.patient = r.patient where m.office = $1 and m.present and r.type not in ('DiagnosticReport', 'Observation', 'DocumentReference')
     group by r.patient order by count(distinct r.type) desc, count(*) desc limit 1`,
    [office],
  );
  const { patient = '', ids = [] } = rows[0] ?? {};
  const before = whole();
  expect(ids.every((id) => before.includes(id))).toBe(true);
  const patients = count('patient');
  await clinic.pool.query(`update office_patient set until = now() - interval '1 day' where office = $1 and patient = $2`, [office, patient]);
  await inTransaction(clinic.pool, (tx) => letLeave(tx, clinic.parts.now()));
  await load();
  const after = whole();
  expect(ids.filter((id) => after.includes(id))).toEqual([]);
  expect(after).not.toContain(patient);
  expect([bugs, errorRows(db.read, 'personal'), count('patient')]).toEqual([[], [], patients - 1]);
});

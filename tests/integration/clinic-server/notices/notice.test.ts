import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Communication } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction, reading } from '../../../../clinic-server/db/pool.ts';
import { validated } from '../../../../clinic-server/fhir/validate.ts';
import { endNotice, listNotices, Notice, publishNotice } from '../../../../clinic-server/notices/publishNotice.ts';
import { extensions } from '../../../../shared/fhir/names.ts';
import { addDays, dayOf, instant } from '../../../../shared/lib/moscow.ts';
import { addKiosk } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { entries } from '../../../support/fhirClient.ts';
import { patient } from '../fhir/resources.ts';

const root = join(import.meta.dirname, '../../../..');
const tomorrow = addDays(dayOf(instant(Date.now())), 1);

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.stop());

function command(...args: readonly string[]): Promise<{ said: string; code: number }> {
  // Another zone than Moscow's: what is typed is Moscow's all the same.
  const env = { ...process.env, TZ: 'America/Los_Angeles' };
  return promisify(execFile)(process.execPath, ['clinic-server/notice.ts', '--database', clinic.connectionString, ...args], { cwd: root, env }).then(
    ({ stdout }) => ({ said: stdout.trim(), code: 0 }),
    (error: { stderr: string; code: number }) => ({ said: error.stderr, code: error.code }),
  );
}
const asKioskSees = async (): Promise<readonly Communication[]> => {
  const { ask } = await addKiosk(clinic);
  const feed = entries(await ask('GET', '/fhir/_history?_count=2000'));
  return feed.flatMap(({ resource }) => (resource?.resourceType === 'Communication' ? [validated(resource) as Communication] : []));
};
const publish = (more: object = {}) => {
  const notice = Notice.parse({ russian: 'Работы на линии', english: null, urgent: false, from: null, until: null, ...more });
  return inTransaction(clinic.pool, (tx) => publishNotice(tx, notice, { id: randomUUID(), now: clinic.parts.now() }));
};

it('D5 an administrator’s command publishes a notice with its Moscow hours to every device, lists it and ends it', async () => {
  const published = await command('--text', 'Кабинет закрыт на ремонт', '--english', 'The office is closed for repairs', '--urgent', '--from', `${tomorrow}T08:00`, '--until', `${tomorrow}T18:30`);
  expect(published.code).toBe(0);
  const [notice] = await asKioskSees();
  expect(notice).toMatchObject({
    id: published.said,
    status: 'in-progress',
    category: [{ coding: [{ code: 'urgent' }] }],
    extension: [{ url: extensions.shown, valuePeriod: { start: `${tomorrow}T08:00:00+03:00`, end: `${tomorrow}T18:30:00+03:00` } }],
    payload: [{ contentString: 'Кабинет закрыт на ремонт' }],
  });
  expect(JSON.stringify(notice)).toContain('The office is closed for repairs');
  expect((await command('--list')).said).toBe(`${published.said} ${tomorrow}T08:00:00+03:00..${tomorrow}T18:30:00+03:00 Кабинет закрыт на ремонт`);
  expect((await command('--end', published.said)).code).toBe(0);
  expect((await asKioskSees()).map(({ status }) => status)).toEqual(['completed']);
  expect((await command('--text', 'Да', '--list')).code).not.toBe(0);
}, 60_000);

it('D5 a notice nobody could see or read is not published', async () => {
  await expect(publish({ until: '2020-01-01' })).rejects.toMatchObject({ status: 422, code: 'invalid_value' });
  for (const wrong of [
    { russian: '  ' },
    { russian: 'а'.repeat(241) },
    { russian: 'да \u202eтен' },
    { russian: 'да\nнет' },
    { from: `${tomorrow}T10:00`, until: `${tomorrow}T10:00` },
    { until: `${tomorrow}T24:00` },
    { until: '2026-02-31' },
    { until: 'завтра' },
  ])
    expect(() => Notice.parse({ russian: 'Работы', english: null, urgent: false, from: null, until: null, ...wrong }), JSON.stringify(wrong)).toThrow();
});

it('D5 ending takes a notice from the list and nothing else by its door', async () => {
  const standing = await publish();
  const over = await publish({ until: `${tomorrow}T12:00` });
  await inTransaction(clinic.pool, (tx) => endNotice(tx, over.id));
  expect((await listNotices(reading(clinic.pool))).map(({ id }) => id)).toEqual([standing.id]);
  const person = patient('Лесная');
  await expect(inTransaction(clinic.pool, (tx) => endNotice(tx, person.id))).rejects.toMatchObject({ status: 404 });
});

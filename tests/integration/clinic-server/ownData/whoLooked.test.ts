import { randomUUID } from 'node:crypto';
import { validateResource } from '@medplum/core';
import type { AuditEvent, Bundle, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { addCopy } from '../../../../clinic-server/documents/acceptanceStore.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { systems } from '../../../../shared/fhir/names.ts';
import { instant, type Instant } from '../../../../shared/lib/moscow.ts';
import type { TestDevice } from '../../../support/clinicDevice.ts';
import { at, link, refusal, system, type Answer, type Ask } from '../../../support/fhirClient.ts';
import { startFamilyClinic, type FamilyClinic, type Relative } from '../../../support/familyClinic.ts';

let here: FamilyClinic;
let now: Instant;
/** Enrolled before any time is let pass: an enrolment is by this machine's clock. */
let lasting: TestDevice;
const json = { 'content-type': 'application/json' };

beforeAll(async () => {
  now = instant(Date.now());
  here = await startFamilyClinic({ now: () => now });
  lasting = await here.kiosk();
  // The desk and its registrar outlive what these tests let pass as well.
  await here.clinic.pool.query(`update device_token set expires_at = now() + interval '3 days'`);
}, 60_000);
afterAll(() => here.stop());

/** Everything the server has written of one patient, whichever table it stands in. */
async function written(patient: string): Promise<number> {
  const { rows } = await here.clinic.pool.query<{ n: number }>(`select (select count(*) from access_log l where l.patient = $1)::int + (select count(*) from identity_audit a where a.patient = $1)::int as n`, [patient]);
  return rows[0]?.n ?? -1;
}

interface Subject {
  readonly person: Relative;
  readonly visit: string;
  readonly file: string;
}

/** A person nobody has looked at, with a visit and a file. */
async function subject(person?: Relative): Promise<Subject> {
  const whose = person ?? (await here.person(40));
  const [visit, file] = [randomUUID(), randomUUID()];
  await inTransaction(here.clinic.pool, async (tx) => {
    const actor = { reference: `Patient/${whose.id}` };
    await insertResource(tx, { resourceType: 'Appointment' as const, id: visit, status: 'fulfilled' as const, participant: [{ actor, status: 'accepted' as const }], start: '2026-01-12T10:00:00+03:00', end: '2026-01-12T10:20:00+03:00' }, { patient: whose.id });
    await addCopy(tx, { id: file, patient: whose.id, content: Buffer.from('%PDF-1.7\n'), now });
  });
  return { person: whose, visit, file };
}

type Way = readonly [name: string, ask: (ask: Ask, of: Subject) => Promise<Answer>];

const reads: readonly Way[] = [
  ['read', (ask, { visit }) => ask('GET', `/fhir/Appointment/${visit}`)],
  ['read of the person', (ask, { person }) => ask('GET', `/fhir/Patient/${person.id}`)],
  ['read of a version', (ask, { visit }) => ask('GET', `/fhir/Appointment/${visit}/_history/1`)],
  ['history of one', (ask, { visit }) => ask('GET', `/fhir/Appointment/${visit}/_history`)],
  ['history of a type', (ask) => ask('GET', '/fhir/Appointment/_history?_count=1000')],
  ['search', (ask, { visit }) => ask('GET', `/fhir/Appointment?_id=${visit}`)],
  ['search by POST', (ask, { visit }) => ask('POST', '/fhir/Appointment/_search', `_id=${visit}`, { 'content-type': 'application/x-www-form-urlencoded' })],
  ['the feed', (ask) => ask('GET', '/fhir/_history?_count=2000')],
  ['a file', (ask, { file }) => ask('GET', `/fhir/Binary/${file}`)],
  ['everything', (ask, { person }) => ask('GET', `/fhir/Patient/${person.id}/$everything`)],
  ['everything on paper', (ask, { person }) => ask('GET', `/fhir/Patient/${person.id}/$everything?_format=application/pdf`)],
  ['who looked', (ask, { person }) => ask('GET', `/fhir/AuditEvent?patient=${person.id}`)],
];

const atTheDesk: readonly Way[] = [
  ['finds the person', (ask, { person }) => ask('POST', '/identity/patients/find', { patientId: person.id }, json)],
  ['sees who may act for them', (ask, { person }) => ask('POST', '/identity/representatives/list', { patientId: person.id }, json)],
  ['makes a code for one visit', (ask, { person }) => ask('POST', '/identity/one-visit-code', { patientId: person.id }, json)],
  ['closes the account', (ask, { person }) => ask('POST', '/identity/locks', { patientId: person.id, reason: 'Потерян телефон' }, json)],
];

it.each(reads)('D4 the clinic’s own system: %s is one line for the patient', async (_name, read) => {
  const of = await subject();
  expect((await read(system(here.clinic), of)).status).toBe(200);
  expect(await written(of.person.id)).toBe(1);
});

it('D4 a list of several people’s is a line for each of them', async () => {
  const all = [await subject(), await subject(), await subject()];
  expect((await system(here.clinic)('GET', `/fhir/Appointment?_id=${all.map(({ visit }) => visit).join(',')}`)).status).toBe(200);
  for (const { person } of all) expect(await written(person.id)).toBe(1);
});

it.each(reads)('D4 who acts for the patient: %s is one line for the patient', async (_name, read) => {
  const { mother, son } = await here.family();
  const of = await subject(son);
  const kiosk = await here.kiosk();
  const acting = await here.actFor(kiosk, (await kiosk.signIn(mother)).ask, son);
  const before = await written(son.id);
  expect((await read(acting.ask, of)).status).toBe(200);
  expect(await written(son.id)).toBe(before + 1);
});

it.each(atTheDesk)('D4 a registrar %s: one line for the patient', async (_name, act) => {
  const of = await subject();
  expect((await act(here.registrar.ask, of)).status).toBeLessThan(300);
  expect(await written(of.person.id)).toBe(1);
});

it('D4 a registrar sees the open cases: one line for each patient in them, and none for the others', async () => {
  const [one, other, third] = [await subject(), await subject(), await subject()];
  for (const { person } of [one, other]) await here.clinic.pool.query(`insert into identity_case (id, kind, patient, opened_at) values (gen_random_uuid(), 'withdrawal', $1, now())`, [person.id]);
  expect((await here.registrar.ask('GET', '/identity/cases?_count=200')).status).toBe(200);
  expect([await written(one.person.id), await written(other.person.id), await written(third.person.id)]).toEqual([1, 1, 0]);
});

it('D4 who is shown whom they may act for is one line for each of these; what the patient themself looks at is none', async () => {
  const { mother, son } = await here.family();
  const kiosk = await here.kiosk();
  const own = await kiosk.signIn(mother);
  const [ofSon, ofMother] = [await written(son.id), await written(mother.id)];
  expect((await own.ask('GET', '/identity/represented')).status).toBe(200);
  expect(await written(son.id)).toBe(ofSon + 1);
  const of = await subject(mother);
  for (const [name, read] of reads.filter(([name]) => !name.startsWith('everything'))) expect([name, (await read(own.ask, of)).status]).toEqual([name, 200]);
  expect(await written(mother.id)).toBe(ofMother);
  // A copy of everything is told to its owner too: somebody at their glass may have taken it.
  expect((await own.ask('GET', `/fhir/Patient/${mother.id}/$everything`)).status).toBe(200);
  expect(await written(mother.id)).toBe(ofMother + 1);
});

it('D4 a refusal tells nothing of the person and is no line: whoever asks, and whatever for', async () => {
  const of = await subject();
  const kiosk = await here.kiosk();
  const stranger = await kiosk.signIn(await here.person(50));
  const refused: [string, string, Answer][] = [];
  for (const [who, ask] of [['device', kiosk.ask], ['stranger', stranger.ask], ['registrar', here.registrar.ask]] as const)
    for (const [name, read] of reads.filter(([name]) => !['history of a type', 'the feed', 'search', 'search by POST'].includes(name) || who !== 'stranger')) {
      if (name === 'the feed' && who !== 'stranger') continue;
      refused.push([who, name, await read(ask, of)]);
    }
  for (const [name, act] of atTheDesk) for (const [who, ask] of [['device', kiosk.ask], ['stranger', stranger.ask]] as const) refused.push([who, name, await act(ask, of)]);
  for (const [who, name, answer] of refused) expect([who, name, answer.status >= 400]).toEqual([who, name, true]);
  expect(await written(of.person.id)).toBe(0);
});

it('D4 a reader who goes on looking is one line in ten minutes, also when asking twenty times at once, and the line says all that was seen', async () => {
  const of = await subject();
  const ask = system(here.clinic);
  await Promise.all(Array.from({ length: 20 }, (_, index) => ask('GET', index % 2 === 0 ? `/fhir/Patient/${of.person.id}` : `/fhir/Appointment/${of.visit}`)));
  expect(await written(of.person.id)).toBe(1);
  const { rows } = await here.clinic.pool.query<{ things: string[] }>('select things from access_log where patient = $1', [of.person.id]);
  expect(rows[0]?.things.toSorted()).toEqual(['person', 'visits']);
  now = instant(now + 601_000);
  await ask('GET', `/fhir/Patient/${of.person.id}`);
  expect(await written(of.person.id)).toBe(2);
});

it('D4 the patient reads their own trail the newest first, page by page, in valid R4, with staff by position and first letters only', async () => {
  const of = await subject();
  await here.registrar.ask('POST', '/identity/patients/find', { patientId: of.person.id }, json);
  now = instant(now + 1000);
  await system(here.clinic)('GET', `/fhir/Patient/${of.person.id}`);
  now = instant(now + 1000);
  const own = await lasting.signIn(of.person);
  const events: AuditEvent[] = [];
  for (let path: string | null = `/fhir/AuditEvent?patient=${of.person.id}&_sort=-date&_count=1`; path !== null;) {
    const page: Answer = await own.ask('GET', path);
    expect(page.status).toBe(200);
    expect(validateResource(page.body as Bundle)).toEqual([]);
    expect((page.body as Bundle).total).toBe(3);
    events.push(...((page.body as Bundle<AuditEvent>).entry ?? []).flatMap(({ resource }) => (resource ? [resource] : [])));
    path = link(page, 'next');
  }
  for (const event of events) expect(validateResource(event as Resource)).toEqual([]);
  const deed = ({ subtype }: AuditEvent) => subtype?.find((coding) => coding.system === systems.accessDeed)?.code;
  expect(events.map(deed)).toEqual(['signIn', 'read', 'found']);
  expect(events.map(({ recorded }) => recorded)).toEqual(events.map(({ recorded }) => recorded).toSorted().toReversed());
  const [, , found] = events;
  expect(found?.agent[0]).toMatchObject({ name: 'И. Р.', network: { type: '1' }, role: [{ coding: [{ code: 'staff' }] }, { coding: [{ code: 'registrar' }] }] });
  expect(JSON.stringify(events)).not.toContain('Ирина');
  expect(await own.ask('GET', `/fhir/AuditEvent/${found?.id}`)).toMatchObject({ status: 200, body: found });
});

it('D4 a trail is read by its patient and the clinic’s systems only, and written by nobody', async () => {
  const [of, other] = [await subject(), await subject()];
  const own = await lasting.signIn(of.person);
  const mine = `/fhir/AuditEvent?patient=${of.person.id}`;
  expect(refusal(await own.ask('GET', `/fhir/AuditEvent?patient=${other.person.id}`))).toBe('404 not_found');
  for (const wrong of ['/fhir/AuditEvent', `${mine}&patient=${other.person.id}`, `${mine}&_page=x`, `${mine}&_count=0`]) expect([wrong, refusal(await own.ask('GET', wrong))]).toEqual([wrong, '400 invalid_parameter']);
  for (const wrong of [`${mine}&_sort=date`, `${mine}&agent=x`]) expect([wrong, refusal(await own.ask('GET', wrong))]).toEqual([wrong, '400 unknown_parameter']);
  const event = { resourceType: 'AuditEvent', id: randomUUID(), recorded: '2026-01-01T00:00:00Z' };
  for (const ask of [own.ask, here.registrar.ask]) expect(refusal(await ask('POST', '/fhir/AuditEvent', event))).toBe('403 forbidden');
  expect(refusal(await system(here.clinic)('POST', '/fhir/AuditEvent', event))).toBe('404 type_not_served');
  await system(here.clinic)('GET', `/fhir/Patient/${of.person.id}`);
  for (const sql of [`delete from access_log`, `update access_log set patient = gen_random_uuid()`, `update access_log set things = '{}' where cardinality(things) > 0`, 'truncate access_log']) await expect(here.clinic.pool.query(sql), sql).rejects.toThrow('only ever added to');
});

it('D4 what cannot be written down is not shown', async () => {
  const of = await subject();
  await here.clinic.pool.query('alter table access_log rename to access_log_away');
  try {
    for (const [name, read] of reads.filter(([name]) => name !== 'who looked' && !name.startsWith('everything'))) {
      const answer = await read(system(here.clinic), of);
      expect([name, answer.status, JSON.stringify(answer.body).includes(of.person.id)]).toEqual([name, 500, false]);
    }
  } finally {
    await here.clinic.pool.query('alter table access_log_away rename to access_log');
  }
  expect(at((await reads[0]?.[1](system(here.clinic), of))?.body, 'id')).toBe(of.visit);
});

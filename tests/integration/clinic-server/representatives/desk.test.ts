import { randomUUID } from 'node:crypto';
import { validateResource } from '@medplum/core';
import type { RelatedPerson } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unboundPaths } from '../../../../clinic-server/fhir/bindings.ts';
import { addDays, dayOf } from '../../../../shared/lib/moscow.ts';
import { startFamilyClinic, type FamilyClinic } from '../../../support/familyClinic.ts';
import { at, refusal, system } from '../../../support/fhirClient.ts';

let here: FamilyClinic;
const json = { 'content-type': 'application/json' };

beforeAll(async () => {
  here = await startFamilyClinic();
});
afterAll(() => here.stop());

const listOf = (patientId: string) => here.registrar.ask('POST', '/identity/representatives/list', { patientId }, json);
const auditOf = async (patientId: string) =>
  (await here.clinic.pool.query<{ action: string; staff: string; representative: string | null }>('select action, staff, representative from identity_audit where patient = $1 order by number', [patientId])).rows;

it('R10 a registrar who has seen the document gives the right; it stands in the child’s record as a valid RelatedPerson with a name and nothing more', async () => {
  const { mother, son, representationId } = await here.family();
  const listed = await listOf(son.id);
  expect(listed.body).toMatchObject({
    represents: [],
    representatives: [{ representationId, patientId: mother.id, name: `${mother.family} С. А.`, birthDay: '01-01', relationship: 'parent', document: 'birth_certificate' }],
  });
  expect((await listOf(mother.id)).body).toMatchObject({ representatives: [], represents: [{ representationId, patientId: son.id, name: `${son.family} С. А.` }] });

  const found = await system(here.clinic)('GET', `/fhir/RelatedPerson?patient=${son.id}`);
  const related = at(found.body, 'entry', 0, 'resource') as RelatedPerson;
  expect(validateResource(related)).toEqual([]);
  expect(unboundPaths(related)).toEqual([]);
  expect(related).toMatchObject({ active: true, patient: { reference: `Patient/${son.id}` }, relationship: [{ coding: [{ code: 'PRN' }] }], name: [{ family: mother.family }], period: { end: at(listed.body, 'representatives', 0, 'until') } });
  expect(Object.keys(related).toSorted()).toEqual(['active', 'id', 'meta', 'name', 'patient', 'period', 'relationship', 'resourceType']);
  expect(await auditOf(son.id)).toEqual([
    { action: 'representative_granted', staff: here.registrar.id, representative: mother.id },
    { action: 'representatives_seen', staff: here.registrar.id, representative: null },
  ]);
});

it('R10 without a document seen, with one of another kind, or for oneself nothing is granted', async () => {
  const [mother, son] = [await here.person(38), await here.person(8)];
  for (const more of [{ documentSeen: false }, { documentSeen: undefined }, { document: 'power_of_attorney' }, { representativeId: son.id }, { until: '2027-02-30' }, { relationship: 'aunt' }])
    expect([more, refusal(await here.parentOf(mother, son, more))]).toEqual([more, '400 invalid_request']);
  expect((await listOf(son.id)).body).toEqual({ representatives: [], represents: [] });
});

it('R10 the clinic’s own records decide about ages: no parent of a grown-up, no child for anybody', async () => {
  const [mother, son, grown] = [await here.person(38), await here.person(8), await here.person(16)];
  expect(refusal(await here.parentOf(mother, grown))).toBe('409 not_a_child');
  expect(refusal(await here.parentOf(son, mother))).toBe('409 not_a_child');
  const tomorrow = addDays(dayOf(here.clinic.parts.now()), 1);
  const proxy = { relationship: 'proxy', document: 'power_of_attorney', until: tomorrow };
  expect(refusal(await here.parentOf(son, mother, proxy))).toBe('409 representative_is_child');
  expect(await here.parentOf(grown, mother, proxy)).toMatchObject({ status: 201, body: { until: tomorrow } });
  expect(refusal(await here.parentOf(grown, mother, { ...proxy, until: null }))).toBe('400 invalid_request');
});

it('R10 of a pair there is one right, also when two desks give it at one moment', async () => {
  const [mother, father, son] = [await here.person(38), await here.person(40), await here.person(8)];
  const both = await Promise.all([here.parentOf(mother, son), here.parentOf(mother, son)]);
  expect(both.map((answer) => (answer.status === 201 ? '201' : refusal(answer))).toSorted()).toEqual(['201', '409 already_representative']);
  expect((await here.parentOf(father, son)).status).toBe(201);
  const { rows } = await here.clinic.pool.query(`select id from resource where type = 'RelatedPerson' and patient = $1`, [son.id]);
  expect(rows).toHaveLength(2);
});

it('R10 people who are nobody here, or were merged into others, have and give no right', async () => {
  const [mother, son, merged] = [await here.person(38), await here.person(8), await here.person(9, { active: false })];
  expect(refusal(await here.parentOf(mother, { ...son, id: randomUUID() }))).toBe('404 not_found');
  expect(refusal(await here.parentOf({ ...mother, id: randomUUID() }, son))).toBe('404 not_found');
  expect(refusal(await here.parentOf(mother, merged))).toBe('404 not_found');
  expect(refusal(await listOf(randomUUID()))).toBe('404 not_found');
});

it('R10 a right taken back is over in the list and in the record, and may be given anew', async () => {
  const { mother, son, representationId } = await here.family();
  expect((await here.revoke(representationId, 'Решение суда от 20 ноября')).status).toBe(204);
  expect(refusal(await here.revoke(representationId))).toBe('404 not_found');
  expect((await listOf(son.id)).body).toEqual({ representatives: [], represents: [] });
  const related = await system(here.clinic)('GET', `/fhir/RelatedPerson?patient=${son.id}`);
  expect(at(related.body, 'entry', 0, 'resource')).toMatchObject({ active: false, period: { end: dayOf(here.clinic.parts.now()) } });
  const { rows } = await here.clinic.pool.query('select revoked_by as "by", reason from representation where id = $1', [representationId]);
  expect(rows).toEqual([{ by: here.registrar.id, reason: 'Решение суда от 20 ноября' }]);
  expect((await auditOf(son.id)).map(({ action, representative }) => [action, representative])).toContainEqual(['representative_revoked', mother.id]);
  expect((await here.parentOf(mother, son)).status).toBe(201);
});

it('R10 nobody but staff gives, takes back or lists rights', async () => {
  const { mother, son, representationId } = await here.family();
  const kiosk = await here.kiosk();
  const signedIn = await kiosk.signIn(mother);
  for (const ask of [kiosk.ask, signedIn.ask]) {
    expect(refusal(await ask('POST', '/identity/representatives', { patientId: son.id }, json))).toBe('403 forbidden');
    expect(refusal(await ask('POST', '/identity/representatives/list', { patientId: son.id }, json))).toBe('403 forbidden');
    expect(refusal(await ask('POST', `/identity/representatives/${representationId}/revoke`, { reason: 'Так решила мать' }, json))).toBe('403 forbidden');
  }
  for (const reason of ['', ' ', 'и'.repeat(501)]) expect(refusal(await here.revoke(representationId, reason))).toBe('400 invalid_request');
});

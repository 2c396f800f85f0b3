import { randomUUID } from 'node:crypto';
import { validateResource } from '@medplum/core';
import type { Appointment, Consent, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unboundPaths } from '../../../../clinic-server/fhir/bindings.ts';
import type { Published } from '../../../../clinic-server/documents/published.ts';
import type { DocumentKind } from '../../../../shared/lib/clinicDocument.ts';
import type { Id } from '../../../../shared/lib/ids.ts';
import { bookParameters, type TestDevice } from '../../../support/clinicDevice.ts';
import { inDays, startFamilyClinic, type FamilyClinic } from '../../../support/familyClinic.ts';
import { at, refusal, system, type Answer, type Ask } from '../../../support/fhirClient.ts';
import { pdfText } from '../../../support/pdfText.ts';
import { publishBoth } from '../../../support/publishedDocuments.ts';
import { signaturePng } from '../../../support/signature.ts';

let here: FamilyClinic;
let inForce: Record<DocumentKind, Published>;
let taken = 0;

beforeAll(async () => {
  here = await startFamilyClinic({ slots: Array.from({ length: 8 }, (_, index) => inDays(3 + index)) });
  inForce = await publishBoth(here.clinic);
});
afterAll(() => here.stop());

function freeSlot() {
  const slot = here.small.slots[taken++];
  if (!slot) throw new Error('no more times');
  return slot;
}
const write = (ask: Ask, path: string, parameter: readonly object[], more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  ask('POST', path, { resourceType: 'Parameters', parameter }, { 'idempotency-key': randomUUID(), ...more });
const relatedOf = async (patientId: Id): Promise<string> => (await here.clinic.pool.query<{ id: string }>(`select id from resource where type = 'RelatedPerson' and patient = $1`, [patientId])).rows[0]?.id ?? '';
const actorsOf = (answer: Answer): unknown[] => (at(answer.body, 'participant') as Appointment['participant']).map(({ actor }) => actor?.reference);
const isValid = (content: unknown): void => {
  expect(validateResource(content as Resource)).toEqual([]);
  expect(unboundPaths(content as Resource)).toEqual([]);
};
const accept = (ask: Ask, kind: DocumentKind, more: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  ask('POST', '/identity/acceptances', { kind, version: inForce[kind].version, sha256: inForce[kind].texts[0]?.sha256, how: 'finger', signature: signaturePng(), typedName: null, acceptedAt: Date.now(), ...more }, { 'idempotency-key': randomUUID(), ...headers });

async function acting(): Promise<{ mother: { id: Id; family: string }; son: { id: Id; family: string }; kiosk: TestDevice; own: { ask: Ask; signInId: string }; ask: Ask; token: string; signInId: string; related: string }> {
  const { mother, son } = await here.family();
  const kiosk = await here.kiosk();
  const own = await kiosk.signIn(mother);
  return { mother, son, kiosk, own, ...(await here.actFor(kiosk, own.ask, son)), related: `RelatedPerson/${await relatedOf(son.id)}` };
}

it('R10 a visit the mother books names the son as patient and her as the person beside him; moved and cancelled, it still does', async () => {
  const { mother, son, ask, related } = await acting();
  const booked = await write(ask, '/fhir/Appointment/$book', bookParameters({ slot: freeSlot(), patientId: son.id }));
  expect(booked.status).toBe(201);
  isValid(booked.body);
  expect(actorsOf(booked)).toEqual([`Patient/${son.id}`, expect.stringMatching(/^PractitionerRole\//), related]);
  const id = String(at(booked.body, 'id'));
  const moved = await write(ask, `/fhir/Appointment/${id}/$reschedule`, [{ name: 'slot', valueReference: { reference: `Slot/${freeSlot().id}` } }]);
  expect(actorsOf(moved)).toEqual(actorsOf(booked));
  const cancelled = await write(ask, `/fhir/Appointment/${id}/$cancel`, [{ name: 'reason', valueCode: 'plans' }]);
  expect([at(cancelled.body, 'status'), actorsOf(cancelled)]).toEqual(['cancelled', actorsOf(booked)]);
  // Her own record has nothing of it, and in her own name she does not book for him.
  expect(refusal(await write(ask, '/fhir/Appointment/$book', bookParameters({ slot: freeSlot(), patientId: mother.id })))).toBe('403 forbidden');
});

it('R10 a visit the clinic made for the son names the mother from the moment she changes it', async () => {
  const { son, ask, related } = await acting();
  const visit = await write(ask, '/fhir/Appointment/$book', bookParameters({ slot: freeSlot(), patientId: son.id }));
  const id = String(at(visit.body, 'id'));
  // As it would be without her: the clinic's own system has written it.
  const plain = { ...(visit.body as Appointment), participant: (visit.body as Appointment).participant.filter(({ actor }) => actor?.reference !== related) };
  expect((await system(here.clinic)('PUT', `/fhir/Appointment/${id}`, plain)).status).toBe(200);
  const cancelled = await write(ask, `/fhir/Appointment/${id}/$cancel`, [{ name: 'reason', valueCode: 'plans' }]);
  expect(actorsOf(cancelled)).toContain(related);
});

it('R10 a consent the mother signs for her son is his, names her as who gave it, and its paper copy says so', async () => {
  const { mother, son, kiosk, token, ask, own, related } = await acting();
  const answer = await accept(ask, 'consent');
  expect(answer.status).toBe(201);
  const consent = at(answer.body, 'consent') as Consent;
  isValid(consent);
  expect(consent).toMatchObject({ status: 'active', patient: { reference: `Patient/${son.id}` }, performer: [{ reference: related }] });
  const copy = await ask('GET', `/fhir/${consent.sourceReference?.reference ?? ''}`);
  const binary = String(at(copy.body, 'content', 0, 'attachment', 'url'));
  const printed = await wordsOf(kiosk, token, binary);
  expect(printed).toContain(`${mother.family} Саша Андреевна, как родитель`);
  expect(printed).toContain('За кого');
  expect(printed).toContain(`${son.family} Саша Андреевна, дата рождения`);

  // The copy is the son's: the mother's own sign-in does not reach it, nor does anybody else's.
  const stranger = await here.kiosk();
  const strange = await stranger.signIn(await here.person(50));
  for (const other of [own.ask, strange.ask]) expect(['401 no_token', '404 not_found']).toContain(refusal(await other('GET', `/fhir/${binary}`)));
  expect(refusal(await strange.ask('GET', `/fhir/Consent/${consent.id ?? ''}`))).toBe('404 not_found');
});

it('R10 when the mother takes her son’s consent back, the registrar’s case names both', async () => {
  const { son, ask, related } = await acting();
  expect((await accept(ask, 'consent')).status).toBe(201);
  const withdrawn = await ask('POST', '/identity/consents/withdraw', { purposes: null }, { 'idempotency-key': randomUUID() });
  expect(withdrawn.body).toMatchObject({ status: 'inactive', performer: [{ reference: related }] });
  const { rows } = await here.clinic.pool.query<{ person: string }>(`select detail->>'relatedPerson' as person from identity_case where kind = 'withdrawal' and patient = $1`, [son.id]);
  expect(rows.map(({ person }) => `RelatedPerson/${person}`)).toEqual([related]);
});

it('R10 what the mother signed of her own names nobody beside her', async () => {
  const mother = await here.person(38);
  const kiosk = await here.kiosk();
  const { ask, token } = await kiosk.signIn(mother);
  const consent = at((await accept(ask, 'terms')).body, 'consent') as Consent;
  expect(consent.performer).toBeUndefined();
  const copy = await ask('GET', `/fhir/${consent.sourceReference?.reference ?? ''}`);
  expect(await wordsOf(kiosk, token, String(at(copy.body, 'content', 0, 'attachment', 'url')))).not.toContain('За кого');
});

it('R10 what waited in the outbox goes through after the change, each in the name it was made in', async () => {
  const { mother, son, kiosk, own, signInId, ask, related } = await acting();
  const back = await here.actFor(kiosk, ask, mother);
  // Both sign-ins are over by now: the device sends what was made under each.
  const hers = await kiosk.write('/fhir/Appointment/$book', bookParameters({ slot: freeSlot(), patientId: mother.id }), { signInId: own.signInId });
  expect([hers.status, actorsOf(hers)]).toEqual([201, [`Patient/${mother.id}`, expect.stringMatching(/^PractitionerRole\//)]]);
  const his = await kiosk.write('/fhir/Appointment/$book', bookParameters({ slot: freeSlot(), patientId: son.id }), { signInId });
  expect([his.status, actorsOf(his)]).toEqual([201, [`Patient/${son.id}`, expect.stringMatching(/^PractitionerRole\//), related]]);
  const signed = await accept(kiosk.ask, 'terms', {}, { 'kabinet-sign-in': signInId });
  expect(at(signed.body, 'consent')).toMatchObject({ patient: { reference: `Patient/${son.id}` }, performer: [{ reference: related }] });
  // And never in the other's.
  expect(refusal(await kiosk.write('/fhir/Appointment/$book', bookParameters({ slot: freeSlot(), patientId: son.id }), { signInId: back.signInId }))).toBe('403 forbidden');
});

async function wordsOf(kiosk: TestDevice, token: string, binary: string): Promise<string> {
  const answer = await fetch(`${here.clinic.url}/fhir/${binary}`, { headers: { authorization: `Bearer ${token}`, 'kabinet-device': `Bearer ${kiosk.token}` } });
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  return pdfText(Buffer.from(await answer.arrayBuffer()));
}

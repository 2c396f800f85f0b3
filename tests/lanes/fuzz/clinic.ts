import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { staffCodeVerifier } from '../../../clinic-server/devices/staffCode.ts';
import { addDays, dayOf, instant, instantAt, moscowDay, toWire } from '../../../shared/lib/moscow.ts';
import { offerTask } from '../../../clinic-server/waiting/offerTask.ts';
import { waitingResource } from '../../../clinic-server/waiting/waitingResource.ts';
import { demoText } from '../../../clinic-server/demo/seedDocuments.ts';
import { documentResource, sha256Of } from '../../../clinic-server/documents/published.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import * as fhir from '../../support/clinicResources.ts';
import { charge, encounter, visitDocument } from '../../support/encounterResources.ts';
import { signedCopy } from '../../support/signedCopy.ts';
import { refuse, startScriptedServer, type Answer, type Said } from '../../support/scriptedServer.ts';
import type { Chance } from '../chance.ts';
import { createIdentityAnswers } from './identityAnswers.ts';
import type { KnownIds } from './inputs.ts';
import { createLeaseAnswers } from './leaseAnswers.ts';
import { createStaffAnswers } from './staffAnswers.ts';

export const account = { login: 'anna.kuznetsova@example.org', password: 'the right password' } as const;

export const staffCode = '246813';

/** What only the signed-in patient may see; nothing of it belongs into an error, a log or a visitor's answer. */
export const personal = /Кузнецова|Анна|Петровна|1950-03-08|-12-34/;

/** One text of each kind; the patient has given the consent and has not signed the terms. */
function documents(patientId: Id) {
  const [termsId, consentId] = [randomUUID(), randomUUID()];
  const version = '2026-01';
  const effective = moscowDay('2026-01-12');
  const terms = demoText('terms-2026-01.ru');
  const published = [
    documentResource({ kind: 'terms', version, effective, russian: terms, english: null }, termsId, instant(Date.now()), null),
    documentResource({ kind: 'consent', version, effective, russian: demoText('consent-2026-01.ru'), english: null }, consentId, instant(Date.now()), null),
  ];
  const given = {
    ...{ resourceType: 'Consent', id: randomUUID(), status: 'active', patient: { reference: `Patient/${patientId}` }, dateTime: '2026-02-01T10:00:00+03:00' },
    identifier: [{ system: systems.documentVersion, value: version }],
    category: [{ coding: [{ system: systems.documentKind, code: 'consent' }] }],
  };
  return { published: published as unknown[] as fhir.Resource[], given, toSign: { documentId: termsId, kind: 'terms', version, sha256: sha256Of(terms) } as const };
}

/** One report of the patient's with two values, one of them hostile. */
function results(patientId: Id) {
  const subject = { reference: `Patient/${patientId}` };
  const [reportId, first, second] = [randomUUID(), randomUUID(), randomUUID()];
  const code = { coding: [{ system: systems.loinc, code: '3016-3' }], text: 'ТТГ' };
  const value = { resourceType: 'Observation', status: 'final', subject, code, effectiveDateTime: '2026-11-19T08:10:00+03:00' };
  const report = {
    ...{ resourceType: 'DiagnosticReport', id: reportId, status: 'final', subject, code: { text: 'Щитовидная железа' }, issued: '2026-11-20T12:00:00+03:00' },
    result: [first, second].map((id) => ({ reference: `Observation/${id}` })),
  };
  const rows = [report, { ...value, id: first, valueQuantity: { value: 4.8, unit: 'мМЕ/л' } }, { ...value, id: second, valueQuantity: { value: '1e400' }, referenceRange: [7] }];
  return { reportId, rows };
}

/** One line of a pre-order of the patient's. */
function ordered(patientId: Id) {
  const orderId = randomUUID();
  const row = {
    ...{ resourceType: 'ServiceRequest', id: randomUUID(), status: 'active', intent: 'order', subject: { reference: `Patient/${patientId}` }, authoredOn: '2026-11-20T12:00:00+03:00' },
    identifier: [{ system: `${systems.orderNumber}/id`, value: orderId }],
    requisition: { system: systems.orderNumber, value: 'К01-0001' },
    code: { coding: [{ system: systems.nomenclature, code: 'B01.058.001' }], text: 'Приём эндокринолога' },
    extension: [{ url: extensions.orderState, valueCode: 'sent' }, { url: extensions.price, valueMoney: { value: 3_100, currency: 'RUB' } }],
  };
  return { orderId, row };
}

/** A visit that is over, with two services, one of them hostile, and a paper. */
function visited(visit: fhir.Resource, patientId: Id) {
  const over = encounter(patientId, visit.id, { begins: instantAt(moscowDay('2026-10-14'), 612) });
  return [{ ...visit, status: 'fulfilled' }, over, charge(over), charge(over, { priceOverride: { value: '1e400', currency: ['RUB'] }, code: 7 }), visitDocument(over)];
}

/** A wish of the patient's for an earlier time, and a time that is offered for it for the next hours. */
function waited(patientId: Id, role: fhir.Resource, slot: fhir.Resource) {
  const now = instant(Date.now());
  const [entry, offerId] = [randomUUID(), randomUUID()];
  const [from, until] = [dayOf(now), addDays(dayOf(now), 30)];
  const wish = waitingResource({ entry, number: 'К01-0002', role: role.id, anyDoctor: false, from, until, part: null }, { ...(role as object), resourceType: 'PractitionerRole', id: role.id }, { patient: patientId, signIn: null, joinedAt: now });
  const startsAt = instantAt(addDays(dayOf(now), 3), 540);
  const offer = offerTask({ id: offerId, slot: slot.id, entry, patient: patientId, startsAt, endsAt: instant(startsAt + 1_200_000), until: instant(now + 86_400_000), state: 'open', givenUpBy: null }, now);
  return { entry, offerId, rows: [wish, offer] as unknown[] as fhir.Resource[] };
}

const SignIn = z.object({ login: z.string(), password: z.string() });
const Booking = z.object({ parameter: z.array(z.object({ name: z.string(), resource: z.looseObject({ id: z.uuid() }).optional() })) });

function resources() {
  const place = fhir.office('Центр');
  const cabinet = fhir.room(place.id);
  const person = fhir.practitioner('Смирнова', 'Елена', 'Андреевна');
  const doctor = fhir.role({ practitionerId: person.id, officeId: place.id, roomId: cabinet.id }, { code: 'endo', ru: 'Эндокринолог', en: 'Endocrinologist' });
  const plan = fhir.schedule(doctor.id);
  const from = addDays(dayOf(instant(Date.now())), 2);
  const slots = Array.from({ length: 60 }, (_, index) => fhir.slot(plan.id, instantAt(addDays(from, Math.floor(index / 20)), 540 + (index % 20) * 20)));
  const anna = fhir.patient('Кузнецова', 'Анна', 'Петровна');
  const todays = fhir.appointment({ patientId: anna.id, roleId: doctor.id, slotId: randomUUID(), start: instantAt(dayOf(instant(Date.now())), 1_420) });
  const visits = [0, 1].map((day) => fhir.appointment({ patientId: anna.id, roleId: doctor.id, slotId: randomUUID(), start: instantAt(addDays(from, day + 4), 600) }));
  const past = visited(fhir.appointment({ patientId: anna.id, roleId: doctor.id, slotId: randomUUID(), start: instantAt(moscowDay('2026-10-14'), 600) }), anna.id);
  const shared: fhir.Resource[] = [place, cabinet, person, doctor, plan, ...slots, fhir.notice('Вакцинация', 'notice', '2026-11-01T00:00:00Z')];
  shared.push(fhir.service('B01.058.001', 'Приём эндокринолога', { code: 'visit', ru: 'Приёмы' }), fhir.price('B01.058.001', 3_200, '2026-01-01'));
  const papers = documents(anna.id);
  const tested = results(anna.id);
  const wished = waited(anna.id, doctor, slots[0] ?? doctor);
  const order = ordered(anna.id);
  const paper = { binaryId: randomUUID(), bytes: Buffer.from(`%PDF-1.7\n${'0 0 m '.repeat(200)}`) };
  const copy = signedCopy({ ...paper, patientId: anna.id });
  shared.push(...papers.published);
  return { place, doctor, slots, anna, todays, wished, visits, past, shared, papers, tested, order, paper, copy };
}

const entryOf = ({ resourceType, id, ...content }: fhir.Resource) => ({ type: resourceType, id, version: 1, content });
const outcomes = { hold: ['slot_taken', 'slot_closed', 'slot_past', 'not_for_this_place'], book: ['slot_taken', 'patient_busy', 'too_many_visits'], change: ['too_late', 'not_active'], offer: ['not_found', 'offer_gone'], slip: ['slip_unknown', 'not_today', 'visit_over'] } as const;

const looked = (patientId: string) => ({ resourceType: 'AuditEvent', id: 'l-1', recorded: '2026-11-20T09:40:00+03:00', agent: [{ requestor: true, name: 'И. Р.' }], entity: [{ what: { reference: `Patient/${patientId}` } }] });

/** A clinic of one doctor and one patient over real HTTP. It grants, refuses and stumbles as the seed says. */
export async function startFuzzClinic(chance: Chance) {
  const { place, doctor, slots, anna, todays, wished, visits, past, shared, papers, tested, order, paper, copy } = resources();
  const receiptId = randomUUID();
  const identity = createIdentityAnswers(chance, anna.id);
  const ofStaff = createStaffAnswers(chance, anna.id);
  const server = await startScriptedServer({ staffCode: staffCodeVerifier(staffCode, 16_384), policy: { esia: 'optional' } });
  // The kiosk stands where the doctor receives, or nobody could check in at it.
  server.state.told['officeId'] = place.id;
  server.state.shared.push(...shared.map(entryOf));
  server.state.personal.push(entryOf(anna), entryOf(todays), ...wished.rows.map(entryOf), ...visits.map(entryOf), ...past.map(entryOf), entryOf(papers.given), ...tested.rows.map(entryOf), entryOf(order.row), entryOf(copy));

  const leases = createLeaseAnswers(slots);
  Object.assign(server.state.told, leases.told);
  server.state.leases = leases.answer;

  function held(): Answer {
    const parameter = [
      { name: 'expires', valueInstant: toWire(instant(Date.now() + 120_000)) },
      { name: 'totalSeconds', valueInteger: 120 },
      { name: 'extensionLeft', valueBoolean: true },
      { name: 'slot', valueReference: { reference: `Slot/${chance.one(slots).id}` } },
    ];
    return { status: 200, body: { resourceType: 'Parameters', parameter } };
  }

  /** What a queue says of one visit. */
  function queued(): Answer {
    const parameter = [
      { name: 'queueNumber', valueString: '017' },
      { name: 'startsAt', valueInstant: '2026-11-23T10:20:00+03:00' },
      { name: 'state', valueCode: 'waiting' },
      { name: 'ahead', valueInteger: 2 },
      { name: 'from', valueInteger: 5 },
      { name: 'until', valueInteger: 20 },
    ];
    return { status: 200, body: { resourceType: 'Parameters', parameter } };
  }

  function booked({ body }: Said): Answer {
    const wanted = Booking.parse(body).parameter.find(({ name }) => name === 'appointment')?.resource;
    return { status: 200, body: { ...wanted, status: 'booked', meta: { versionId: '1' } } };
  }

  server.state.write = (said) => {
    const { path, body } = said;
    if (path === '/identity/sign-in') {
      const typed = SignIn.parse(body);
      const isRight = typed.login === account.login && typed.password === account.password;
      return isRight ? { status: 200, body: { signInId: randomUUID(), token: 'patient-token', patientId: anna.id } } : refuse(401, 'wrong_login');
    }
    if (chance.is(0.02)) return chance.is(0.5) ? 'cut' : { status: 503 };
    const answer = identity(said) ?? ofStaff(said);
    if (answer !== null) return answer;
    if (/\$(extend-)?hold$/.test(path)) return chance.is(0.7) ? held() : refuse(409, chance.one(outcomes.hold));
    if (path.endsWith('$book')) return chance.is(0.3) ? booked(said) : refuse(409, chance.one(outcomes.book));
    if (/\$(cancel|reschedule)$/.test(path)) return refuse(409, chance.one(outcomes.change));
    if (path === `/fhir/Binary/${paper.binaryId}`) return { status: 200, bytes: chance.is(0.8) ? paper.bytes : Buffer.from('<html>'), headers: { 'content-type': 'application/pdf' } };
    if (path.startsWith('/fhir/AuditEvent?')) return { status: 200, body: { resourceType: 'Bundle', type: 'searchset', total: 2, link: [{ relation: 'next', url: `${path}&_page=W10` }], entry: [{ resource: looked(anna.id) }] } };
    if (path.includes('$everything')) return chance.is(0.6) ? { status: 200, bytes: chance.is(0.8) ? paper.bytes : Buffer.from('<html>'), headers: { 'content-type': 'application/pdf' } } : refuse(503, 'try_later');
    if (path.endsWith('$send-home')) return chance.is(0.6) ? { status: 202, body: { email: account.login, code: '012345', hours: 24 } } : refuse(409, chance.one(['no_email', 'slow_down', 'mail_unavailable']));
    if (path.endsWith('$check-in-by-slip')) return chance.is(0.5) ? queued() : refuse(409, chance.one(outcomes.slip));
    if (path.endsWith('$wait')) return chance.is(0.7) ? queued() : refuse(409, 'not_active');
    if (path === '/identity/erasures') return { status: 200, body: { receipts: [{ receiptId, number: 'К01-0003', what: 'item', counts: { visits: 0, results: 1, orders: 0, waiting: 0 }, madeAt: Date.now() - 60_000, restoredAt: null }] } };
    if (path.endsWith('$erase')) return refuse(409, 'still_ahead');
    if (path.endsWith('$wait-list')) return refuse(409, 'already_waiting');
    if (/\$(leave-list|(accept|decline)-offer)$/.test(path)) return refuse(409, chance.one(outcomes.offer));
    if (path.endsWith('$check-in')) return refuse(409, 'not_today');
    if (path.endsWith('$order')) return refuse(409, 'price_changed');
    if (path.endsWith('$cancel-order')) return refuse(409, 'not_active');
    return { status: 200, body: { resourceType: 'Parameters', parameter: [] } };
  };

  const known: KnownIds = {
    slotId: slots.map(({ id }) => id),
    roleId: [doctor.id],
    officeId: [place.id],
    appointmentId: [todays, ...visits, ...past.slice(0, 1)].map(({ id }) => id),
    entryId: [wished.entry],
    offerId: [wished.offerId],
    receiptId: [receiptId],
    speciality: ['endo'],
    category: ['visit'],
    login: [account.login],
    patientId: [anna.id],
    representativeId: [anna.id],
    reportId: [tested.reportId],
    code: ['B01.058.001', 'B01.058.001', '3016-3'],
    orderId: [order.orderId],
    binaryId: [paper.binaryId],
    kopecks: ['320000'],
    documentId: [papers.toSign.documentId],
    version: [papers.toSign.version],
    sha256: [papers.toSign.sha256],
  };
  return { server, known, toSign: papers.toSign, visitIds: visits.map(({ id }) => id) };
}

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { AnswerTooLarge, Unreachable, type ClinicApi, type ClinicRequest } from '../../../backend/sync/clinicApi.ts';
import { systems } from '../../../shared/fhir/names.ts';
import { mostPaperBytes } from '../../../shared/features/papers.ts';
import { patient } from '../../support/clinicResources.ts';
import { featuresOffline } from '../../support/features.ts';

const anna = patient('Кузнецова', 'Анна', 'Петровна');
const boris = patient('Лебедев', 'Борис');
const pdf = Buffer.from('%PDF-1.7\nвсё, что хранится');
const sends = (body: unknown, status = 200, refusal: string | null = null) => () => Promise.resolve({ status, body, refusal, retryAfterMs: null });

const event = (more: object = {}) => ({
  resourceType: 'AuditEvent',
  id: 'l-7',
  subtype: [{ system: systems.accessDeed, code: 'read' }],
  recorded: '2026-11-20T09:40:00+03:00',
  agent: [{
    role: [{ coding: [{ system: systems.accessAgent, code: 'staff' }] }, { coding: [{ system: systems.staffRole, code: 'registrar' }] }],
    name: 'И. Р.', requestor: true, location: { reference: 'Location/1', display: 'Главный корпус' }, network: { address: 'Р01', type: '1' },
  }],
  entity: [{ detail: [{ type: 'thing', valueString: 'visits' }, { type: 'thing', valueString: 'nobody knows' }, { type: 'other', valueString: 'results' }] }],
  ...more,
});
const page = (events: readonly object[], next: string | null = null) => ({
  ...{ resourceType: 'Bundle', type: 'searchset', total: 40, entry: events.map((resource) => ({ resource })) },
  link: [{ relation: 'self', url: 'http://clinic/fhir/AuditEvent' }, ...(next === null ? [] : [{ relation: 'next', url: `http://clinic/fhir/AuditEvent?patient=x&_page=${next}` }])],
});

test('D4 who looked is asked for under the patient’s own token, a page at a time, and what has no words here is told as something else', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const asked: ClinicRequest[] = [];
  kiosk.onAsk((request) => (asked.push(request), sends(page([event(), event({ id: 'a-1', subtype: [{ system: systems.accessDeed, code: 'teleported' }], agent: [{ requestor: true }], entity: undefined })], 'W10'))()));
  const first = await kiosk.call('ownData.whoLooked', { page: null });
  expect(first).toMatchObject({ patientId: anna.id, total: 40, next: 'W10' });
  expect(first.lines).toEqual([
    { id: 'l-7', at: Date.UTC(2026, 10, 20, 6, 40), deed: 'read', who: 'staff', name: 'И. Р.', role: 'registrar', place: { ru: 'Главный корпус', en: null }, device: 'Р01', things: ['visits', 'other'] },
    { id: 'a-1', at: Date.UTC(2026, 10, 20, 6, 40), deed: 'other', who: 'system', name: '', role: null, place: null, device: null, things: [] },
  ]);
  await kiosk.call('ownData.whoLooked', { page: 'W10' });
  expect(asked.map(({ as, path }) => [as, new URLSearchParams(path.split('?')[1]).get('_page'), new URLSearchParams(path.split('?')[1]).get('patient')])).toEqual([['patient', null, anna.id], ['patient', 'W10', anna.id]]);
  expect(kiosk.bugs).toEqual([]);
});

const stumbles: readonly (readonly [string, ClinicApi['send'], string, string, string])[] = [
  ['no line', () => Promise.reject(new Unreachable('no answer')), 'offline', 'offline', 'offline'],
  ['a server in trouble', sends(null, 503), 'try_later', 'busy', 'try_later'],
  ['something else altogether', sends({ hello: 1 }), 'try_later', 'not_a_pdf', 'try_later'],
  ['a page of HTML', sends(Buffer.from('<html>%PDF-</html>')), 'try_later', 'not_a_pdf', 'try_later'],
  ['a refusal of letters', sends(null, 409, 'no_email'), 'try_later', 'try_later', 'no_email'],
  ['a letter with no code', sends({ email: 'a@b.example', code: '12', hours: 24 }, 202), 'try_later', 'try_later', 'try_later'],
  ['a refusal nobody knows', sends(null, 418, 'teapot'), 'try_later', 'try_later', 'try_later'],
];

test('D4 whatever the centre answers is refused in so many words and never a fault', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  for (const [what, answer, looked, paper, home] of stumbles) {
    kiosk.onAsk(answer);
    expect([what, await kiosk.refusal('ownData.whoLooked', { page: null }), await kiosk.refusal('ownData.paper', {}), await kiosk.refusal('ownData.sendHome', {})]).toEqual([what, looked, paper, home]);
  }
  kiosk.onAsk(() => Promise.reject(new AnswerTooLarge('larger')));
  expect(await kiosk.refusal('ownData.paper', {})).toBe('file_too_large');
  expect(kiosk.bugs).toEqual([]);
});

test('D4 the paper is made once however often it is asked for, and the reader of papers opens and prints it', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const asked: ClinicRequest[] = [];
  kiosk.onAsk((request) => (asked.push(request), sends(Buffer.from(pdf))()));
  const [one, two] = await Promise.all([kiosk.call('ownData.paper', {}), kiosk.call('ownData.paper', {})]);
  expect(one).toEqual(two);
  expect(asked).toMatchObject([{ method: 'GET', path: `/fhir/Patient/${anna.id}/$everything?_format=application%2Fpdf`, as: 'patient', file: { mostBytes: mostPaperBytes } }]);
  const { binaryId } = one;
  expect(await kiosk.call('papers.open', { binaryId })).toEqual({ patientId: anna.id, bytes: pdf.length });
  expect(Buffer.from((await kiosk.call('papers.read', { binaryId, offset: 0 })).part ?? '', 'base64').equals(pdf)).toBe(true);
  expect(await kiosk.call('papers.print', { binaryId })).toEqual({});
  expect(await kiosk.refusal('papers.open', { binaryId: randomUUID() })).toBe('not_found');
});

test('D4 once the patient has left the paper is overwritten, and one that comes too late is nobody’s', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const bytes = Buffer.from(pdf);
  kiosk.onAsk(sends(bytes));
  const { binaryId } = await kiosk.call('ownData.paper', {});
  await kiosk.leave();
  expect(bytes.every((byte) => byte === 0)).toBe(true);
  for (const next of [boris, anna]) {
    kiosk.signIn(anna);
    const late = Buffer.from(pdf);
    let arrive = (): void => undefined;
    kiosk.onAsk(({ file }) => (file === undefined ? sends(null)() : new Promise((resolve) => (arrive = () => resolve(sends(late)())))));
    const making = kiosk.raw('ownData.paper', {});
    await kiosk.leave();
    kiosk.signIn(next);
    arrive();
    expect(await making).toMatchObject({ ok: false });
    expect(late.every((byte) => byte === 0)).toBe(true);
    expect(await kiosk.call('papers.read', { binaryId, offset: 0 })).toEqual({ part: null });
    await kiosk.leave();
  }
});

test('D4 the letter’s address is shown by its beginning only, and the code as the centre made it', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  kiosk.onAsk(sends({ email: 'anna.kuznetsova@example.org', code: '012345', hours: 24 }, 202));
  expect(await kiosk.call('ownData.sendHome', {})).toEqual({ patientId: anna.id, email: 'an***@example.org', code: '012345', hours: 24 });
});

test('D4 nobody who is not signed in has anything of it', async () => {
  const kiosk = featuresOffline();
  for (const channel of ['ownData.held', 'ownData.paper', 'ownData.sendHome'] as const) expect(await kiosk.raw(channel, {})).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  kiosk.signIn(anna);
  kiosk.put(anna);
  expect(await kiosk.call('ownData.held', {})).toEqual({ patientId: anna.id, visits: 0, results: 0, orders: 0, signed: 0 });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { searchParameters } from '../../../../clinic-server/fhir/searchParameters.ts';
import { headers, systems } from '../../../../shared/fhir/names.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { enrolDevice } from '../../../support/clinicDevice.ts';
import { erasedKinds, eraseParameters, keep, orderOf, resultOf, visitOf, wishOf, type ErasedKind, type Thing } from '../../../support/erasureTable.ts';
import { startFamilyClinic, type FamilyClinic, type Relative } from '../../../support/familyClinic.ts';
import { at, client, entries, system, type Ask } from '../../../support/fhirClient.ts';
import { staffAt } from '../../../support/staffDesk.ts';

const scopes = ['item', ...erasedKinds, 'all'] as const;
type ErasedScope = (typeof scopes)[number];

interface Case {
  readonly owner: Relative;
  readonly gone: readonly Thing[];
  readonly stays: readonly Thing[];
  readonly asks: Readonly<Record<'owner' | 'elsewhere' | 'deviceWithSignIn' | 'representative', Ask>>;
}

let here: FamilyClinic;
let all: Ask;
let cases: Record<ErasedScope, Case>;
let strangers: Record<string, Ask>;

async function makeCase(scope: ErasedScope): Promise<Case> {
  const { clinic } = here;
  const { mother, son: owner } = await here.family();
  const kept = async (thing: Thing) => keep(all, owner.id, thing);
  const closed = [await kept(visitOf(owner.id)), await kept(visitOf(owner.id, { status: 'cancelled', hoursAgo: -72 })), await kept(resultOf(owner.id)), await kept(orderOf(owner.id)), await kept(orderOf(owner.id, { state: 'cancelled' })), await kept(wishOf(owner.id))];
  const ahead = [await kept(visitOf(owner.id, { status: 'booked', hoursAgo: -48 })), await kept(orderOf(owner.id, { state: 'confirmed' })), await kept(wishOf(owner.id, { open: true }))];
  const kiosk = await addKiosk(clinic);
  const own = await signInPatient(clinic, kiosk, owner.id);
  const [first] = closed;
  const gone = scope === 'all' ? closed : closed.filter((thing) => (scope === 'item' ? thing === first : thing.kind === scope));
  // Every row is read before, so that whatever a way of reading remembers is there to be found.
  for (const thing of closed) for (const row of thing.rows) expect([row.resourceType, (await own.ask('GET', `/fhir/${row.resourceType}/${row.id}`)).status]).toEqual([row.resourceType, 200]);
  const what: 'all' | ErasedKind = scope === 'item' ? 'visits' : scope;
  const answer = await own.ask('POST', '/fhir/$erase', eraseParameters(what, { item: scope === 'item' ? (first?.item ?? null) : null }), { [headers.idempotencyKey]: randomUUID() });
  expect([scope, answer.status]).toEqual([scope, 200]);
  for (const kind of erasedKinds) expect([scope, kind, at(answer.body, 'parameter')]).toEqual([scope, kind, expect.arrayContaining([{ name: kind, valueUnsignedInt: gone.filter((thing) => thing.kind === kind).length }])]);
  const motherKiosk = await here.kiosk();
  return {
    ...{ owner, gone, stays: [...closed.filter((thing) => !gone.includes(thing)), ...ahead] },
    asks: {
      owner: own.ask,
      elsewhere: (await signInPatient(clinic, await addKiosk(clinic), owner.id)).ask,
      deviceWithSignIn: client(clinic.url, kiosk.token, { [headers.signIn]: own.signInId }),
      representative: (await here.actFor(motherKiosk, (await motherKiosk.signIn(mother)).ask, owner)).ask,
    },
  };
}

beforeAll(async () => {
  here = await startFamilyClinic();
  const { clinic } = here;
  all = system(clinic);
  cases = Object.fromEntries(await Promise.all(scopes.map(async (scope) => [scope, await makeCase(scope)] as const))) as Record<ErasedScope, Case>;
  const another = await here.person(40);
  const desk = async (role: 'registrar' | 'seniorRegistrar' | 'administrator') => (await staffAt(clinic, await enrolDevice(clinic, { profile: 'reception' }), role)).ask;
  strangers = {
    ...{ nobody: client(clinic.url, null), wrongToken: client(clinic.url, 'x'.repeat(43)), device: (await addKiosk(clinic)).ask },
    ...{ registrar: await desk('registrar'), seniorRegistrar: await desk('seniorRegistrar'), administrator: await desk('administrator') },
    another: (await signInPatient(clinic, await addKiosk(clinic), another.id)).ask,
  };
}, 60_000);
afterAll(() => here.stop());

type Call = readonly [method: string, path: string, body?: unknown, more?: Readonly<Record<string, string>>];
const types = ['Appointment', 'Encounter', 'ChargeItem', 'DocumentReference', 'DiagnosticReport', 'Observation', 'ServiceRequest', 'Task', 'Patient'] as const;
const once = () => ({ [headers.idempotencyKey]: randomUUID() });
const parameters = (...parameter: readonly object[]) => ({ resourceType: 'Parameters', parameter });

/** Every parameter of a type with every reference it can follow, so that no criterion finds what is gone. */
function searchesOf(type: (typeof types)[number], owner: string): Call[] {
  const rules = Object.entries(searchParameters[type]);
  const followed = rules.filter(([, rule]) => rule.kind === 'reference').map(([name]) => `&_include=${type}:${name}`).join('');
  const plain = rules.flatMap(([name, rule]) => (rule.kind === 'date' ? [`${name}=ge2020-01-01`] : rule.kind === 'reference' && rule.targets.includes('Patient') ? [`${name}=Patient/${owner}`] : []));
  return ['', ...plain, '_lastUpdated=ge2020-01-01'].flatMap((query): Call[] => [
    ['GET', `/fhir/${type}?${query}${followed}&_count=1000`],
    ['POST', `/fhir/${type}/_search`, `${query}&_count=1000`, { 'content-type': 'application/x-www-form-urlencoded' }],
  ]);
}

const everywhere = (owner: string): Call[] => [
  ...types.flatMap((type): Call[] => [...searchesOf(type, owner), ['GET', `/fhir/${type}/_history?_count=2000`]]),
  ['GET', '/fhir/_history?_since=2020-01-01&_count=2000'],
  ['GET', '/fhir/_history?_count=2000'],
  ['GET', `/fhir/Patient/${owner}/$everything`],
  ['GET', `/fhir/AuditEvent?patient=Patient/${owner}`],
  ['GET', '/identity/erasures'],
  ['GET', '/identity/account'],
];

function callsOf(thing: Thing): Call[] {
  const { item, file } = thing;
  const rows = thing.rows.flatMap(({ resourceType: type, id }): Call[] => [
    ['GET', `/fhir/${type}/${id}`],
    ...[1, 2, 3].map((version): Call => ['GET', `/fhir/${type}/${id}/_history/${version}`]),
    ['GET', `/fhir/${type}/${id}/_history`],
    ['GET', `/fhir/${type}?_id=${id}`],
    ...Object.entries(searchParameters[type as (typeof types)[number]] ?? {}).flatMap(([name, rule]): Call[] => (rule.kind === 'reference' ? thing.rows.map((other): Call => ['GET', `/fhir/${type}?${name}=${other.resourceType}/${other.id}`]) : rule.kind === 'identifier' ? [['GET', `/fhir/${type}?${name}=${thing.word}`]] : [])),
    ['PUT', `/fhir/${type}/${id}`, { resourceType: type, id }, { 'if-match': 'W/"99"' }],
    ['DELETE', `/fhir/${type}/${id}`, undefined, { 'if-match': 'W/"99"' }],
  ]);
  return [
    ...rows,
    ...(file === null ? [] : [['GET', `/fhir/Binary/${file}`] as Call]),
    ['POST', `/fhir/DiagnosticReport/${item}/$meta-add`, parameters({ name: 'meta', valueMeta: { tag: [{ system: systems.seen, code: 'seen' }] } }), once()],
    ['POST', `/fhir/Appointment/${item}/$cancel`, parameters({ name: 'reason', valueCode: 'patient' }), once()],
    ['POST', `/fhir/Appointment/${item}/$reschedule`, parameters({ name: 'slot', valueReference: { reference: `Slot/${randomUUID()}` } }), once()],
    ['POST', `/fhir/Appointment/${item}/$check-in`, parameters(), once()],
    ['GET', `/fhir/Appointment/${item}/$wait`],
    ['POST', `/fhir/Appointment/${item}/$leave-list`, parameters(), once()],
    ...thing.rows.filter(({ resourceType }) => resourceType === 'Task').flatMap(({ id }): Call[] => ['$accept-offer', '$decline-offer'].map((name) => ['POST', `/fhir/Task/${id}/${name}`, parameters(), once()])),
    ['POST', '/fhir/ServiceRequest/$cancel-order', parameters({ name: 'orderId', valueUuid: `urn:uuid:${item}` }), once()],
  ];
}

async function said(ask: Ask, [method, path, body, more]: Call): Promise<{ readonly status: number; readonly words: string }> {
  const answer = await ask(method, path, body, more);
  if (typeof answer.body !== 'object' || answer.body === null) return { status: answer.status, words: String(answer.body) };
  // The address that was asked is the caller's own word.
  const { link: _link, ...rest } = answer.body as Record<string, unknown>;
  return { status: answer.status, words: JSON.stringify(rest) };
}

/** A kind is erased by the same words as everything: its other readers are shown by one thing and by all of it. */
const readers = (scope: ErasedScope) => (scope === 'item' || scope === 'all' ? (['owner', 'elsewhere', 'representative', 'deviceWithSignIn'] as const) : (['owner'] as const));

it.each(scopes.flatMap((scope) => readers(scope).map((role) => [scope, role] as const)))('D1 after a deletion of %s no call of %s brings it out', async (scope, role) => {
  const { owner, gone, stays, asks } = cases[scope];
  const leaks: string[] = [];
  let broken = 0;
  let asked = 0;
  for (const call of [...everywhere(owner.id), ...gone.flatMap(callsOf)]) {
    const { status, words } = await said(asks[role], call);
    asked++;
    if (status >= 500) broken++;
    // What is not answered at all would show nothing either way.
    if (role === 'owner' && /^\/fhir\/(?!\w+\/[\w-]+(\/|$)|\$)/.test(call[1]) && call[0] === 'GET' && status !== 200) leaks.push(`${call[1]} answers ${status}`);
    if (call[1].endsWith('/$everything') && gone.some(({ file }) => file !== null && words.includes(file))) leaks.push('a file is in the copy of everything');
    for (const { word } of gone) if (words.includes(word)) leaks.push(`${call[0]} ${call[1]} ${status}: ${word}`);
  }
  expect(leaks).toEqual([]);
  expect([broken, asked > 100]).toEqual([0, true]);
  if (role === 'owner') expect((await said(asks.owner, ['GET', `/fhir/Patient/${owner.id}/$everything`])).status).toBe(200);
  if (role === 'deviceWithSignIn') return;
  for (const thing of gone) for (const { resourceType, id } of thing.rows) expect([resourceType, (await said(asks[role], ['GET', `/fhir/${resourceType}/${id}`])).status]).toEqual([resourceType, 410]);
  // And nothing else is gone.
  for (const { word, rows, file } of stays) {
    for (const { resourceType, id } of rows) expect([resourceType, (await said(asks[role], ['GET', `/fhir/${resourceType}/${id}`])).words]).toEqual([resourceType, expect.stringContaining(word)]);
    if (file !== null) expect((await said(asks[role], ['GET', `/fhir/Binary/${file}`])).status).toBe(200);
  }
}, 60_000);

it('D1 nobody else reads of it either, whatever they ask', async () => {
  const { owner, gone, stays } = cases.all;
  const words = [...gone, ...stays].map(({ word }) => word);
  const leaks: string[] = [];
  for (const [role, ask] of Object.entries(strangers)) {
    for (const call of [...everywhere(owner.id), ...gone.slice(0, 3).flatMap(callsOf)]) {
      const answer = await said(ask, call);
      for (const word of words) if (answer.words.includes(word)) leaks.push(`${role} ${call[0]} ${call[1]}: ${word}`);
    }
  }
  expect(leaks).toEqual([]);
}, 60_000);

it('D1 the clinic’s own archive keeps every row, word for word', async () => {
  for (const { gone } of Object.values(cases)) {
    for (const { rows, file, word } of gone) {
      for (const row of rows) {
        const { body, status } = await all('GET', `/fhir/${row.resourceType}/${row.id}`);
        expect(status).toBe(200);
        const { meta: _meta, ...content } = body as Record<string, unknown>;
        expect(content).toEqual(row);
      }
      if (file !== null) expect((await said(all, ['GET', `/fhir/Binary/${file}`])).words).toContain(word);
    }
  }
});

it('D1 every device that has it hears that it is gone', async () => {
  const { gone, asks } = cases.all;
  for (const ask of [asks.owner, asks.elsewhere]) {
    const feed = entries(await ask('GET', '/fhir/_history?_count=2000'));
    const told = new Set(feed.filter(({ request }) => request?.method === 'DELETE').map(({ request }) => request?.url));
    expect(gone.flatMap(({ rows }) => rows.map(({ resourceType, id }) => `${resourceType}/${id}`)).filter((url) => !told.has(url))).toEqual([]);
  }
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { searchParameters } from '../../../../clinic-server/fhir/searchParameters.ts';
import { headers, systems } from '../../../../shared/fhir/names.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { startFamilyClinic, type FamilyClinic } from '../../../support/familyClinic.ts';
import { at, client, system, type Ask } from '../../../support/fhirClient.ts';
import { makeCase, observationOf, reportOf, resultStates, type ResultCase } from '../../../support/resultTable.ts';
import { enrolDevice } from '../../../support/clinicDevice.ts';
import { staffAt } from '../../../support/staffDesk.ts';

let here: FamilyClinic;
let cases: ResultCase[];
let owner: string;
let other: string;
const roleNames = ['nobody', 'wrongToken', 'device', 'deviceWithSignIn', 'elsewhere', 'registrar', 'seniorRegistrar', 'administrator', 'owner', 'representative', 'another', 'system'] as const;
type Role = (typeof roleNames)[number];
let roles: Record<Role, Ask>;
/** Whose results a role may read. */
const reads: Partial<Record<Role, () => string>> = { owner: () => owner, representative: () => owner, another: () => other };

beforeAll(async () => {
  here = await startFamilyClinic();
  const { clinic } = here;
  const { mother, son } = await here.family();
  owner = son.id;
  other = (await here.person(40)).id;
  const all = system(clinic);
  cases = [];
  for (const whose of [owner, other]) for (const state of resultStates) cases.push(await makeCase(all, whose, state));
  const [kiosk, far] = [await addKiosk(clinic), await addKiosk(clinic)];
  const [own, foreign] = [await signInPatient(clinic, kiosk, owner), await signInPatient(clinic, await addKiosk(clinic), other)];
  const motherKiosk = await here.kiosk();
  const desk = async (role: 'registrar' | 'seniorRegistrar' | 'administrator') => (await staffAt(clinic, await enrolDevice(clinic, { profile: 'reception' }), role)).ask;
  roles = {
    nobody: client(clinic.url, null),
    wrongToken: client(clinic.url, 'x'.repeat(43)),
    device: kiosk.ask,
    deviceWithSignIn: client(clinic.url, kiosk.token, { [headers.signIn]: own.signInId }),
    elsewhere: client(clinic.url, own.token, { [headers.device]: `Bearer ${far.token}` }),
    registrar: await desk('registrar'),
    seniorRegistrar: await desk('seniorRegistrar'),
    administrator: await desk('administrator'),
    owner: own.ask,
    representative: (await here.actFor(motherKiosk, (await motherKiosk.signIn(mother)).ask, son)).ask,
    another: foreign.ask,
    system: all,
  };
});
afterAll(() => here.stop());

type Call = readonly [name: string, method: string, path: string, body?: unknown, more?: Readonly<Record<string, string>>];
const form = { 'content-type': 'application/x-www-form-urlencoded' };

type Searched = 'DiagnosticReport' | 'Observation';
const types: readonly Searched[] = ['DiagnosticReport', 'Observation'];
const wordOf = ({ readable, closed }: ResultCase): string => readable ?? closed[0] ?? '';

/** What tells one case from another, asked for by name. */
function searches(one: ResultCase): Call[] {
  const asked: (readonly [Searched, string, string])[] = [
    ...[['DiagnosticReport', 'identifier', wordOf(one)], ['DiagnosticReport', '_id', one.report], ['DiagnosticReport', 'result', `Observation/${one.observation}`]],
    ...[['Observation', 'identifier', wordOf(one)], ['Observation', '_id', one.observation], ['Observation', 'category', wordOf(one)]],
  ] as const;
  return asked.flatMap(([type, name, of]): Call[] => [
    [`${type}?${name}`, 'GET', `/fhir/${type}?${name}=${encodeURIComponent(of)}&_include=${type}:patient`],
    [`${type}?${name} count`, 'GET', `/fhir/${type}?${name}=${encodeURIComponent(of)}&_summary=count`],
  ]);
}

/** Every other search parameter of the two types, with a value that all cases of a person have. */
function commonSearches(whose: string): Call[] {
  const every = 'final,preliminary,registered,cancelled,amended,entered-in-error,partial';
  const values: Record<string, string> = { patient: `Patient/${whose}`, subject: `Patient/${whose}`, status: every, date: 'ge2026-01-01', issued: 'ge2026-01-01', category: 'LAB', code: `${systems.loinc}|3016-3`, _lastUpdated: 'ge2020-01-01' };
  return types.flatMap((type) => {
    const names = [...Object.keys(searchParameters[type]), '_lastUpdated'].filter((name) => name in values);
    // A parameter that came later is to be thought of here.
    expect(Object.keys(searchParameters[type]).filter((name) => !(name in values) && !['identifier', 'result', 'encounter'].includes(name))).toEqual([]);
    return names.flatMap((name): Call[] => {
      const query = `${name}=${encodeURIComponent(values[name] ?? '')}&_count=1000`;
      return [
        [`${type}?${name}`, 'GET', `/fhir/${type}?${query}`],
        [`${type}?${name} count`, 'GET', `/fhir/${type}?${query}&_summary=count`],
        [`${type}?${name} post`, 'POST', `/fhir/${type}/_search`, query, form],
        [`${type}?${name} sorted`, 'GET', `/fhir/${type}?${query}&_sort=-date,_lastUpdated`],
      ];
    });
  });
}

const everywhere: readonly Call[] = [
  ['include', 'GET', '/fhir/DiagnosticReport?_include=DiagnosticReport:result&_include=DiagnosticReport:patient&_count=1000'],
  ['include patient', 'GET', '/fhir/Observation?_include=Observation:patient&_count=1000'],
  ['report history', 'GET', '/fhir/DiagnosticReport/_history?_count=2000'],
  ['observation history', 'GET', '/fhir/Observation/_history?_count=2000'],
  ['system history', 'GET', '/fhir/_history?_since=2020-01-01&_count=2000'],
  ['feed', 'GET', '/fhir/_history?_count=2000'],
  ['binaries', 'GET', '/fhir/Binary'],
];

function callsOf(one: ResultCase): Call[] {
  const { report, observation, file } = one;
  const seen = { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: { tag: [{ system: systems.seen, code: 'seen' }] } }] };
  return [
    ...(['DiagnosticReport', 'Observation'] as const).flatMap((type): Call[] => {
      const path = `/fhir/${type}/${type === 'Observation' ? observation : report}`;
      return [['read', 'GET', path], ...[1, 2, 3, 4].map((version): Call => [`vread ${version}`, 'GET', `${path}/_history/${version}`]), ['history', 'GET', `${path}/_history`], ['delete', 'DELETE', path, undefined, { 'if-match': 'W/"99"' }]];
    }),
    ['file', 'GET', `/fhir/Binary/${file}`],
    ['seen', 'POST', `/fhir/DiagnosticReport/${report}/$meta-add`, seen, { [headers.idempotencyKey]: randomUUID() }],
    ['update', 'PUT', `/fhir/Observation/${observation}`, observationOf(one.owner, observation, 'other words'), { 'if-match': 'W/"99"' }],
    ['transaction', 'POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'GET', url: `DiagnosticReport/${report}` } }] }],
    ['transaction search', 'POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'GET', url: 'Observation?_count=1000' } }] }],
    ['conditional create', 'POST', '/fhir/DiagnosticReport', reportOf(one.owner, report, 'other words', 'final', {}), { 'if-none-exist': `identifier=${one.closed[0] ?? one.readable}` }],
  ];
}

/** An answer without the address that was asked: what a caller says itself is no leak. */
async function said(role: Role, [, method, path, body, more]: Call): Promise<{ readonly status: number; readonly words: string; readonly total: unknown }> {
  const answer = await roles[role](method, path, body, more);
  if (typeof answer.body !== 'object' || answer.body === null) return { status: answer.status, words: String(answer.body), total: null };
  const { link: _link, ...rest } = answer.body as Record<string, unknown>;
  return { status: answer.status, words: JSON.stringify(rest), total: at(answer.body, 'total') };
}

const traceless: ReadonlySet<string> = new Set(['never', 'registered', 'cancelled', 'unnamed', 'removedUnseen']);

/** Words and ids that must not reach this role, whatever it asks. */
function closedTo(role: Role): string[] {
  const whose = reads[role]?.();
  return cases.flatMap((one) => {
    const words = [one.readable, ...one.closed].filter((word) => word !== null);
    if (one.owner !== whose) return [...words, one.report, one.observation, one.file];
    // Of what was never released not even the number is known; of what was taken back a device hears that it is gone.
    return [...one.closed, ...(traceless.has(one.state) ? [one.report, one.observation, one.file] : [])];
  });
}

it.each(roleNames.filter((role) => role !== 'system'))('L1 L2 L3 %s: by every call, of every owner, in every state, nothing that the clinic has not released to this person', async (role) => {
  const closed = closedTo(role);
  const leaks: string[] = [];
  const answered: number[] = [];
  // Who is refused at the door is refused whatever is searched for: one search of each kind shows it.
  const searched = reads[role] ? cases.flatMap(searches) : cases.slice(0, 1).flatMap(searches);
  for (const call of [...everywhere, ...commonSearches(owner), ...commonSearches(other), ...searched, ...cases.flatMap(callsOf)]) {
    // A device that names the sign-in of somebody who stands before it sets the tag as that person.
    if (role === 'deviceWithSignIn' && call[0] === 'seen') continue;
    const { status, words } = await said(role, call);
    answered.push(status);
    const named = closed.filter((word) => words.includes(word));
    if (named.length > 0) leaks.push(`${call[0]} ${call[1]} ${call[2]} ${status}: ${named.join(', ')}`);
    if (!reads[role] && status < 400) leaks.push(`${call[0]} ${call[1]} ${call[2]} answers ${status}`);
  }
  expect(leaks.filter((leak) => !/^(system history|feed) .* answers 200$/.test(leak))).toEqual([]);
  expect(answered.length).toBeGreaterThan(450);
  expect(answered.filter((status) => status >= 500)).toEqual([]);
}, 120_000);

it.each(['owner', 'representative', 'another'] as const)('L1 L2 L3 %s reads what is released, by every way of reading it, and as many as there are', async (role) => {
  const whose = reads[role]?.();
  const mine = cases.filter((one) => one.owner === whose);
  const readable = mine.filter((one) => one.readable !== null);
  for (const one of readable) {
    for (const call of callsOf(one).filter(([name]) => ['read', 'history', 'file'].includes(name))) {
      if (call[0] === 'file' && one.state === 'grown') continue;
      const { status, words } = await said(role, call);
      expect([one.state, call[2], status, words.includes(one.readable ?? '')]).toEqual([one.state, call[2], 200, true]);
    }
    for (const call of searches(one).filter(([name]) => name.endsWith('?identifier') || name.endsWith('?_id'))) expect([call[2], (await said(role, call)).words]).toEqual([call[2], expect.stringContaining(one.readable ?? '')]);
  }
  const gone = mine.filter(({ state }) => ['back', 'removed'].includes(state));
  for (const { report, observation } of gone) {
    expect((await said(role, ['', 'GET', `/fhir/DiagnosticReport/${report}`])).status).toBe(410);
    expect((await said(role, ['', 'GET', `/fhir/Observation/${observation}`])).status).toBe(410);
  }
  // As unknown as an id that never was.
  for (const one of mine.filter(({ state }) => traceless.has(state)))
    for (const call of callsOf(one).filter(([name]) => ['read', 'vread 1', 'history', 'file', 'seen'].includes(name))) expect([one.state, call[2], (await said(role, call)).status]).toEqual([one.state, call[2], 404]);
  for (const call of everywhere.filter(([name]) => ['include', 'feed', 'system history', 'report history'].includes(name))) {
    const { words } = await said(role, call);
    expect([call[0], readable.filter((one) => !words.includes(one.readable ?? ''))]).toEqual([call[0], []]);
  }
  for (const type of ['DiagnosticReport', 'Observation']) expect([type, (await said(role, ['', 'GET', `/fhir/${type}?_summary=count`])).total]).toEqual([type, readable.length]);
});

it('L1 the clinic’s own systems read all of it, released or not', async () => {
  for (const one of cases) {
    if (one.state.startsWith('removed')) continue;
    expect((await said('system', ['', 'GET', `/fhir/DiagnosticReport/${one.report}`])).status).toBe(200);
    expect((await said('system', ['', 'GET', `/fhir/Binary/${one.file}`])).words).toContain('%PDF-');
  }
});

it('L2 a report, its values and its files are one patient’s: whatever comes second is refused', async () => {
  const [theirs] = cases.filter(({ owner: whose, state }) => whose === other && state === 'released');
  const mine = cases.find(({ owner: whose, state }) => whose === owner && state === 'released');
  if (!theirs || !mine) throw new Error('no case');
  const put = (resource: { resourceType: string; id: string }) => said('system', ['', 'PUT', `/fhir/${resource.resourceType}/${resource.id}`, resource]);
  const report = randomUUID();
  for (const names of [{ observation: theirs.observation }, { file: theirs.file }]) expect(await put(reportOf(owner, report, 'mixed', 'preliminary', names))).toMatchObject({ status: 422, words: expect.stringContaining('another_patient') });
  const ahead = randomUUID();
  expect((await put(reportOf(owner, report, 'ahead', 'final', { observation: ahead }))).status).toBe(201);
  expect(await put(observationOf(other, ahead, 'not theirs'))).toMatchObject({ status: 422, words: expect.stringContaining('another_patient') });
  const both = [reportOf(owner, randomUUID(), 'both', 'final', { observation: theirs.observation })].map((resource) => ({ resource, request: { method: 'PUT', url: `DiagnosticReport/${resource.id}` } }));
  expect(await said('system', ['', 'POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry: both }])).toMatchObject({ status: 422, words: expect.stringContaining('Bundle.entry[0]') });
  // And without the rule of plain writes, the database itself gives nobody another's value.
  expect((await said('owner', ['', 'GET', `/fhir/Observation/${theirs.observation}`])).status).toBe(404);
});

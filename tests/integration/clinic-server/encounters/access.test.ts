import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { searchParameters } from '../../../../clinic-server/fhir/searchParameters.ts';
import { extensions, headers, systems } from '../../../../shared/fhir/names.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, refusal, system, type Ask } from '../../../support/fhirClient.ts';
import { appointment, patient } from '../fhir/resources.ts';

let clinic: TestClinic;
let all: Ask;
const roleNames = ['nobody', 'device', 'deviceWithSignIn', 'elsewhere', 'owner', 'another'] as const;
type Role = (typeof roleNames)[number];
let roles: Record<Role, Ask>;
const [mine, theirs] = [patient('Своя'), patient('Чужая')];

const states = ['signed', 'amended', 'draft', 'unsigned', 'takenBack', 'removed', 'draftAgain'] as const;
type State = (typeof states)[number];

/** Written in turn; the last one counts. Each version has a word of its own. */
const writes: Record<State, readonly (object | 'delete')[]> = {
  signed: [{ docStatus: 'final' }],
  amended: [{ docStatus: 'final' }, { docStatus: 'amended' }],
  draft: [{ docStatus: 'preliminary' }],
  unsigned: [{ docStatus: 'preliminary' }, { docStatus: 'preliminary' }, { docStatus: 'final' }],
  takenBack: [{ docStatus: 'final' }, { status: 'entered-in-error' }],
  removed: [{ docStatus: 'final' }, 'delete'],
  draftAgain: [{ docStatus: 'final' }, { docStatus: 'preliminary' }],
};

interface Case {
  readonly owner: string;
  readonly state: State;
  readonly visit: string;
  readonly encounter: string;
  readonly charge: string;
  readonly document: string;
  readonly file: string;
  /** The word its patient may read; null when none. */
  readonly readable: string | null;
  readonly closed: readonly string[];
}

const encounterOf = (owner: string, visit: string, id: string = randomUUID()) => ({ resourceType: 'Encounter', id, status: 'finished', class: { system: systems.actCode, code: 'AMB' }, subject: { reference: `Patient/${owner}` }, appointment: [{ reference: `Appointment/${visit}` }] });
const chargeOf = (owner: string, encounter: string, id: string = randomUUID()) => ({ resourceType: 'ChargeItem', id, status: 'billed', code: { text: `charge ${id}` }, subject: { reference: `Patient/${owner}` }, context: { reference: `Encounter/${encounter}` }, occurrenceDateTime: '2026-10-14', priceOverride: { value: 3200.5, currency: 'RUB' } });
const documentOf = (owner: string, encounter: string, file: string, id: string = randomUUID()) => ({
  resourceType: 'DocumentReference',
  id,
  status: 'current',
  type: { coding: [{ system: systems.loinc, code: '11488-4' }], text: 'Заключение' },
  subject: { reference: `Patient/${owner}` },
  date: '2026-10-14T12:00:00+03:00',
  content: [{ attachment: { contentType: 'application/pdf', url: `Binary/${file}`, extension: [{ url: extensions.sha256, valueString: 'a'.repeat(64) }] } }],
  context: { encounter: [{ reference: `Encounter/${encounter}` }] },
});
const put = async (resource: { readonly resourceType: string; readonly id: string }, status: number = 201) => expect((await all('PUT', `/fhir/${resource.resourceType}/${resource.id}`, resource)).status).toBe(status);

async function addFile(owner: string): Promise<string> {
  const id = randomUUID();
  const body = { resourceType: 'Binary', id, contentType: 'application/pdf', securityContext: { reference: `Patient/${owner}` }, data: Buffer.from(`%PDF-1.7 file ${id}`).toString('base64') };
  expect((await all('PUT', `/fhir/Binary/${id}`, body)).status).toBe(201);
  return id;
}

async function makeCase(owner: string, state: State): Promise<Case> {
  // One visit an hour: nobody is at two at once.
  const visit = appointment(owner, `N ${state} ${owner}`, `2026-10-14T${String(8 + states.indexOf(state)).padStart(2, '0')}:00:00+03:00`);
  await put(visit as never);
  const encounter = encounterOf(owner, visit.id);
  const file = await addFile(owner);
  const charge = chargeOf(owner, encounter.id);
  const document = documentOf(owner, encounter.id, file);
  await put(encounter);
  await put(charge);
  const words: string[] = [];
  for (const [index, change] of writes[state].entries()) {
    const word = `word ${randomUUID()}`;
    if (change === 'delete') expect((await all('DELETE', `/fhir/DocumentReference/${document.id}`)).status).toBe(204);
    else {
      words.push(word);
      await put({ ...document, identifier: [{ value: word }], ...change } as never, index === 0 ? 201 : 200);
    }
  }
  const readable = state === 'signed' || state === 'amended' || state === 'unsigned' ? (words.at(-1) ?? null) : null;
  // An older version that was signed stays readable as long as the document is.
  const open = state === 'amended' ? words : readable === null ? [] : [readable];
  return { owner, state, visit: visit.id, encounter: encounter.id, charge: charge.id, document: document.id, file, readable, closed: words.filter((word) => !open.includes(word)) };
}

let cases: Case[];
beforeAll(async () => {
  clinic = await startClinic();
  all = system(clinic);
  for (const one of [mine, theirs]) await put(one);
  cases = [];
  for (const owner of [mine.id, theirs.id]) for (const state of states) cases.push(await makeCase(owner, state));
  const [kiosk, far] = [await addKiosk(clinic), await addKiosk(clinic)];
  const own = await signInPatient(clinic, kiosk, mine.id);
  const other = await signInPatient(clinic, await addKiosk(clinic), theirs.id);
  roles = {
    nobody: client(clinic.url, null),
    device: kiosk.ask,
    deviceWithSignIn: client(clinic.url, kiosk.token, { [headers.signIn]: own.signInId }),
    elsewhere: client(clinic.url, own.token, { [headers.device]: `Bearer ${far.token}` }),
    owner: own.ask,
    another: other.ask,
  };
});
afterAll(() => clinic.stop());

type Call = readonly [name: string, method: string, path: string, body?: unknown, more?: Readonly<Record<string, string>>];
const types = ['Encounter', 'ChargeItem', 'DocumentReference'] as const;

function callsOf(one: Case): Call[] {
  const ids = { Encounter: one.encounter, ChargeItem: one.charge, DocumentReference: one.document };
  const values: Record<string, string> = {
    ...{ patient: one.owner, subject: `Patient/${one.owner}`, appointment: `Appointment/${one.visit}`, context: `Encounter/${one.encounter}`, encounter: one.encounter, _id: '', identifier: one.readable ?? one.closed[0] ?? 'x' },
    ...{ status: 'finished,current,billed,superseded,entered-in-error', type: `${systems.loinc}|11488-4`, class: 'AMB', code: 'B01', occurrence: 'ge2020-01-01', date: 'ge2020-01-01', period: 'ge2020-01-01', participant: 'PractitionerRole/x', location: 'Location/x' },
  };
  return [
    ...types.flatMap((type): Call[] => {
      const path = `/fhir/${type}/${ids[type]}`;
      const resource = type === 'Encounter' ? encounterOf(one.owner, one.visit, one.encounter) : type === 'ChargeItem' ? chargeOf(one.owner, one.encounter, one.charge) : documentOf(one.owner, one.encounter, one.file, one.document);
      const searches = Object.keys(searchParameters[type]).flatMap((name): Call[] => {
        // A parameter that came later is to be thought of here.
        expect([type, name, name in values]).toEqual([type, name, true]);
        const query = `${name}=${encodeURIComponent(values[name] ?? '')}&_count=1000`;
        return [
          [`${type}?${name}`, 'GET', `/fhir/${type}?${query}&_include=${type}:patient`],
          [`${type}?${name} count`, 'GET', `/fhir/${type}?${query}&_summary=count`],
        ];
      });
      return [
        [`${type} read`, 'GET', path],
        ...[1, 2, 3].map((version): Call => [`${type} vread ${version}`, 'GET', `${path}/_history/${version}`]),
        [`${type} history`, 'GET', `${path}/_history`],
        [`${type} _id`, 'GET', `/fhir/${type}?_id=${ids[type]}`],
        ...searches,
        [`${type} update`, 'PUT', path, resource, { 'if-match': 'W/"99"' }],
        [`${type} delete`, 'DELETE', path, undefined, { 'if-match': 'W/"99"' }],
        [`${type} conditional`, 'POST', `/fhir/${type}`, resource, { 'if-none-exist': `_id=${ids[type]}` }],
      ];
    }),
    ['file', 'GET', `/fhir/Binary/${one.file}`],
    ['included', 'GET', `/fhir/ChargeItem?_include=ChargeItem:context&context=Encounter/${one.encounter}`],
    ['included visit', 'GET', `/fhir/Encounter?_include=Encounter:appointment&_id=${one.encounter}`],
  ];
}

const everywhere: readonly Call[] = [...types.map((type): Call => [`${type} history of all`, 'GET', `/fhir/${type}/_history?_count=2000`]), ['feed', 'GET', '/fhir/_history?_count=2000'], ['since', 'GET', '/fhir/_history?_since=2020-01-01&_count=2000']];

async function said(role: Role, [, method, path, body, more]: Call): Promise<{ readonly words: string; readonly total: unknown; readonly status: number }> {
  const answer = await roles[role](method, path, body, more);
  if (typeof answer.body !== 'object' || answer.body === null) return { words: String(answer.body), total: null, status: answer.status };
  const { link: _link, ...rest } = answer.body as Record<string, unknown>;
  return { words: JSON.stringify(rest), total: at(answer.body, 'total'), status: answer.status };
}

it.each(roleNames)('S7 %s: by every call, of every patient, in every state, no visit, service, paper or file that is not their own and signed', async (role) => {
  const whose = role === 'owner' ? mine.id : role === 'another' ? theirs.id : null;
  const closed = cases.flatMap((one) => {
    if (one.owner !== whose) return [one.visit, one.encounter, one.charge, one.document, `file ${one.file}`, ...one.closed, ...(one.readable === null ? [] : [one.readable])];
    return [...one.closed, ...(one.readable === null ? [`file ${one.file}`] : []), ...(one.state === 'draft' ? [one.document] : [])];
  });
  // What is somebody else's is stopped at the door, whatever its state: three of them will do.
  const asked = cases.filter(({ owner, state }) => owner === whose || state === 'signed' || state === 'draft' || state === 'takenBack');
  for (const call of [...asked.flatMap(callsOf), ...everywhere]) {
    const { words, total, status } = await said(role, call);
    // What a caller says itself is no leak.
    const own = `${call[1]} ${call[2]} ${JSON.stringify(call[3] ?? '')}`;
    const leaked = closed.filter((word) => words.includes(word) && !own.includes(word));
    expect([call[0], call[2], status, leaked]).toEqual([call[0], call[2], status, []]);
    if (call[1] !== 'GET') expect([call[0], status]).toEqual([call[0], role === 'nobody' || role === 'elsewhere' ? 401 : 403]);
    if (typeof total === 'number' && cases.some((one) => one.owner !== whose && call[2].includes(one.owner))) expect([call[2], total]).toEqual([call[2], 0]);
  }
}, 120_000);

it('S7 the patient reads the own visit, its services, its signed papers and their files', async () => {
  for (const one of cases.filter(({ owner }) => owner === mine.id)) {
    expect((await roles.owner('GET', `/fhir/Encounter/${one.encounter}`)).status).toBe(200);
    expect(at((await roles.owner('GET', `/fhir/ChargeItem/${one.charge}`)).body, 'priceOverride', 'value')).toBe(3200.5);
    const wanted = one.readable === null ? (one.state === 'draft' ? ['404 not_found', 404] : ['410 deleted', 404]) : ['200 undefined', 200];
    expect([one.state, refusal(await roles.owner('GET', `/fhir/DocumentReference/${one.document}`)), (await roles.owner('GET', `/fhir/Binary/${one.file}`)).status]).toEqual([one.state, ...wanted]);
  }
  const feed = JSON.stringify((await roles.owner('GET', '/fhir/_history?_count=2000')).body);
  for (const one of cases.filter(({ owner, readable }) => owner === mine.id && readable !== null)) expect([one.state, feed.includes(one.readable ?? '')]).toEqual([one.state, true]);
});

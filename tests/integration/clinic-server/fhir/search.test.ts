import { randomUUID } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { patientOf } from '../../../../clinic-server/fhir/compartment.ts';
import { bulkInsert } from '../../../../clinic-server/fhir/resourceStore.ts';
import { systems } from '../../../../shared/fhir/names.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, entries, link, refusal, system, type Answer, type Ask } from '../../../support/fhirClient.ts';
import { appointment, location, patient, schedule, slot } from './resources.ts';

let clinic: TestClinic;
let ask: Ask;
const office = randomUUID();
const [plan, otherPlan] = [randomUUID(), randomUUID()];
const [anna, yolka] = [randomUUID(), randomUUID()];
const slots = [
  slot(plan, '2026-11-24T09:00:00+03:00', '2026-11-24T09:20:00+03:00'),
  slot(plan, '2026-11-24T10:00:00+03:00', '2026-11-24T10:20:00+03:00'),
  // Half past midnight in Moscow is still the day before in UTC.
  slot(plan, '2026-11-24T21:30:00Z', '2026-11-24T21:50:00Z'),
  { ...slot(otherPlan, '2026-11-24T10:00:00+03:00', '2026-11-24T10:20:00+03:00'), status: 'busy' as const },
];

beforeAll(async () => {
  clinic = await startClinic();
  ask = system(clinic);
  const resources: Resource[] = [
    { ...location('Главный корпус', office), address: { text: 'Москва, ул. Примерная, 1' } },
    { ...location('Кабинет 214'), id: randomUUID(), partOf: { reference: `Location/${office}` } },
    { ...location('100%_\\кабинет'), id: randomUUID() },
    schedule(plan),
    schedule(otherPlan),
    ...slots,
    patient('Ёлкина', yolka, {
      birthDate: '1951',
      identifier: [
        { system: systems.snils, value: '112-233-445 95' },
        { system: systems.cardNumber, value: '77' },
      ],
    }),
    patient('Кузнецова', anna, {
      active: true,
      telecom: [
        { system: 'phone', value: '+79000000001' },
        { system: 'email', value: 'anna@example.org' },
      ],
    }),
    appointment(anna, 'К01-1', '2026-11-24T10:00:00+03:00'),
    { ...appointment(anna, 'К01-2', '2026-12-01T10:00:00+03:00'), status: 'cancelled', slot: [{ reference: `Slot/${slots[1]?.id}` }] },
    { resourceType: 'Practitioner', id: 'doctor', name: [{ family: 'Орлов', given: ['Пётр'] }] },
    {
      resourceType: 'PractitionerRole',
      id: 'role',
      active: true,
      practitioner: { reference: 'Practitioner/doctor' },
      location: [{ reference: `Location/${office}` }],
      specialty: [{ coding: [{ system: systems.speciality, code: 'endocrinologist' }] }],
    },
    {
      resourceType: 'Communication',
      id: 'notice',
      status: 'in-progress',
      category: [{ coding: [{ system: systems.noticeKind, code: 'urgent' }] }],
      payload: [{ contentString: 'Работы' }],
    },
    {
      resourceType: 'ChargeItemDefinition',
      id: 'price',
      url: 'https://kabinet.example/price/1',
      status: 'active',
      effectivePeriod: { start: '2026-01-01' },
      code: { coding: [{ system: systems.nomenclature, code: 'B01.058.001' }] },
    },
  ];
  await inTransaction(clinic.pool, (tx) =>
    bulkInsert(
      tx,
      resources.map((resource) => ({ resource, patient: patientOf(resource) })),
    ),
  );
});
afterAll(() => clinic.stop());

const idsOf = (answer: Answer): string[] =>
  entries(answer)
    .filter(({ search }) => search?.mode === 'match')
    .map(({ resource }) => resource?.id ?? '');
async function found(path: string): Promise<number> {
  const answer = await ask('GET', `/fhir/${path}`);
  expect([path, answer.status]).toEqual([path, 200]);
  expect(at(answer.body, 'total')).toBe(idsOf(answer).length);
  return idsOf(answer).length;
}

it.each([
  ['Patient?name=кузн', 1],
  ['Patient?name=АННА', 2],
  ['Patient?family=елкина', 1],
  ['Patient?family=ЁЛ', 1],
  ['Patient?family:exact=елкина', 0],
  ['Patient?family:exact=Ёлкина', 1],
  ['Patient?family=кина', 0],
  ['Patient?family:contains=кина', 1],
  ['Patient?family=Кузнецова,Ёлкина', 2],
  ['Patient?family=Кузнецова&family=Ёлкина', 0],
  ['Patient?given=Петровна', 2],
  ['Patient?birthdate=1951-04-03', 1],
  ['Patient?birthdate=1951', 2],
  ['Patient?birthdate=ge1951-04-03', 2],
  ['Patient?birthdate=lt1951-04-03', 1],
  ['Patient?birthdate=gt1951-12-31', 0],
  ['Patient?active=true', 1],
  ['Patient?gender=female', 2],
  ['Patient?gender:not=female', 0],
  ['Patient?active:not=true', 1],
  [`Patient?identifier=${systems.snils}|112-233-445 95`, 1],
  ['Patient?identifier=77', 1],
  [`Patient?identifier=${systems.snils}|77`, 0],
  [`Patient?identifier=${systems.snils}|`, 1],
  ['Patient?phone=%2B79000000001', 1],
  ['Patient?email=anna@example.org', 1],
  ['Patient?phone=anna@example.org', 0],
  ['Patient?telecom=anna@example.org', 1],
  ['Location?name=100%25', 1],
  ['Location?name=%25', 0],
  ['Location?name=100__', 0],
  ['Location?name=100%25_%5C%5C', 1],
  ['Location?address=москва', 1],
  [`Location?partof=Location/${office}`, 1],
  [`Location?partof=${office}`, 1],
  [`Location?partof=https://elsewhere.example/fhir/Location/${office}`, 1],
  [`Location?partof=Patient/${office}`, 0],
  [`Slot?schedule=Schedule/${plan}`, 3],
  [`Slot?schedule=${plan},${otherPlan}`, 4],
  [`Slot?schedule:Schedule=${plan}`, 3],
  ['Slot?status=busy', 1],
  ['Slot?status=http://hl7.org/fhir/slotstatus|busy', 1],
  ['Slot?start=2026-11-24', 3],
  ['Slot?start=2026-11-25', 1],
  ['Slot?start=2026-11', 4],
  ['Slot?start=2026-11-24T10:00:00%2B03:00', 2],
  ['Slot?start=2026-11-24T07:00:00Z', 2],
  ['Slot?start=2026-11-24T10:00:00+03:00', 2],
  ['Slot?start=ge2026-11-24T10:00', 3],
  ['Slot?start=gt2026-11-24T10:00', 1],
  ['Slot?start=lt2026-11-24T10:00', 1],
  ['Slot?start=ne2026-11-24', 1],
  ['Slot?start=ge2026-11-24&start=lt2026-11-25&schedule=' + plan, 2],
  [`Appointment?patient=${anna}`, 2],
  [`Appointment?patient=Patient/${yolka}`, 0],
  [`Appointment?actor=PractitionerRole/somebody`, 2],
  ['Appointment?status=booked', 1],
  ['Appointment?status=booked,cancelled', 2],
  ['Appointment?date=ge2026-12-01', 1],
  [`Appointment?slot=${slots[1]?.id}`, 1],
  ['PractitionerRole?specialty=endocrinologist', 1],
  [`PractitionerRole?specialty=${systems.speciality}|endocrinologist`, 1],
  ['PractitionerRole?practitioner=doctor', 1],
  [`PractitionerRole?location=${office}&active=true`, 1],
  [`Communication?category=urgent&status=in-progress`, 1],
  ['ChargeItemDefinition?code=B01.058.001', 1],
  ['ChargeItemDefinition?url=https://kabinet.example/price/1', 1],
  ['ChargeItemDefinition?effective=ge2027', 1],
  ['ChargeItemDefinition?effective=lt2025', 0],
  [`Location?_id=${office},nobody`, 1],
  ['Location?_lastUpdated=ge2020-01-01', 3],
  ['Location?_lastUpdated=lt2020-01-01', 0],
  ['Location?name=', 3],
  ['Location?_format=json&_pretty=true', 3],
])('A4 search %s finds %i', async (path, expected) => {
  expect(await found(path)).toBe(expected);
});

it.each([
  ['Patient?nonsense=1', '400 unknown_parameter'],
  ['Patient?constructor=1', '400 unknown_parameter'],
  ['Patient?name:sounds-like=x', '400 unknown_modifier'],
  ['Patient?_has:Appointment:patient:status=booked', '400 unknown_parameter'],
  ['Patient?birthdate=вчера', '400 invalid_parameter'],
  ['Patient?birthdate=1951-02-30', '400 invalid_parameter'],
  ['Patient?birthdate=1951-13', '400 invalid_parameter'],
  ['Slot?start=2026-11-24T25:00', '400 invalid_parameter'],
  ['Slot?start=2026-11-24T10:00:00+99:00', '400 invalid_parameter'],
  ['Slot?schedule=../../etc', '400 invalid_parameter'],
  ['Patient?name=%00', '400 invalid_parameter'],
  ['Patient?_count=-1', '400 invalid_parameter'],
  ['Patient?_count=1&_count=2', '400 invalid_parameter'],
  ['Patient?_sort=nonsense', '400 unknown_parameter'],
  ['Patient?_page=nonsense', '400 invalid_parameter'],
  ['Patient?_page=WyJ4Il0&_sort=_lastUpdated', '400 invalid_parameter'],
  ['Patient?_page=WyJ4IiwieCJd&_sort=_lastUpdated', '400 invalid_parameter'],
  ['Patient?_include=Patient:nonsense', '400 unknown_include'],
  ['Patient?_revinclude=Appointment:patient', '400 unknown_parameter'],
  ['Patient?_format=xml', '406 format_not_served'],
  ['Patient?_summary=data', '400 invalid_parameter'],
  ['Patient?identifier=|', '400 invalid_parameter'],
  ['Condition?status=x', '404 type_not_served'],
])('A4 search %s is refused: %s', async (path, expected) => {
  expect(refusal(await ask('GET', `/fhir/${path}`))).toBe(expected);
});

it('A4 a search pages through everything once, in the order asked, while rows come and go', async () => {
  const rooms = Array.from({ length: 25 }, (_, index) => ({ ...location(`Зал ${String(index % 5)}`), id: randomUUID() }));
  await inTransaction(clinic.pool, (tx) =>
    bulkInsert(
      tx,
      rooms.map((resource) => ({ resource, patient: null })),
    ),
  );
  for (const sort of ['name', '-name', '_lastUpdated', '-_lastUpdated,name', '_id', 'status,-name']) {
    const seen: string[] = [];
    let path: string | null = `/fhir/Location?name=Зал&_count=4&_sort=${sort}`;
    while (path) {
      const page: Answer = await ask('GET', path);
      expect(at(page.body, 'total')).toBe(25);
      seen.push(...idsOf(page));
      // A row that sorts before everything would push others over the edge of a page if pages were counted.
      const extra = { ...location('А'), id: randomUUID() };
      await ask('PUT', `/fhir/Location/${extra.id}`, extra);
      path = link(page, 'next');
    }
    expect([...seen].sort()).toEqual(rooms.map(({ id }) => id).sort());
    if (sort === 'name' || sort === '-name') {
      const names = seen.map((id) => rooms.find((room) => room.id === id)?.name ?? '');
      expect(names).toEqual([...names].sort((a, b) => (sort === 'name' ? 1 : -1) * (a < b ? -1 : a > b ? 1 : 0)));
    }
  }
});

it('A4 _include brings what the found ones point to, _summary=count only the number, and POST searches like GET', async () => {
  const included = await ask(
    'GET',
    '/fhir/PractitionerRole?_include=PractitionerRole:practitioner&_include=PractitionerRole:location:Location',
  );
  expect(entries(included).map(({ resource, search }) => `${search?.mode} ${resource?.resourceType}`)).toEqual([
    'match PractitionerRole',
    'include Location',
    'include Practitioner',
  ]);
  expect(at(included.body, 'total')).toBe(1);
  const counted = await ask('GET', '/fhir/Slot?_summary=count');
  expect([at(counted.body, 'total'), entries(counted).length]).toEqual([4, 0]);
  expect(at((await ask('GET', '/fhir/Slot?_total=none')).body, 'total')).toBeUndefined();
  const posted = await ask('POST', '/fhir/Patient/_search', 'family=Кузнецова&birthdate=1951-04-03', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(idsOf(posted)).toEqual([anna]);
  expect(refusal(await ask('POST', '/fhir/Patient/_search', { family: 'x' }))).toBe('415 wrong_content_type');
});

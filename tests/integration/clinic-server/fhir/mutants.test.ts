import type { Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDemoClinic, type DemoClinic } from '../../../../clinic-server/demo/seedClinic.ts';
import { servedTypes } from '../../../../clinic-server/fhir/types.ts';
import { systems } from '../../../../shared/fhir/names.ts';
import { moscowDay } from '../../../../shared/lib/moscow.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, refusal, system, type Ask } from '../../../support/fhirClient.ts';

let clinic: TestClinic;
let ask: Ask;
let demo: DemoClinic;
beforeAll(async () => {
  clinic = await startClinic();
  ask = system(clinic);
  demo = createDemoClinic(7, moscowDay('2026-11-22'), 10);
}, 60_000);
afterAll(() => clinic.stop());

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
interface Mutant {
  readonly what: string;
  readonly value: Json;
}

/** Every way to break one JSON value so that no R4 element has that form. */
function broken(value: Json): Mutant[] {
  if (Array.isArray(value))
    return [
      { what: 'bare instead of a list', value: value[0] ?? null },
      { what: 'an empty list', value: [] },
      { what: 'a list in a list', value: [value] },
      { what: 'a number in the list', value: [...value, 7] },
    ];
  if (value !== null && typeof value === 'object')
    return [
      { what: 'an unknown element', value: { ...value, nonsense: 1 } },
      { what: 'an empty object', value: {} },
      { what: 'a text instead of an object', value: 'text' },
      { what: 'a list instead of one', value: [value] },
    ];
  const other: Mutant = typeof value === 'string' ? { what: 'a number', value: 7 } : { what: 'a text', value: 'text' };
  return [
    other,
    { what: 'an object', value: { a: 1 } },
    { what: 'a list', value: [value] },
    { what: 'nothing', value: null },
    ...(typeof value === 'string' ? [{ what: 'an empty text', value: '' }] : []),
  ];
}

function mutantsOf(value: Json, path = ''): Mutant[] {
  const own = path === '' ? [{ what: 'an unknown element', value: { ...(value as object), nonsense: 1 } as Json }] : broken(value);
  const named = own.map((mutant) => ({ ...mutant, what: `${path}: ${mutant.what}` }));
  if (value === null || typeof value !== 'object') return named;
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) =>
        mutantsOf(item, `${path}[${index}]`).map((mutant) => ({ ...mutant, value: value.with(index, mutant.value) as Json })),
      )
    : Object.entries(value)
        // The id and the type are the address, which has refusals of its own.
        .filter(([key]) => path !== '' || (key !== 'id' && key !== 'resourceType'))
        .flatMap(([key, item]) =>
          mutantsOf(item, `${path}.${key}`).map((mutant) => ({ ...mutant, value: { ...value, [key]: mutant.value } })),
        );
  return [...named, ...inner];
}

/** Spread over the whole resource, the same each time. */
function thirtyOf(all: readonly Mutant[]): Mutant[] {
  const step = all.length / 30;
  return step <= 1
    ? [...all]
    : Array.from({ length: 30 }, (_, index) => all[Math.floor(index * step)]).filter((mutant) => mutant !== undefined);
}

const sampleOf = (type: string): Resource => {
  const visit = demo.visits.find(({ status }) => status === 'booked');
  const fits = ({ resource }: { resource: Resource }) =>
    resource.resourceType === type &&
    (type !== 'Slot' || resource.id === visit?.time.id) &&
    (type !== 'Appointment' || resource.id === visit?.id);
  const found = demo.entries.find(fits);
  if (!found) throw new Error(`the demo has no ${type}`);
  // Each type stands alone in this clinic: what it belongs to is not here, and the rule about that has its own test.
  const { resource } = found;
  const alone = structuredClone(resource);
  if (alone.resourceType === 'Encounter') delete alone.appointment;
  if (alone.resourceType === 'ChargeItem') delete alone.context;
  return alone;
};

it.each(servedTypes.map((type) => [type]))(
  'A4 thirty broken forms of a %s are each refused with an outcome, by create and by update, and leave nothing',
  async (type) => {
    // A label, so that the plainest type has thirty things to break.
    const good: Resource = { ...sampleOf(type), language: 'ru', meta: { tag: [{ system: 'https://kabinet.example/tag', code: 'a' }] } };
    const path = `/fhir/${type}/${good.id}`;
    expect(refusal(await ask('PUT', path, good))).toBe('201 undefined');
    const count = async () => (await clinic.pool.query('select count(*) from resource')).rows[0];
    const before = await count();
    const mutants = thirtyOf(mutantsOf(JSON.parse(JSON.stringify(good)) as Json));
    expect(mutants).toHaveLength(30);
    const accepted: string[] = [];
    for (const [index, { what, value }] of mutants.entries()) {
      const answer = index % 2 ? await ask('POST', `/fhir/${type}`, value) : await ask('PUT', path, value);
      if (answer.status < 400 || answer.status >= 500) accepted.push(`${answer.status} ${type}${what}`);
      else {
        expect([what, at(answer.body, 'resourceType')]).toEqual([what, 'OperationOutcome']);
        expect(at(answer.body, 'issue', 0, 'details', 'coding', 0, 'system')).toBe(systems.refusal);
      }
    }
    expect(accepted).toEqual([]);
    expect(await count()).toEqual(before);
    expect(at((await ask('GET', path)).body, 'meta', 'versionId')).toBe('1');
  },
);

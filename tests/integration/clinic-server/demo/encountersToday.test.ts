import { randomUUID } from 'node:crypto';
import type { Appointment, ChargeItem, Encounter, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { writeTodaysEncounters } from '../../../../clinic-server/demo/encountersToday.ts';
import { patientOf } from '../../../../clinic-server/fhir/compartment.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { extensions, systems } from '../../../../shared/fhir/names.ts';
import { fromWire, instantAt, moscowDay, toWire } from '../../../../shared/lib/moscow.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, entries, system } from '../../../support/fhirClient.ts';
import { patient } from '../fhir/resources.ts';

const today = moscowDay('2026-11-23');
const [perDoctor, length] = [12, 20];
const roles = [randomUUID(), randomUUID(), randomUUID()];
let clinic: TestClinic;

/** Three doctors with a visit every twenty minutes from eight, one of which was cancelled; and the same doctors tomorrow. */
beforeAll(async () => {
  clinic = await startClinic();
  const somebody = patient('Иванова');
  const role = (id: string): Resource => ({ resourceType: 'PractitionerRole', id, location: [{ reference: 'Location/office' }, { reference: `Location/room-${id}` }] });
  const visit = (roleId: string, day: typeof today, index: number): Appointment => ({
    ...{ resourceType: 'Appointment', id: randomUUID(), status: index === 3 ? 'cancelled' : 'booked', start: toWire(instantAt(day, 480 + index * length)), end: toWire(instantAt(day, 480 + (index + 1) * length)) },
    participant: [{ actor: { reference: `Patient/${somebody.id}` }, status: 'accepted' }, { actor: { reference: `PractitionerRole/${roleId}` }, status: 'accepted' }],
    extension: [{ url: extensions.service, valueCoding: { system: systems.nomenclature, code: 'B01.058.001' } }, { url: extensions.price, valueMoney: { value: 3210.5, currency: 'RUB' } }],
  });
  const days = [today, moscowDay('2026-11-24')];
  const all: Resource[] = [somebody, ...roles.map(role), ...roles.flatMap((id) => days.flatMap((day) => Array.from({ length: perDoctor }, (_, index) => visit(id, day, index))))];
  await inTransaction(clinic.pool, async (tx) => {
    for (const resource of all) await insertResource(tx, resource as never, { patient: patientOf(resource) as never });
  });
});
afterAll(() => clinic.stop());

it('S7 S8 today has really come as far as the demo’s start: who was received is over, one at most with each doctor is not, and nobody later was touched', async () => {
  const now = instantAt(today, 480 + 5 * length + 7);
  const cursor = at((await system(clinic)('GET', '/fhir/_history?_count=2000')).body, 'link');
  await inTransaction(clinic.pool, (tx) => writeTodaysEncounters(tx, 1, now));
  const ask = client(clinic.url, clinic.systemToken);
  const all = async <T>(type: string): Promise<T[]> => entries(await ask('GET', `/fhir/${type}?_count=1000`)).map(({ resource }) => resource as T);
  const [visits, encounters, charges] = [await all<Appointment>('Appointment'), await all<Encounter>('Encounter'), await all<ChargeItem>('ChargeItem')];
  const began = (visit: Appointment) => encounters.find(({ appointment }) => appointment?.[0]?.reference === `Appointment/${visit.id}`);
  expect(cursor).toBeDefined();
  for (const visit of visits) {
    const encounter = began(visit);
    const start = fromWire(visit.start ?? '');
    if (visit.status === 'cancelled' || start > now) {
      expect([visit.status, encounter]).toEqual([visit.status === 'cancelled' ? 'cancelled' : 'booked', undefined]);
      continue;
    }
    // Begun by the plan, and still waiting: the doctor is late.
    if (encounter === undefined) expect([visit.status, now - start < 25 * 60_000]).toEqual(['booked', true]);
    else {
      const [from, until] = [fromWire(encounter.period?.start ?? ''), encounter.period?.end];
      expect(from <= now && from - start >= 5 * 60_000 && from - start <= 25 * 60_000).toBe(true);
      expect([encounter.status, visit.status, until === undefined || fromWire(until) <= now]).toEqual(until === undefined ? ['in-progress', 'arrived', true] : ['finished', 'fulfilled', true]);
      expect(encounter.subject?.reference).toBe(visit.participant[0]?.actor?.reference);
      expect(charges.filter(({ context }) => context?.reference === `Encounter/${encounter.id}`).map(({ priceOverride }) => priceOverride?.value)).toEqual(until === undefined ? [] : [3210.5]);
    }
  }
  for (const role of roles) {
    const own = encounters.filter(({ participant }) => participant?.[0]?.individual?.reference === `PractitionerRole/${role}`);
    expect(own.filter(({ status }) => status === 'finished').length).toBeGreaterThanOrEqual(2);
    expect(own.filter(({ status }) => status === 'in-progress').length).toBeLessThanOrEqual(1);
    expect(new Set(own.map(({ location }) => location?.[0]?.location.reference))).toEqual(new Set([`Location/room-${role}`]));
  }
  // A device takes only what has a higher version.
  expect(new Set(visits.map(({ status, meta }) => `${status} ${meta?.versionId}`))).toEqual(new Set(['cancelled 1', 'booked 1', 'fulfilled 2', ...(visits.some(({ status }) => status === 'arrived') ? ['arrived 2'] : [])]));
});

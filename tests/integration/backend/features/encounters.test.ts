import type { ChargeItem, DocumentReference, Encounter, Patient, Resource as FhirResource } from '@medplum/fhirtypes';
import { beforeAll, expect, test } from 'vitest';
import { createDemoClinic, type DemoClinic } from '../../../../clinic-server/demo/seedClinic.ts';
import { moscowDay } from '../../../../shared/lib/moscow.ts';
import type { Resource } from '../../../support/clinicResources.ts';
import { featuresOffline } from '../../../support/features.ts';

let demo: DemoClinic;
beforeAll(() => {
  demo = createDemoClinic(1, moscowDay('2026-11-23'), 10);
});

const isA = <T extends FhirResource['resourceType']>(type: T) => (resource: FhirResource): resource is Extract<FhirResource, { resourceType: T }> => resource.resourceType === type;
/** As it comes over the wire. */
const plain = (resource: FhirResource): Resource => JSON.parse(JSON.stringify(resource)) as Resource;
const kept = new Set(['Practitioner', 'PractitionerRole', 'Location', 'Patient', 'Encounter', 'ChargeItem', 'DocumentReference', 'DiagnosticReport', 'Appointment']);

test('S7 of the whole seed the device tells each past visit as the server holds it: who, when, every price and sum, every paper and result', async () => {
  const kiosk = featuresOffline();
  const rows = demo.entries.filter(({ resource: { resourceType } }) => kept.has(resourceType));
  const resources = rows.map(({ resource }) => resource);
  kiosk.put(...rows.filter(({ patient }) => patient === null).map(({ resource }) => plain(resource)));
  const [encounters, charges, documents, reports] = [resources.filter(isA('Encounter')), resources.filter(isA('ChargeItem')), resources.filter(isA('DocumentReference')), resources.filter(isA('DiagnosticReport'))];
  const group = <T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> => {
    const groups = new Map<string, T[]>();
    for (const item of items) {
      const key = keyOf(item) ?? '';
      const known = groups.get(key);
      if (known) known.push(item);
      else groups.set(key, [item]);
    }
    return groups;
  };
  const records = group(rows.filter(({ patient }) => patient !== null), ({ patient }) => `Patient/${patient ?? ''}`);
  const chargesOf = group<ChargeItem>(charges, ({ context }) => context?.reference);
  const documentsOf = group<DocumentReference>(documents, ({ context }) => context?.encounter?.[0]?.reference);
  const reportsOf = group(reports, ({ encounter }) => encounter?.reference);
  const byPatient = group<Encounter>(encounters, ({ subject }) => subject?.reference);
  const patients = new Map(resources.filter(isA('Patient')).map((one) => [`Patient/${one.id ?? ''}`, one]));
  const counted = { visits: 0, services: 0, kopecks: 0, odd: 0, papers: 0, results: 0 };
  for (const [subject, own] of byPatient) {
    // Each signs in after the one before has left, and brings the own rows only.
    kiosk.signIn(plain(patients.get(subject) as Patient));
    kiosk.put(...(records.get(subject) ?? []).map(({ resource }) => plain(resource)));
    const { costs } = await kiosk.call('encounters.costs', {});
    expect(costs).toHaveLength(own.length);
    for (const encounter of own) {
      const appointmentId = encounter.appointment?.[0]?.reference?.slice('Appointment/'.length) ?? '';
      const { record } = await kiosk.call('encounters.ofVisit', { appointmentId });
      const name = `Encounter/${encounter.id ?? ''}`;
      const lines = chargesOf.get(name) ?? [];
      const sum = lines.reduce((total, { priceOverride }) => total + Math.round((priceOverride?.value ?? Number.NaN) * 100), 0);
      expect(record).toMatchObject({ beganAt: Date.parse(encounter.period?.start ?? ''), endedAt: Date.parse(encounter.period?.end ?? ''), total: sum, omitted: 0 });
      expect(record?.roleId).toBe(encounter.participant?.[0]?.individual?.reference?.slice('PractitionerRole/'.length));
      expect(record?.doctor?.family).toMatch(/\S/);
      expect(costs.find((one) => one.appointmentId === appointmentId)?.total).toBe(sum);
      const told = (record?.services ?? []).map(({ chargeId, name: of, kopecks, quantity }) => [chargeId, of.ru, of.en?.length, kopecks, quantity ?? '1']).toSorted();
      expect(told).toEqual(lines.map(({ id, code, priceOverride, quantity }) => [id, code.text, expect.any(Number), Math.round((priceOverride?.value ?? 0) * 100), String(quantity?.value)]).toSorted());
      expect(record?.documents.map(({ documentId }) => documentId)).toEqual((documentsOf.get(name) ?? []).map(({ id }) => id));
      expect(record?.results.map(({ reportId }) => reportId).toSorted()).toEqual((reportsOf.get(name) ?? []).map(({ id }) => id).toSorted());
      counted.visits += 1;
      counted.services += lines.length;
      counted.kopecks += sum;
      counted.odd += sum % 100 === 0 ? 0 : 1;
      counted.papers += record?.documents.length ?? 0;
      counted.results += record?.results.length ?? 0;
    }
    await kiosk.leave();
  }
  expect(counted).toMatchObject({ visits: encounters.length, services: charges.length, papers: 8 });
  expect(counted.kopecks).toBe(charges.reduce((total, { priceOverride }) => total + Math.round((priceOverride?.value ?? 0) * 100), 0));
  // Otherwise nobody would have seen a kopeck, or a result.
  expect(counted.odd).toBeGreaterThan(50);
  expect(counted.results).toBeGreaterThan(10);
  expect(kiosk.bugs).toEqual([]);
}, 120_000);

test('S7 every visit that took place has its record, and no other', () => {
  const recorded = new Set(demo.entries.flatMap(({ resource }) => (resource.resourceType === 'Encounter' ? [resource.appointment?.[0]?.reference] : [])));
  const received = demo.visits.filter(({ status }) => status === 'fulfilled').map(({ id }) => `Appointment/${id}`);
  expect([...recorded].toSorted()).toEqual(received.toSorted());
});

import type {
  ActivityDefinition,
  Appointment,
  ChargeItemDefinition,
  Location,
  Patient,
  Practitioner,
  PractitionerRole,
  Resource,
  Schedule,
  ServiceRequest,
  Slot,
} from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { roublesOn } from '../../../../clinic-server/demo/services/priceLists.ts';
import { priceList } from '../../../../clinic-server/demo/services/priceList.ts';
import { rulesByCode } from '../../../../clinic-server/demo/services/priceResources.ts';
import { createDemoClinic, type DemoClinic } from '../../../../clinic-server/demo/seedClinic.ts';
import { patientOf } from '../../../../clinic-server/fhir/compartment.ts';
import { validated } from '../../../../clinic-server/fhir/validate.ts';
import { keptOf, stateOf } from '../../../../clinic-server/orders/orderLine.ts';
import { holdsItsTime } from '../../../../clinic-server/scheduling/holdsItsTime.ts';
import { extensions } from '../../../../shared/fhir/names.ts';
import { ageOn } from '../../../../shared/lib/birthDate.ts';
import { addDays, fromWire, minuteOfDay, moscowDay, startOf, weekdayOf } from '../../../../shared/lib/moscow.ts';
import { check } from '../../../../shared/lib/preparation.ts';

const today = moscowDay('2026-11-24');
const mostActive = 10;

describe('the demo clinic', () => {
  let demo: DemoClinic;
  let all: Map<string, Resource>;
  beforeAll(() => {
    demo = createDemoClinic(7, today, mostActive);
    all = new Map(demo.entries.map(({ resource }) => [`${resource.resourceType}/${resource.id ?? ''}`, resource]));
  });

  const ofType = <T extends Resource>(type: T['resourceType']): T[] =>
    demo.entries.flatMap(({ resource }) => (resource.resourceType === type ? [resource as T] : []));
  const wordsOf = (value: unknown) => JSON.stringify(value);

  it('A4 the same seed and day give the same clinic, another seed another one', () => {
    expect(wordsOf(createDemoClinic(7, today, mostActive).entries)).toBe(wordsOf(demo.entries));
    expect(wordsOf(createDemoClinic(8, today, mostActive).entries.slice(0, 400))).not.toBe(wordsOf(demo.entries.slice(0, 400)));
  });

  it('A4 every resource is valid R4, has an id of its own and lies in the right record', () => {
    expect(all.size).toBe(demo.entries.length);
    const wrong = demo.entries.filter(({ resource, patient }) => patientOf(validated(resource)) !== patient);
    expect(wrong).toEqual([]);
  });

  it('A4 every reference leads to a resource of the seed', () => {
    const broken = demo.entries.flatMap(({ resource }) =>
      [...wordsOf(resource).matchAll(/"reference":"([^"]+)"/g)].filter(([, to]) => !all.has(to ?? '')),
    );
    expect(broken).toEqual([]);
  });

  it('S1 it has three offices, at least forty doctors in fourteen specialities, and a price for each first visit', () => {
    const roles = ofType<PractitionerRole>('PractitionerRole');
    expect(ofType<Location>('Location').filter(({ hoursOfOperation }) => hoursOfOperation)).toHaveLength(3);
    expect(roles.length).toBeGreaterThanOrEqual(40);
    expect(new Set(roles.map(({ specialty }) => specialty?.[0]?.coding?.[0]?.code)).size).toBeGreaterThanOrEqual(14);
    const priced = new Set(ofType<ChargeItemDefinition>('ChargeItemDefinition').map(({ code }) => code?.coding?.[0]?.code));
    for (const { speciality } of demo.doctors) expect(priced).toContain(speciality.visit);
    const names = ofType<Practitioner>('Practitioner').map(({ name }) => wordsOf(name));
    expect(new Set(names).size).toBe(names.length);
    const rooms = ofType<Schedule>('Schedule').map(({ actor }) => actor?.[1]?.reference);
    expect(new Set(rooms).size).toBe(rooms.length);
  });

  it('P1 it has a price list of at least 400 services, each with its prices and a code of the nomenclature', () => {
    const services = ofType<ActivityDefinition>('ActivityDefinition').map(({ code }) => code?.coding?.[0]?.code ?? '');
    expect(services.length).toBeGreaterThanOrEqual(400);
    expect(new Set(services).size).toBe(services.length);
    for (const code of services) expect(code).toMatch(/^[AB]\d\d\.\d{2,3}\.\d{3}(\.\d{3})?$/);
    const prices = ofType<ChargeItemDefinition>('ChargeItemDefinition').map(({ code }) => code?.coding?.[0]?.code ?? '');
    expect([...new Set(prices)].toSorted()).toEqual(services.toSorted());
    expect(prices.length).toBeGreaterThan(services.length * 1.3);
  });

  it('P2 P3 every seeded order is one that its patient could have sent, at the prices of its day', () => {
    const orders = ofType<ServiceRequest>('ServiceRequest');
    expect(new Set(orders.map(stateOf))).toEqual(new Set(['sent', 'confirmed', 'ready', 'done', 'cancelled']));
    const services = new Map(priceList.flatMap(({ kind, services: of }) => of.map((service) => [service.code, { kind, service }] as const)));
    const byOrder = new Map<string, ServiceRequest[]>();
    for (const line of orders) {
      const { code, kopecks, orderId } = keptOf(line);
      byOrder.set(orderId ?? '', [...(byOrder.get(orderId ?? '') ?? []), line]);
      const sold = services.get(code ?? '');
      const inForce = sold && roublesOn(sold.service, sold.kind, today, moscowDay(line.authoredOn?.slice(0, 10) ?? ''));
      expect([code, kopecks]).toEqual([code, Math.round((inForce ?? Number.NaN) * 100)]);
    }
    for (const lines of byOrder.values()) {
      const { gender, birthDate } = all.get(lines[0]?.subject.reference ?? '') as Patient;
      const who = { sex: gender === 'male' ? ('male' as const) : ('female' as const), ageYears: ageOn(moscowDay(birthDate ?? ''), today) };
      const items = lines.map((line) => keptOf(line).code ?? '').map((code) => ({ code, rules: rulesByCode.get(code) ?? [] }));
      expect(check(items, who).troubles.filter(({ blocks }) => blocks)).toEqual([]);
    }
    const anna = [...byOrder.values()].filter(([line]) => line?.subject.reference === `Patient/${demo.accounts[0]?.patient.id ?? ''}`);
    expect(anna.map(([line]) => line && stateOf(line))).toEqual(['confirmed', 'done', 'cancelled']);
    const dearerNow = (anna[1] ?? []).filter((line) => keptOf(line).kopecks !== Math.round((services.get(keptOf(line).code ?? '')?.service.roubles ?? 0) * 100));
    expect(dearerNow.length).toBeGreaterThan(0);
  });

  it('K6 every text of the clinic has its English', () => {
    const english = (value: unknown) => wordsOf(value)?.includes(extensions.translation) && wordsOf(value).includes('"valueCode":"en"');
    const missing = demo.entries.flatMap(({ resource }) => {
      const texts = wordsOf(resource).match(/"(_name|_title|_display|_contentString|_text)"/g) ?? [];
      const expected: Partial<Record<string, number>> = {
        Organization: 1,
        Location: 1,
        HealthcareService: 2,
        PractitionerRole: 1,
        Practitioner: 1,
        ActivityDefinition: 2,
        Communication: 1,
      };
      const least = expected[resource.resourceType] ?? 0;
      return texts.length < least || (least > 0 && !english(resource)) ? [resource.resourceType] : [];
    });
    expect(missing).toEqual([]);
  });

  it('S5 no doctor has two times at once and no patient two visits at once', () => {
    const overlaps = (spans: { start: number; end: number }[]) => {
      const sorted = spans.toSorted((a, b) => a.start - b.start);
      return sorted.some((span, index) => index > 0 && span.start < (sorted[index - 1]?.end ?? 0));
    };
    const gather = <T>(items: readonly T[], keyOf: (item: T) => string, spanOf: (item: T) => { start: number; end: number }) => {
      const groups = new Map<string, { start: number; end: number }[]>();
      for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), spanOf(item)]);
      return [...groups.values()];
    };
    const slots = gather(
      ofType<Slot>('Slot'),
      ({ schedule }) => schedule?.reference ?? '',
      ({ start, end }) => ({ start: fromWire(start ?? ''), end: fromWire(end ?? '') }),
    );
    expect(slots.filter(overlaps)).toEqual([]);
    const standing = demo.visits.filter(({ status }) => holdsItsTime(status));
    const visits = gather(
      standing,
      ({ patient }) => patient.id,
      ({ time }) => ({ start: time.startsAt, end: time.endsAt }),
    );
    expect(visits.filter(overlaps)).toEqual([]);
  });

  it('S5 a slot is busy exactly when one standing visit has it', () => {
    const takenBy = new Map<string, number>();
    for (const { status, slot } of ofType<Appointment>('Appointment'))
      if (holdsItsTime(status)) takenBy.set(slot?.[0]?.reference ?? '', (takenBy.get(slot?.[0]?.reference ?? '') ?? 0) + 1);
    expect([...takenBy.values()].filter((count) => count !== 1)).toEqual([]);
    const wrong = ofType<Slot>('Slot').filter(({ id, status }) => (status === 'busy') !== takenBy.has(`Slot/${id ?? ''}`));
    expect(wrong).toEqual([]);
  });

  it('S2 times lie within the hours of their office, on days it is open, and go sixty days ahead', () => {
    const outside = demo.times.filter(({ doctor, day, startsAt, endsAt }) => {
      const hours = doctor.office.hours[weekdayOf(day) as keyof typeof doctor.office.hours];
      return !hours || minuteOfDay(startsAt) < hours[0] || minuteOfDay(endsAt) > hours[1];
    });
    expect(outside).toEqual([]);
    const last = Math.max(...demo.times.map(({ startsAt }) => startsAt));
    expect(last).toBeGreaterThan(startOf(addDays(today, 57)));
    expect(last).toBeLessThan(startOf(addDays(today, 60)));
  });

  it('S2 near days are 55 to 75 per cent taken, far ones mostly free', () => {
    const share = (from: number, to: number) => {
      const open = demo.times.filter(({ offset, closed }) => offset >= from && offset < to && !closed);
      const taken = demo.visits.filter(({ time, status }) => time.offset >= from && time.offset < to && holdsItsTime(status));
      return taken.length / open.length;
    };
    expect(share(0, 7)).toBeGreaterThan(0.55);
    expect(share(0, 7)).toBeLessThan(0.75);
    expect(share(40, 60)).toBeLessThan(0.15);
  });

  it('R4 it has 5,000 invented patients and accounts with visits behind and ahead', () => {
    const patients = ofType<Patient>('Patient');
    expect(patients).toHaveLength(5000);
    for (const { telecom } of patients) {
      expect(telecom?.[0]?.value).toMatch(/^\+7900000\d{4}$/);
      expect(telecom?.[1]?.value).toMatch(/@example\.org$/);
    }
    expect(new Set(patients.map(({ telecom }) => telecom?.[0]?.value)).size).toBe(5000);
    const [anna] = demo.accounts;
    expect(anna).toMatchObject({
      login: 'anna.kuznetsova@example.org',
      patient: { birthDate: '1951-04-03', name: { family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна' } },
    });
    for (const { patient, password } of demo.accounts) {
      const own = demo.visits.filter((visit) => visit.patient === patient);
      expect(
        own.filter(({ status, time }) => status === 'booked' && time.startsAt > startOf(addDays(today, 1))).length,
      ).toBeGreaterThanOrEqual(1);
      expect(own.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(2);
      expect(password.length).toBeGreaterThanOrEqual(10);
    }
    const upcoming = new Map<string, number>();
    for (const { patient, status, time } of demo.visits)
      if (status === 'booked' && time.offset >= 0) upcoming.set(patient.id, (upcoming.get(patient.id) ?? 0) + 1);
    expect(Math.max(...upcoming.values())).toBeLessThanOrEqual(mostActive);
  });

  it('D5 it has notices, one of them urgent', () => {
    const kinds = demo.entries.flatMap(({ resource }) =>
      resource.resourceType === 'Communication' ? [resource.category?.[0]?.coding?.[0]?.code] : [],
    );
    expect(kinds.toSorted()).toEqual(['notice', 'notice', 'urgent']);
  });
});

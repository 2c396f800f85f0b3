import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Resource } from '@medplum/fhirtypes';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { bulkInsert } from '../../clinic-server/fhir/resourceStore.ts';
import { createPasswords } from '../../clinic-server/identity/passwords.ts';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';
import type { SlotFacts, SlotStatus } from '../../clinic-server/scheduling/slotStore.ts';

export interface Person {
  readonly id: Id;
  readonly login: string;
  readonly password: string;
}

export interface SmallClinic {
  readonly officeId: Id;
  readonly roleIds: readonly Id[];
  /** In the order asked for. */
  readonly slots: readonly SlotFacts[];
  readonly people: readonly Person[];
}

export interface AskedSlot {
  readonly startsAt: Instant;
  readonly minutes?: number;
  readonly status?: SlotStatus;
  /** Which doctor's; 0 unless told. */
  readonly doctor?: number;
}

/** Two doctors with the given times and some patients who can sign in: enough clinic for a test about times. */
export async function seedSmallClinic(
  pool: pg.Pool,
  { slots, people = 1, roubles = 3200, nobodySignsIn = false }: { slots: readonly AskedSlot[]; people?: number; roubles?: number; /** Passwords are slow to hash by design: a test that seeds again and again leaves the accounts out. */ nobodySignsIn?: boolean },
): Promise<SmallClinic> {
  const [organizationId, officeId, serviceId] = [randomUUID(), randomUUID(), randomUUID()];
  const roleIds = [randomUUID(), randomUUID()];
  const scheduleIds = [randomUUID(), randomUUID()];
  const code = { coding: [{ system: systems.nomenclature, code: 'B01.058.001' }] };
  const shared: Resource[] = [
    {
      resourceType: 'Organization',
      id: organizationId,
      active: true,
      name: 'Клиника',
      telecom: [{ system: 'phone', value: '+7 900 000-10-10' }],
    },
    { resourceType: 'Location', id: officeId, status: 'active', mode: 'instance', name: 'Корпус' },
    { resourceType: 'HealthcareService', id: serviceId, active: true, name: 'Первый приём', type: [code] },
    {
      resourceType: 'ChargeItemDefinition',
      id: randomUUID(),
      url: 'https://kabinet.example/fhir/ChargeItemDefinition/B01.058.001',
      status: 'active',
      code,
      effectivePeriod: { start: '2020-01-01' },
      propertyGroup: [{ priceComponent: [{ type: 'base', amount: { value: roubles, currency: 'RUB' } }] }],
    },
  ];
  for (const [index, roleId] of roleIds.entries()) {
    const practitionerId = randomUUID();
    shared.push(
      { resourceType: 'Practitioner', id: practitionerId, name: [{ family: `Врачева${index}`, given: ['Вера'] }] },
      {
        resourceType: 'PractitionerRole',
        id: roleId,
        active: true,
        practitioner: { reference: `Practitioner/${practitionerId}` },
        location: [{ reference: `Location/${officeId}` }],
        healthcareService: [{ reference: `HealthcareService/${serviceId}` }],
      },
      { resourceType: 'Schedule', id: scheduleIds[index] ?? '', active: true, actor: [{ reference: `PractitionerRole/${roleId}` }] },
    );
  }
  const made = slots.map(({ startsAt, minutes = 20, status = 'free', doctor = 0 }) => ({
    facts: { id: randomUUID(), startsAt, endsAt: (startsAt + minutes * 60_000) as Instant, status } satisfies SlotFacts,
    schedule: scheduleIds[doctor] ?? '',
  }));
  for (const { facts, schedule } of made) {
    shared.push({
      resourceType: 'Slot',
      id: facts.id,
      schedule: { reference: `Schedule/${schedule}` },
      status: facts.status,
      start: toWire(facts.startsAt),
      end: toWire(facts.endsAt),
    });
  }
  const persons = Array.from({ length: people }, (_, index) => ({
    id: randomUUID(),
    login: `person${index}@example.org`,
    password: `parol-nomer-${index}`,
  }));
  // One hash for all would do for signing in, but a clinic's accounts never share a salt.
  const passwords = createPasswords();
  const hashes = nobodySignsIn ? [] : await Promise.all(persons.map(({ password }) => passwords.hash(password)));
  await inTransaction(pool, async (tx) => {
    await bulkInsert(tx, [
      ...shared.map((resource) => ({ resource, patient: null })),
      ...persons.map(({ id }) => ({
        resource: { resourceType: 'Patient' as const, id, name: [{ family: 'Пациентова', given: ['Анна'] }] },
        patient: id,
      })),
    ]);
    if (nobodySignsIn) return;
    await tx.query(
      'insert into account (id, login, password_hash, patient) select gen_random_uuid(), * from unnest($1::text[], $2::text[], $3::uuid[])',
      [persons.map(({ login }) => login), hashes, persons.map(({ id }) => id)],
    );
  });
  return { officeId, roleIds, slots: made.map(({ facts }) => facts), people: persons };
}

import type { Appointment, ChargeItemDefinition, HealthcareService, PractitionerRole, Schedule, Slot } from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import { toWire } from '../../shared/lib/moscow.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Reader } from '../db/pool.ts';
import { findResource, type OfType } from '../fhir/resourceStore.ts';
import type { Resource } from '@medplum/fhirtypes';
import { refuse } from './refuse.ts';
import type { Visit, VisitPaper } from './slotStore.ts';

/** The id in a reference to that type, or null. */
export function idOf(type: string, reference: { reference?: string } | undefined): Id | null {
  const [found, id, ...rest] = (reference?.reference ?? '').split('/');
  return found === type && id && rest.length === 0 ? id : null;
}

async function find<T extends Resource['resourceType']>(from: Reader, type: T, id: Id | null): Promise<OfType<T> | null> {
  const row = id === null ? null : await findResource(from, type, id);
  return row && !row.deleted ? (row.content as OfType<T>) : null;
}

/** Whose time it is. A time without a doctor is not one a patient can have. */
export async function roleOfSlot(from: Reader, slotId: Id): Promise<PractitionerRole> {
  const slot: Slot | null = await find(from, 'Slot', slotId);
  const schedule: Schedule | null = await find(from, 'Schedule', idOf('Schedule', slot?.schedule));
  const actor = schedule?.actor?.find((candidate) => idOf('PractitionerRole', candidate));
  return (await find(from, 'PractitionerRole', idOf('PractitionerRole', actor))) ?? refuse('slot_closed');
}

/** The price in force at the visit, by the server's own list: what a device sends is not asked. */
async function priceExtensions(from: Reader, role: PractitionerRole, at: string): Promise<NonNullable<Appointment['extension']>> {
  const service: HealthcareService | null = await find(from, 'HealthcareService', idOf('HealthcareService', role.healthcareService?.[0]));
  const coding = service?.type?.[0]?.coding?.[0];
  if (!coding?.code) return [];
  const { rows } = await from.query<{ content: ChargeItemDefinition }>(
    `select r.content from resource r where r.type = 'ChargeItemDefinition' and not r.deleted and r.content->>'status' = 'active'
       and r.content->'code'->'coding'->0->>'code' = $1 and coalesce(fhir_low(r.content->'effectivePeriod'->>'start'), '-infinity') <= $2
     order by fhir_low(r.content->'effectivePeriod'->>'start') desc nulls last limit 1`,
    [coding.code, at],
  );
  const amount = rows[0]?.content.propertyGroup?.[0]?.priceComponent?.[0]?.amount;
  return [
    { url: extensions.service, valueCoding: { system: systems.nomenclature, code: coding.code } },
    ...(amount ? [{ url: extensions.price, valueMoney: amount }] : []),
  ];
}

/** The visit as it is kept. Everything that decides comes from the server; the device gives the id and the number for people. */
export async function appointmentResource(from: Reader, visit: Visit, paper: VisitPaper): Promise<Appointment> {
  const role = await roleOfSlot(from, visit.slot);
  return {
    resourceType: 'Appointment',
    id: visit.id,
    ...(paper.number ? { identifier: [{ system: systems.appointmentNumber, value: paper.number }] } : {}),
    status: visit.status,
    slot: [{ reference: `Slot/${visit.slot}` }],
    start: toWire(visit.startsAt),
    end: toWire(visit.endsAt),
    created: toWire(paper.created),
    participant: [
      { actor: { reference: `Patient/${visit.patient}` }, status: 'accepted' },
      { actor: { reference: `PractitionerRole/${role.id ?? ''}` }, status: 'accepted' },
    ],
    extension: [
      ...(await priceExtensions(from, role, toWire(visit.startsAt))),
      ...(paper.signIn ? [{ url: extensions.signIn, valueString: paper.signIn }] : []),
    ],
  };
}

/** The same visit with another doctor in it. */
export function withRole<A extends Appointment>(appointment: A, role: PractitionerRole): A {
  return {
    ...appointment,
    participant: appointment.participant?.map((one) =>
      idOf('PractitionerRole', one.actor) ? { ...one, actor: { reference: `PractitionerRole/${role.id ?? ''}` } } : one,
    ),
  };
}

/** The same visit with the person in it who acts for the patient; null: nobody does. */
export function withRelatedPerson<A extends Appointment>(appointment: A, relatedPerson: Id | null): A {
  const there = appointment.participant?.some(({ actor }) => idOf('RelatedPerson', actor) === relatedPerson);
  if (relatedPerson === null || there) return appointment;
  return { ...appointment, participant: [...(appointment.participant ?? []), { actor: { reference: `RelatedPerson/${relatedPerson}` }, status: 'accepted' }] };
}

import type { Appointment, PractitionerRole } from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, startOf, toWire, type Instant, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { PartOfDay } from '../../shared/lib/partOfDay.ts';
import { idOf } from '../scheduling/appointmentResource.ts';

export interface AskedWish {
  readonly entry: Id;
  readonly number: string | null;
  readonly role: Id;
  /** Any doctor of the role's speciality. */
  readonly anyDoctor: boolean;
  /** Both days belong to it. */
  readonly from: MoscowDay;
  readonly until: MoscowDay;
  readonly part: PartOfDay | null;
}

interface Paper {
  readonly patient: Id;
  readonly signIn: Id | null;
  readonly joinedAt: Instant;
}

/** A wish as it is kept: an Appointment without a time. */
export function waitingResource(asked: AskedWish, role: PractitionerRole, { patient, signIn, joinedAt }: Paper): Appointment & { id: string } {
  const extension = [
    ...(asked.part ? [{ url: extensions.partOfDay, valueCode: asked.part }] : []),
    ...(signIn ? [{ url: extensions.signIn, valueString: signIn }] : []),
  ];
  return {
    resourceType: 'Appointment',
    id: asked.entry,
    ...(asked.number ? { identifier: [{ system: systems.appointmentNumber, value: asked.number }] } : {}),
    status: 'waitlist',
    ...(role.specialty ? { specialty: role.specialty } : {}),
    requestedPeriod: [{ start: toWire(startOf(asked.from)), end: toWire(startOf(addDays(asked.until, 1))) }],
    created: toWire(joinedAt),
    participant: [
      { actor: { reference: `Patient/${patient}` }, status: 'accepted' },
      ...(asked.anyDoctor ? [] : [{ actor: { reference: `PractitionerRole/${role.id ?? ''}` }, status: 'needs-action' as const }]),
    ],
    ...(extension.length > 0 ? { extension } : {}),
  };
}

/** The visit the wish has become: its own number and day of asking stay, time, doctor and price are those of the time. */
export function bookedFromWish<A extends Appointment>(wish: A, booked: Appointment): A {
  const others = (wish.participant ?? []).filter(({ actor }) => !idOf('Patient', actor) && !idOf('PractitionerRole', actor));
  const kept = (wish.extension ?? []).filter(({ url }) => url !== extensions.partOfDay && url !== extensions.service && url !== extensions.price);
  return {
    ...wish,
    status: 'booked',
    ...(booked.slot ? { slot: booked.slot } : {}),
    ...(booked.start ? { start: booked.start } : {}),
    ...(booked.end ? { end: booked.end } : {}),
    participant: [...(booked.participant ?? []), ...others],
    extension: [...(booked.extension ?? []), ...kept],
  };
}

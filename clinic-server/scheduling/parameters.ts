import type { Appointment, Parameters } from '@medplum/fhirtypes';
import * as z from 'zod';
import { systems } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import { fromWire, toWire, type Instant } from '../../shared/lib/moscow.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { validated } from '../fhir/validate.ts';
import { idOf } from './appointmentResource.ts';
import type { Hold } from './slotStore.ts';

const Body = z.object({ resourceType: z.literal('Parameters'), parameter: z.array(z.looseObject({ name: z.string() })).default([]) });

function invalid(name: string): never {
  throw new FhirRefusal(400, 'invalid_request', { expression: [`Parameters.parameter.${name}`] });
}

/** The named value of a `Parameters` body, in the form the operation declares for it; absent is `undefined`. */
export function readParameters(body: unknown): <T>(name: string, element: string, form: z.ZodType<T>) => T | undefined {
  const parsed = Body.safeParse(body);
  if (!parsed.success) throw new FhirRefusal(400, 'invalid_request');
  return (name, element, form) => {
    const found = parsed.data.parameter.filter((parameter) => parameter.name === name);
    if (found.length === 0) return undefined;
    const value = form.safeParse(found[0]?.[element]);
    return found.length === 1 && value.success ? value.data : invalid(name);
  };
}

/** Every value of that name, in the form the operation declares for it. */
export function everyParameter<T>(body: unknown, name: string, form: z.ZodType<T>): readonly T[] {
  const parsed = Body.safeParse(body);
  const found = z.array(form).max(20_000).safeParse(parsed.data?.parameter.filter((parameter) => parameter.name === name));
  return found.success ? found.data : invalid(name);
}

export const UrnId = z
  .string()
  .transform((text) => text.replace(/^urn:uuid:/, ''))
  .pipe(Id);

export const SlotReference = z
  .object({ reference: z.string() })
  .transform((reference) => idOf('Slot', reference))
  .pipe(Id);

export function required<T>(value: T | undefined, name: string): T {
  return value === undefined ? invalid(name) : value;
}

export function holdAnswer(hold: Hold): Parameters {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'holdId', valueUuid: `urn:uuid:${hold.holdId}` },
      // A device that was started anew knows only the hold's id: here it learns which time that is.
      { name: 'slot', valueReference: { reference: `Slot/${hold.slot}` } },
      { name: 'expires', valueInstant: toWire(hold.expiresAt) },
      { name: 'totalSeconds', valueInteger: hold.totalSeconds },
      { name: 'extensionLeft', valueBoolean: !hold.extended },
    ],
  };
}

export interface AskedVisit {
  readonly id: Id;
  readonly slot: Id;
  readonly patient: Id;
  readonly startsAt: Instant | null;
  readonly number: string | null;
  readonly created: Instant | null;
}

const SlipNumber = z.string().min(1).max(40);

/** What we take from the Appointment a device sends; it has to be a valid one, and a booking. */
export function askedVisit(body: unknown): AskedVisit {
  const resource = validated(body);
  if (resource.resourceType !== 'Appointment' || resource.status !== 'booked') return invalid('appointment');
  const appointment: Appointment = resource;
  const patients = (appointment.participant ?? []).flatMap(({ actor }) => idOf('Patient', actor) ?? []);
  const ids = z
    .object({ id: Id, slot: Id, patient: Id })
    .safeParse({ id: appointment.id, slot: idOf('Slot', appointment.slot?.[0]), patient: patients[0] });
  if (!ids.success || patients.length !== 1 || appointment.slot?.length !== 1) return invalid('appointment');
  const number = SlipNumber.safeParse(appointment.identifier?.find(({ system }) => system === systems.appointmentNumber)?.value);
  return {
    ...ids.data,
    startsAt: appointment.start ? fromWire(appointment.start) : null,
    number: number.success ? number.data : null,
    created: appointment.created && appointment.created.includes('T') ? fromWire(appointment.created) : null,
  };
}

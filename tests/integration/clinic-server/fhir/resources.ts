import { randomUUID } from 'node:crypto';
import type { Appointment, Location, Patient, Schedule, Slot } from '@medplum/fhirtypes';
import { systems } from '../../../../shared/fhir/names.ts';

export function location(name: string, id?: string): Location {
  return { resourceType: 'Location', ...(id ? { id } : {}), name, status: 'active', mode: 'instance' };
}

export function schedule(id: string): Schedule {
  return { resourceType: 'Schedule', id, active: true, actor: [{ reference: 'PractitionerRole/somebody' }] };
}

export function slot(scheduleId: string, start: string, end: string, id = randomUUID()): Slot {
  return { resourceType: 'Slot', id, schedule: { reference: `Schedule/${scheduleId}` }, status: 'free', start, end };
}

export function patient(family: string, id: string = randomUUID(), more: Partial<Patient> = {}): Patient & { id: string } {
  return {
    resourceType: 'Patient',
    id,
    name: [{ family, given: ['Анна', 'Петровна'] }],
    gender: 'female',
    birthDate: '1951-04-03',
    ...more,
  };
}

export function appointment(
  patientId: string,
  number: string,
  start = '2026-11-24T10:00:00+03:00',
  id = randomUUID(),
): Appointment & { id: string } {
  return {
    resourceType: 'Appointment',
    id,
    identifier: [{ system: systems.appointmentNumber, value: number }],
    status: 'booked',
    start,
    end: new Date(Date.parse(start) + 1_200_000).toISOString(),
    participant: [
      { actor: { reference: `Patient/${patientId}` }, status: 'accepted' },
      { actor: { reference: 'PractitionerRole/somebody' }, status: 'accepted' },
    ],
  };
}

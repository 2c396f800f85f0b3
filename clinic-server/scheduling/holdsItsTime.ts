import type { Appointment } from '@medplum/fhirtypes';

// Who was expected and did not come has left the time to others; one on the waiting list has none yet.
const withoutTime: ReadonlySet<Appointment['status']> = new Set(['cancelled', 'noshow', 'entered-in-error', 'waitlist']);

/** Whether a visit in this state has its time and its patient. */
export function holdsItsTime(status: Appointment['status']): boolean {
  return !withoutTime.has(status);
}

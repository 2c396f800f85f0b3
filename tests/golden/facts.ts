import { createHash } from 'node:crypto';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, dayOf, instant, instantAt } from '../../shared/lib/moscow.ts';

const seed = 'kabinet golden queues 1';

/** A version 4 UUID of a name: the same in every run, in every fixture, and nobody's. */
export function goldenId(name: string): Id {
  const hex = createHash('sha256').update(`${seed} ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as Id;
}

/** Tuesday, 24 November 2026, 9:00 in Moscow: when the queues were written. */
export const writtenAt = instant(Date.UTC(2026, 10, 24, 6));
export const today = dayOf(writtenAt);
export const tomorrow = addDays(today, 1);

/** A clinic that does not exist, with one doctor, one patient and four times. */
export const clinic = {
  ...{ patientId: goldenId('patient'), signInId: goldenId('sign-in'), officeId: goldenId('office'), roomId: goldenId('room'), roleId: goldenId('role') },
  ...{ practitionerId: goldenId('practitioner'), scheduleId: goldenId('schedule'), serviceId: goldenId('service'), reportId: goldenId('report'), otherReportId: goldenId('another report') },
  ...{ visitId: goldenId('visit of today'), wishId: goldenId('wish'), offerId: goldenId('offer'), orderId: goldenId('order'), appointmentId: goldenId('appointment') },
  visitCode: 'B01.058.001',
  visitKopecks: 320_000,
  tests: [
    { code: 'A09.05.065', kopecks: 59_050 },
    { code: 'A09.05.135', kopecks: 78_000 },
  ],
  slots: {
    booked: { id: goldenId('slot booked'), startsAt: instantAt(tomorrow, 9 * 60) },
    moved: { id: goldenId('slot moved'), startsAt: instantAt(tomorrow, 10 * 60) },
    today: { id: goldenId('slot of today'), startsAt: instantAt(today, 9 * 60 + 20) },
  },
} as const;

export const slotMinutes = 20;

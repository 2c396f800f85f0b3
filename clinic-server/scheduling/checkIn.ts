import type { Id } from '../../shared/lib/ids.ts';
import { dayOf, type Instant } from '../../shared/lib/moscow.ts';
import { refuse } from './refuse.ts';
import type { SlotStore, Visit } from './slotStore.ts';

export interface CheckInRequest {
  readonly appointment: Id;
  readonly patient: Id;
  readonly device: Id;
  /** Where the device stands, by the clinic's own record of it. */
  readonly office: Id;
}

export interface CheckedIn {
  readonly visit: Visit;
  /** `017`: for people, and never twice in one office on one day. */
  readonly queueNumber: string;
}

/** S8. Whoever has a number has it for the day: asked again, also after the planned end (the doctor may be late), it is the same one. */
export async function checkIn(store: SlotStore, { appointment, patient, device, office }: CheckInRequest, now: Instant): Promise<CheckedIn> {
  await store.lockPatient(patient);
  const visit = await store.visit(appointment);
  if (!visit || visit.patient !== patient) return refuse('not_found');
  if (visit.status === 'fulfilled') return refuse('visit_over');
  if (visit.status !== 'booked' && visit.status !== 'arrived') return refuse('not_active');
  const day = dayOf(now);
  const visitDay = dayOf(visit.startsAt);
  if (visitDay > day) return refuse('not_today');
  if (visitDay < day) return refuse('visit_over');
  if ((await store.officeOf(visit)) !== office) return refuse('another_office');
  const given = await store.queueNumber(visit, office, day);
  if (given !== null && visit.status === 'arrived') return { visit, queueNumber: given };
  // Whoever comes when the time is over is the registrar's case: the doctor may have gone.
  if (given === null && visit.status === 'booked' && visit.endsAt <= now) return refuse('visit_over');
  return { visit: { ...visit, status: 'arrived' }, queueNumber: await store.arrive(visit, { office, day, device, at: now }) };
}

/** As it is called out and printed. */
export function queueNumberText(number: number): string {
  return String(number).padStart(3, '0');
}

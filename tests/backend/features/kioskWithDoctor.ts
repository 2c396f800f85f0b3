import { randomUUID } from 'node:crypto';
import { addDays, dayOf, instantAt, type Instant } from '../../../shared/lib/moscow.ts';
import {
  appointment,
  healthcareService,
  office,
  patient,
  practitioner,
  price,
  role,
  room,
  schedule,
  slot,
} from '../../support/clinicResources.ts';
import { featuresOffline, monday } from '../../support/features.ts';

export const anna = patient('Кузнецова', 'Анна', 'Петровна');
export const boris = patient('Лебедев', 'Борис');
export const tomorrow = addDays(dayOf(monday), 1);
export const at = (minute: number, day = tomorrow) => instantAt(day, minute);

export const booking = (slotId: string, holdId: string | null = null) => ({
  commandId: randomUUID(),
  appointmentId: randomUUID(),
  slotId,
  holdId,
});
export const cancelling = (appointmentId: string) => ({ commandId: randomUUID(), appointmentId, reason: 'plans' as const, comment: null });

/** A kiosk without a line at a clinic with one doctor, in that doctor's house. */
export function kioskWithDoctor(policy: Parameters<typeof featuresOffline>[0] = {}) {
  const place = office();
  const kiosk = featuresOffline({ ...policy, officeId: place.id });
  const cabinet = room(place.id);
  const person = practitioner('Смирнова', 'Елена', 'Аркадьевна');
  const service = healthcareService('B01.058.001');
  const job = role(
    { practitionerId: person.id, officeId: place.id, roomId: cabinet.id, serviceId: service.id },
    { code: 'endo', ru: 'Эндокринолог', en: 'Endocrinologist' },
  );
  const plan = schedule(job.id);
  kiosk.put(place, cabinet, person, service, job, plan, price('B01.058.001', 3200, '2026-01-01'));

  return {
    ...{ kiosk, job, plan, cabinet },
    time(start: Instant, status = 'free'): string {
      const one = slot(plan.id, start, status);
      kiosk.put(one);
      return one.id;
    },
    /** A visit the server knows. */
    visit(start: Instant, status = 'booked', of = anna): string {
      const one = appointment({ patientId: of.id, roleId: job.id, slotId: randomUUID(), start }, status);
      kiosk.put(one);
      return one.id;
    },
    book: (slotId: string, holdId: string | null = null) => kiosk.call('appointments.book', booking(slotId, holdId)),
    async mine() {
      const { upcoming, past } = await kiosk.call('appointments.mine', {});
      return { upcoming: upcoming.map(({ id, status }) => [id, status]), past: past.map(({ id, status }) => [id, status]) };
    },
  };
}

import type { Visit } from '../../shared/features/appointments.ts';

/** What a person is told about a visit: one word for each thing that is different for them. */
export type VisitMood = 'sure' | 'waiting' | 'refused' | 'cancelling' | 'moving' | 'cancelled' | 'past' | 'noshow';

/** A visit that a command of this device is changing says so before anything else: until the server has spoken nothing is certain. */
export function moodOf(visit: Pick<Visit, 'status' | 'pending'>): VisitMood {
  if (visit.status === 'refused') return 'refused';
  if (visit.status === 'cancelled') return visit.pending === null ? 'cancelled' : 'cancelling';
  if (visit.status === 'fulfilled') return 'past';
  if (visit.status === 'noshow') return 'noshow';
  if (visit.pending?.kind === 'cancel') return 'cancelling';
  if (visit.pending?.kind === 'move') return 'moving';
  return visit.status === 'booked' || visit.status === 'arrived' ? 'sure' : 'waiting';
}

/** Message key of the state's name, under `visit.status`. */
export function statusKey(visit: Pick<Visit, 'status' | 'pending'>): string {
  const mood = moodOf(visit);
  if (mood === 'sure') return visit.status === 'arrived' ? 'arrived' : visit.pending?.kind === 'arrive' ? 'arriving' : 'booked';
  if (mood === 'past') return 'fulfilled';
  return mood;
}

const known = ['slot_taken', 'slot_closed', 'slot_past', 'patient_busy', 'too_many_visits', 'consent_withdrawn', 'not_for_this_place', 'not_found', 'too_late', 'not_active', 'not_today', 'visit_over', 'another_office'] as const;

/** Message key of a refusal, under `visit.refusal`. A code this page does not know still gets a sentence. */
export function refusalKey(code: string | null): (typeof known)[number] | 'unknown' {
  return known.find((name) => name === code) ?? 'unknown';
}

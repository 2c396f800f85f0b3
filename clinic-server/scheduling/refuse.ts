import { FhirRefusal } from '../fhir/refusal.ts';

export type SchedulingRefusal =
  | 'slot_taken'
  | 'slot_closed'
  | 'slot_past'
  | 'slot_occupied'
  | 'not_for_this_place'
  | 'patient_busy'
  | 'too_many_visits'
  | 'already_extended'
  | 'hold_gone'
  | 'too_late'
  | 'not_active'
  | 'not_today'
  | 'visit_over'
  | 'another_office'
  | 'offer_gone'
  | 'consent_withdrawn'
  | 'already_waiting'
  | 'too_many_entries'
  | 'day_past'
  | 'id_reused'
  | 'restoring'
  | 'not_found';

export function refuse(code: SchedulingRefusal): never {
  // No answer is remembered for it: the same request is sent again and then decided.
  if (code === 'restoring') throw new FhirRefusal(503, 'restoring', { headers: { 'retry-after': '60' } });
  throw new FhirRefusal(code === 'not_found' ? 404 : 409, code);
}

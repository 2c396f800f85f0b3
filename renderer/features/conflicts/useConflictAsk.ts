import { useQuestion, type Question } from '../../app/useQuestion.ts';

const known = [
  ...(['case_decided', 'note_required', 'slot_taken', 'slot_closed', 'slot_past', 'patient_busy', 'consent_withdrawn', 'not_active'] as const),
  ...(['decision_stands', 'not_decided', 'not_found', 'offline', 'slow_down', 'not_allowed', 'try_later'] as const),
] as const;

/** One question to the centre at a time, and the sentence for what it refused (a key under `conflicts.error`). */
export function useConflictAsk(): Question<(typeof known)[number], 'time_required'> {
  return useQuestion<(typeof known)[number], 'time_required'>(known);
}

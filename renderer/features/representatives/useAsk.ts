import { useQuestion, type Question } from '../../app/useQuestion.ts';

const known = [
  'check_input', 'document_not_seen', 'not_a_child', 'representative_is_child', 'already_representative', 'until_wrong', 'not_found', 'offline', 'try_later', 'slow_down', 'not_allowed',
] as const;
type Own = 'reason_empty' | 'until_empty' | 'nobody' | 'several' | 'oneself';

/** One question to the centre at a time; `refused` is a message key under `representatives.refused`. */
export function useAsk(): Question<(typeof known)[number], Own> {
  return useQuestion<(typeof known)[number], Own>(known);
}

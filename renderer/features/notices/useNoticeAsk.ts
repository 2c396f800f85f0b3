import { useQuestion, type Question } from '../../app/useQuestion.ts';

const known = ['check_input', 'notice_over', 'not_found', 'offline', 'slow_down', 'not_allowed', 'try_later'] as const;
/** What the page says itself, before anybody is asked. */
type Own = `${'russian' | 'english'}_${'empty' | 'long' | 'unseen'}` | 'from_wrong' | 'until_wrong' | 'until_first' | 'until_over';

/** One question to the centre at a time, and the sentence for what it refused (a key under `notices.error`). */
export function useNoticeAsk(): Question<(typeof known)[number], Own> {
  return useQuestion<(typeof known)[number], Own>(known);
}

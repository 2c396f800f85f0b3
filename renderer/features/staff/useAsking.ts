import { useQuestion, type Question } from '../../app/useQuestion.ts';

const known = [
  'check_input', 'not_found', 'no_account', 'case_decided', 'esia_linked', 'account_locked', 'document_mismatch', 'document_not_in_force', 'wrong_password', 'password_short', 'password_long',
  'password_same', 'own_password',
  'login_taken', 'last_administrator', 'offline', 'slow_down', 'not_allowed', 'try_later',
] as const;

export type Asking = Question<string>;

/** One question to the centre at a time, and the sentence for what it refused (a key under `staff.asked`). */
export function useAsking(): Asking {
  return useQuestion<string>(known);
}

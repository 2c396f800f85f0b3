import { CallFailed } from '../../app/client.ts';

const known = [
  'wrong_password',
  'no_password',
  'no_account',
  'sign_in_again',
  'password_short',
  'password_long',
  'password_common',
  'phone_invalid',
  'email_invalid',
  'same_email',
  'wrong_code',
  'code_gone',
  'mail_unavailable',
  'slow_down',
  'locked',
  'not_own_account',
  'invalid_input',
  'offline',
  'try_later',
] as const;

/** The sentence for what a call was answered with: a key under `account.error`. */
export function refusalOf(error: unknown): string {
  if (!(error instanceof CallFailed)) return 'failed';
  // The answer was lost, not the deed: whoever is told «it did not work» does it twice.
  if (error.code === 'timed_out' || error.code === 'backend_restarted') return 'unsure';
  return known.find((code) => code === error.code) ?? 'failed';
}

import { CallFailed } from '../../app/client.ts';

const known = [
  'wrong_code',
  'code_gone',
  'grant_gone',
  'documents_not_accepted',
  'invalid_request',
  'slow_down',
  'mail_unavailable',
  'locked',
  'esia_required',
  'offline',
  'try_later',
  'password_short',
  'password_long',
  'password_common',
] as const;

/** The sentence for what a call was answered with: a key under `registration.error`. */
export function refusalOf(error: unknown): string {
  if (!(error instanceof CallFailed)) return 'failed';
  if (error.code === 'invalid_input') return 'invalid_request';
  return known.find((code) => code === error.code) ?? 'failed';
}

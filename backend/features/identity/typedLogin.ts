type LocalRefusal = 'login_empty' | 'password_empty' | 'login_not_email' | 'too_long';

/** RFC 5321: an address has at most 254 characters. */
const longestLogin = 254;
const longestPassword = 1_024;

/** Only what can be said for certain: the server knows which addresses exist, and says no more than `wrong_login`. */
const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;

/** Spaces around an address come from keyboards and copying, never from the patient's intent. A password is left as typed. */
export function cleanLogin(typed: string): string {
  return typed.normalize('NFC').trim();
}

export function checkTyped(login: string, password: string): LocalRefusal | null {
  if (login === '') return 'login_empty';
  if (login.length > longestLogin) return 'too_long';
  if (password === '') return 'password_empty';
  if (password.length > longestPassword) return 'too_long';
  return address.test(login) ? null : 'login_not_email';
}

import { isEmail } from '../../shared/lib/email.ts';
import { passwordFault } from '../../shared/lib/passwordRules.ts';
import { phoneOf } from '../../shared/lib/phone.ts';

/** What is wrong with one field: a key under `registration.error`, or null. */
export type Fault = string | null;

export function emailFault(typed: string): Fault {
  const text = typed.trim();
  if (text === '') return 'email_empty';
  if (/[а-яё]/i.test(text)) return 'email_layout';
  if (text.length > 254) return 'too_long';
  return isEmail(text) ? null : 'email_wrong';
}

export function phoneFault(typed: string): Fault {
  if (typed.trim() === '') return 'phone_empty';
  if (phoneOf(typed) !== null) return null;
  if (!/^[\d\s+().\u2010-\u2015-]*$/.test(typed)) return 'phone_letters';
  return typed.replace(/\D/g, '').length < 11 ? 'phone_short' : 'phone_long';
}

export function codeFault(typed: string): Fault {
  const bare = typed.replace(/[\s\u2010-\u2015-]/g, '');
  if (bare === '') return 'code_empty';
  return /^\d{6}$/.test(bare) ? null : 'code_digits';
}

export interface PasswordFaults {
  readonly password?: string;
  readonly repeat?: string;
}

export function passwordFaults(password: string, repeat: string): PasswordFaults {
  if (password === '') return { password: 'password_empty' };
  const fault = passwordFault(password);
  if (fault !== null) return { password: `password_${fault}` };
  if (repeat === '') return { repeat: 'repeat_empty' };
  return password === repeat ? {} : { repeat: 'repeat_differs' };
}

/** Where the sentence about a refused sign-in stands, and which one it is (a key under `identity.error`). */
export interface SignInErrors {
  readonly login?: string;
  readonly password?: string;
  /** About the sign-in as a whole: above the fields. */
  readonly form?: string;
}

const general = ['wrong_login', 'slow_down', 'locked', 'esia_required', 'offline', 'try_later'] as const;

/** What can be said before anybody is asked. The layout is looked at first: nobody guesses that from «this is not an address». */
export function checkSignIn(login: string, password: string): SignInErrors {
  const errors: { login?: string; password?: string } = {};
  if (login.trim() === '') errors.login = 'login_empty';
  else if (login.length > 254) errors.login = 'too_long';
  else if (/[а-яё]/i.test(login)) errors.login = 'login_layout';
  else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(login.trim())) errors.login = 'login_not_email';
  if (password === '') errors.password = 'password_empty';
  else if (password.length > 1_000) errors.password = 'too_long';
  return errors;
}

/** What a refusal of the server is about. `fields` comes with `invalid_input`. */
export function refusedSignIn(code: string, fields: readonly string[]): SignInErrors {
  if (code === 'login_empty' || code === 'login_not_email') return { login: code };
  if (code === 'password_empty') return { password: code };
  if (code === 'too_long' || code === 'invalid_input') return fields.includes('password') ? { password: 'too_long' } : { login: 'too_long' };
  return { form: general.find((name) => name === code) ?? 'failed' };
}

export function isClean({ login, password }: SignInErrors): boolean {
  return login === undefined && password === undefined;
}

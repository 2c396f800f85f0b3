import { describe, expect, it } from 'vitest';
import { checkSignIn, isClean, refusedSignIn } from '../../../renderer/features/identity/signInErrors.ts';

describe('errors of the sign-in page', () => {
  it('R4 empty fields are both named at once', () => {
    expect(checkSignIn('', '')).toEqual({ login: 'login_empty', password: 'password_empty' });
    expect(checkSignIn('   ', 'x')).toEqual({ login: 'login_empty' });
  });

  it('R4 an address typed in the wrong layout is told apart from a wrong address', () => {
    expect(checkSignIn('фттф@зкшьук.кг', 'x')).toEqual({ login: 'login_layout' });
    expect(checkSignIn('anna', 'x')).toEqual({ login: 'login_not_email' });
    expect(checkSignIn('anna@primer', 'x')).toEqual({ login: 'login_not_email' });
  });

  it('R4 hostile and endless input gets a sentence, not a failure', () => {
    for (const login of ["' OR 1=1 --", '<img src=x>', '😀', 'a'.repeat(10_000)]) expect(isClean(checkSignIn(login, 'x'))).toBe(false);
    expect(checkSignIn('anna@primer.ru', 'п'.repeat(10_000))).toEqual({ password: 'too_long' });
  });

  it('R4 a good address and any password go to the server', () => {
    expect(isClean(checkSignIn(' anna@primer.ru ', 'пароль'))).toBe(true);
  });

  it('R4 a refusal stands where it belongs, an unknown one still gets words', () => {
    expect(refusedSignIn('wrong_login', [])).toEqual({ form: 'wrong_login' });
    expect(refusedSignIn('login_not_email', [])).toEqual({ login: 'login_not_email' });
    expect(refusedSignIn('invalid_input', ['password'])).toEqual({ password: 'too_long' });
    expect(refusedSignIn('internal', [])).toEqual({ form: 'failed' });
  });
});

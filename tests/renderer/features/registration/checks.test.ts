import { describe, expect, it } from 'vitest';
import { createDraft, type RegistrationField } from '../../../../renderer/app/draftStore.ts';
import { faultOf, personOf } from '../../../../renderer/features/registration/checks.ts';
import { formPages, pageWith } from '../../../../renderer/features/registration/formPages.ts';
import { registration } from '../../../../renderer/locales/ru/registration.ts';
import { codeFault, emailFault, passwordFaults } from '../../../../renderer/words/fieldFaults.ts';
import { moscowDay } from '../../../../shared/lib/moscow.ts';

const today = moscowDay('2026-11-23');

const wrong: readonly (readonly [RegistrationField, string, string])[] = [
  ['family', '', 'family_empty'],
  ['family', '   ', 'family_empty'],
  ['given', '', 'given_empty'],
  ['family', 'Кузнецова2', 'name_letters'],
  ['family', '<b>Анна</b>', 'name_letters'],
  ['given', 'Aнна', 'name_mixed'],
  ['patronymic', 'а'.repeat(61), 'name_long'],
  ['birthDate', '', 'birth_empty'],
  ['birthDate', '03.04', 'birth_incomplete'],
  ['birthDate', '03.04.51', 'birth_incomplete'],
  ['birthDate', '30.02.1951', 'birth_no_day'],
  ['birthDate', '29.02.1951', 'birth_no_day'],
  ['birthDate', '03.13.1951', 'birth_no_day'],
  ['birthDate', '24.11.2026', 'birth_future'],
  ['birthDate', '03.04.1851', 'birth_early'],
  ['phone', '', 'phone_empty'],
  ['phone', '+7 900 123', 'phone_short'],
  ['phone', '+7 900 123-45-678', 'phone_long'],
  ['phone', 'номер', 'phone_letters'],
  ['snils', '112-233-445', 'snils_length'],
  ['snils', '112-233-445 96', 'snils_checksum'],
  ['email', '', 'email_empty'],
  ['email', 'анна@пример.ру', 'email_layout'],
  ['email', 'anna@', 'email_wrong'],
  ['email', 'anna primer@example.org', 'email_wrong'],
  ['email', `${'a'.repeat(250)}@example.org`, 'too_long'],
];

describe('what can be said before anybody is asked', () => {
  it.each(wrong)('R3 %s «%.20s» is %s', (field, typed, code) => {
    expect(faultOf(field, typed, today)).toBe(code);
    expect(Object.keys(registration.error)).toContain(code);
  });

  it('R3 patronymic and SNILS may be left out', () => {
    expect(faultOf('patronymic', '', today)).toBeNull();
    expect(faultOf('snils', ' ', today)).toBeNull();
  });

  it('R3 the six digits may have a space between them', () => {
    expect([codeFault('123 456'), codeFault('123456'), codeFault(''), codeFault('12345'), codeFault('абв')]).toEqual([null, null, 'code_empty', 'code_digits', 'code_digits']);
  });

  it('R3 a password is at least eight characters long, typed twice alike', () => {
    expect(passwordFaults('', '')).toEqual({ password: 'password_empty' });
    expect(passwordFaults('семьзнк', 'семьзнк')).toEqual({ password: 'password_short' });
    expect(passwordFaults('я'.repeat(129), '')).toEqual({ password: 'password_long' });
    expect(passwordFaults('тихий омут', '')).toEqual({ repeat: 'repeat_empty' });
    expect(passwordFaults('тихий омут', 'тихий Омут')).toEqual({ repeat: 'repeat_differs' });
    expect(passwordFaults('тихий омут', 'тихий омут')).toEqual({});
  });

  it('R4 an address in Russian letters is told apart from a wrong one', () => {
    expect(emailFault(' anna@example.org ')).toBeNull();
    expect(emailFault('фттф@example.org')).toBe('email_layout');
  });
});

describe('the form', () => {
  const typed = createDraft(() => '').getState().registering;
  const whole = { ...typed, email: ' Anna@example.org ', family: ' Кузнецова ', given: 'Анна', birthDate: '3.4.1951', phone: '+7 900 123-45-67', snils: '112-233-445 95' };

  it('R3 goes to the server as it is written on the wire', () => {
    expect(personOf(whole, today)).toEqual({ email: 'Anna@example.org', family: 'Кузнецова', given: 'Анна', patronymic: null, birthDate: '1951-04-03', phone: '+79001234567', snils: '11223344595' });
    expect(personOf({ ...whole, snils: '', patronymic: ' Петровна' }, today)).toMatchObject({ snils: null, patronymic: 'Петровна' });
  });

  it('R3 is not sent while any field of it is wrong', () => {
    for (const [field, text] of wrong) expect(personOf({ ...whole, [field]: text }, today), `${field} ${text.slice(0, 20)}`).toBeNull();
  });

  it('K4 the accessible view asks one field a screen, and both views ask the same', () => {
    expect(formPages('accessible').every((page) => page.length === 1)).toBe(true);
    expect(formPages('accessible').flat()).toEqual(formPages('normal').flat());
    // Whoever enlarges the screen in the middle stays at the same question.
    expect(formPages('accessible')[pageWith('accessible', 'email')]).toEqual(['email']);
    expect(formPages('normal')[pageWith('normal', 'phone')]).toContain('phone');
  });
});

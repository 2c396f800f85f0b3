import { describe, expect, it } from 'vitest';
import { isBirthDate } from '../../../shared/lib/birthDate.ts';
import { isEmail } from '../../../shared/lib/email.ts';
import { moscowDay } from '../../../shared/lib/moscow.ts';
import { passwordFault } from '../../../shared/lib/passwordRules.ts';
import { nameFault, tidyName } from '../../../shared/lib/personName.ts';
import { formatPhone, isPhone, phoneOf } from '../../../shared/lib/phone.ts';
import { formatSnils, isSnils, snilsDigits } from '../../../shared/lib/snils.ts';

describe('SNILS', () => {
  it('R3 a right number is taken with its hyphens or without', () => {
    for (const typed of ['112-233-445 95', '11223344595', '112 233 445 95', '112–233–445–95']) expect(snilsDigits(typed)).toBe('11223344595');
    expect(isSnils('11223344595')).toBe(true);
    expect(formatSnils('11223344595')).toBe('112-233-445 95');
  });

  it('R3 a number with one wrong digit is not taken', () => {
    for (let place = 0; place < 11; place++) {
      for (let add = 1; add < 10; add++) {
        const digits = [...'11223344595'].map((digit, index) => (index === place ? (Number(digit) + add) % 10 : digit)).join('');
        expect(isSnils(digits), digits).toBe(false);
      }
    }
  });

  it('R3 a sum of 100 or 101 is written 00, and the oldest numbers have none', () => {
    expect(isSnils('08765430200')).toBe(true);
    expect(isSnils('08765430300')).toBe(true);
    expect(isSnils('00100199899')).toBe(true);
    expect(isSnils('00100199999')).toBe(false);
    expect(isSnils('00000000000')).toBe(false);
  });

  it('X8 what is not eleven digits is not a SNILS', () => {
    for (const typed of ['', '1122334459', '112233445955', '1122334459О', '١١٢٢٣٣٤٤٥٩٥', '11223344595\0', '１１２２３３４４５９５']) expect(snilsDigits(typed)).toBeNull();
  });
});

describe('phone', () => {
  it('R3 a number is one number, however it is typed', () => {
    for (const typed of ['+7 900 123-45-67', '8 (900) 123-45-67', '79001234567', '9001234567', ' +7(900)1234567 ']) expect(phoneOf(typed)).toBe('+79001234567');
    expect(formatPhone('+79001234567')).toBe('+7 900 123-45-67');
  });

  it('X8 another country, letters and extra digits are not taken', () => {
    for (const typed of ['', '+1 900 123 45 67', '900123456', '890012345678', '+7900123456٧', '%', '*', '+7900123456a', '8;drop table']) expect(phoneOf(typed)).toBeNull();
    expect(isPhone('89001234567')).toBe(false);
    expect(isPhone('+79001234567\n')).toBe(false);
  });
});

describe('names', () => {
  it('R3 the names people have are taken', () => {
    for (const name of ['Ли', 'Ё', 'Анна-Мария', "Д'Артаньян", 'Салтыков-Щедрин', 'Нгуен Тхи', 'Müller', 'Оʼконнор', 'Мамед оглы', "О’Нил", 'Ольга Müller'])
      expect(nameFault(tidyName(name)), name).toBeNull();
  });

  it('R3 one spelling: composed letters, one apostrophe, single spaces', () => {
    expect(tidyName('  Андреи\u0306  ')).toBe('Андрей');
    expect(tidyName('О’Нил')).toBe("О'Нил");
    expect(tidyName('Анна  –  Мария')).toBe('Анна - Мария');
  });

  it('X8 what is not a name is told apart', () => {
    expect(nameFault('')).toBe('empty');
    expect(nameFault('я'.repeat(61))).toBe('long');
    expect(nameFault('Ивaнов')).toBe('mixed');
    for (const name of ['-----', '-Анна', 'Анна-', "'", 'Анна1', '%', '_', '*', 'Анна🙂', 'А\u202eБ', 'Анна\0', '<b>', 'Αννα', '李', 'Анна\r\nBcc', 'Анна--Мария', '\u0301Анна', 'А\u200bня', "'; drop table", 'Z̴̡͇a̷̢', 'А́нна', 'Ａnna', 'ﬁ'])
      expect(nameFault(name), JSON.stringify(name)).toBe('letters');
  });
});

describe('birth date', () => {
  const today = moscowDay('2026-11-22');
  it('R3 a day that was is taken, one that never was or has not come is not', () => {
    for (const day of ['1900-01-01', '2000-02-29', '2026-11-22']) expect(isBirthDate(day, today), day).toBe(true);
    for (const day of ['1899-12-31', '1900-02-29', '2100-02-28', '2026-11-23', '2025-02-29', '0000-00-00', '1950-13-01', '1950-1-1', '', '1950-01-01T00:00:00Z', '01.01.1950'])
      expect(isBirthDate(day, today), day).toBe(false);
  });
});

describe('e-mail', () => {
  it('R3 addresses are taken', () => {
    for (const email of ['a@b.ru', 'anna.kuznetsova@example.org', 'a+b@mail.example.co.uk', "o'neil@example.org", 'a@xn--80ak6aa92e.xn--p1ai', 'Anna_K@EXAMPLE.ORG']) expect(isEmail(email), email).toBe(true);
  });

  it('X6 nothing that could become a second address or header is taken', () => {
    for (const email of ['', 'a', '@b.ru', 'a@', 'a@b', 'a@b.ru\r\nBcc: c@d.ru', 'a@b.ru,c@d.ru', 'a b@c.ru', '<a@b.ru>', 'a@b.ru\0', 'а@b.ru', 'a@b..ru', '.a@b.ru', 'a.@b.ru', 'a..b@c.ru', '"a"@b.ru', `${'a'.repeat(65)}@b.ru`, `a@${'b'.repeat(64)}.ru`, `a@${'bcd.'.repeat(70)}ru`, 'a@1.2.3.4'])
      expect(isEmail(email), JSON.stringify(email)).toBe(false);
  });

  it('X8 a long text is refused at once', () => {
    const from = performance.now();
    expect(isEmail(`${'a.'.repeat(500_000)}@b.ru`)).toBe(false);
    expect(isEmail(`${'a'.repeat(63)}!@b.ru`)).toBe(false);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});

describe('password', () => {
  it('R3 eight to 128 characters, counted as people count', () => {
    expect(passwordFault('1234567')).toBe('short');
    expect(passwordFault('12345678')).toBeNull();
    expect(passwordFault('🙂'.repeat(7))).toBe('short');
    expect(passwordFault('🙂'.repeat(128))).toBeNull();
    expect(passwordFault('я'.repeat(129))).toBe('long');
    // A short form that grows in the form that is hashed.
    expect(passwordFault('ﷺ')).toBeNull();
    expect(passwordFault('x'.repeat(1_048_576))).toBe('long');
  });
});

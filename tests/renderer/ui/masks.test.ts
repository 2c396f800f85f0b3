import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { birthDateMask, codeMask, nameMask, phoneMask, snilsMask, type Mask } from '../../../renderer/ui/masks.ts';

/** One key after another, as a hand types it; `<` erases. */
function typed(mask: Mask, keys: string): string {
  let value = '';
  for (const key of keys) {
    const next = key === '<' ? value.slice(0, -1) : value + key;
    value = mask(next, value);
  }
  return value;
}

describe('masks', () => {
  it.each(['9001234567', '89001234567', '79001234567', '+79001234567', '8 (900) 123-45-67', '+7 900 123-45-67'])('R3 a telephone number typed as %s looks the same', (keys) => {
    expect(typed(phoneMask, keys)).toBe('+7 900 123-45-67');
  });

  it('R3 a telephone number can be erased to nothing, one key at a time', () => {
    expect(typed(phoneMask, `89001234567${'<'.repeat(10)}`)).toBe('+7');
    expect(typed(phoneMask, `89001234567${'<'.repeat(20)}`)).toBe('');
  });

  it('R3 a birth date gets its points, also after one digit', () => {
    expect(typed(birthDateMask, '03041951')).toBe('03.04.1951');
    expect(typed(birthDateMask, '3.4.1951')).toBe('03.04.1951');
    expect(typed(birthDateMask, '3-4-1951')).toBe('03.04.1951');
    expect(typed(birthDateMask, '03.04.1951')).toBe('03.04.1951');
    expect(typed(birthDateMask, '0304<<<<<<')).toBe('');
  });

  it('R3 SNILS and the code of the letter are grouped as on paper', () => {
    expect(typed(snilsMask, '11223344595')).toBe('112-233-445 95');
    expect(typed(codeMask, '123456')).toBe('123 456');
    expect(typed(codeMask, '123456<<<<<<')).toBe('');
  });

  it('R3 a name begins with a capital letter, and nothing else of it is changed', () => {
    expect(typed(nameMask, 'ёлкина')).toBe('Ёлкина');
    expect(typed(nameMask, "о'Нил-салтыкова")).toBe("О'Нил-салтыкова");
    expect(typed(nameMask, '  анна')).toBe('  Анна');
  });

  it('R3 no digit that was typed is ever lost, and what is no number stays as typed', () => {
    const digits = (text: string) => text.replace(/\D/g, '');
    fc.assert(
      fc.property(fc.stringMatching(/^\d{0,40}$/), (text) => {
        expect(digits(snilsMask(text, ''))).toBe(text);
        expect(digits(codeMask(text, ''))).toBe(text);
        expect(digits(birthDateMask(text, ''))).toBe(text);
        expect(digits(phoneMask(text, '')).endsWith(text.replace(/^[78]/, ''))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        fc.pre(/\p{L}/u.test(text));
        for (const mask of [phoneMask, birthDateMask, snilsMask, codeMask]) expect(mask(text, '')).toBe(text);
      }),
    );
  });

  it('R3 what a mask has shown it shows again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\d .+()-]{0,24}$/), (text) => {
        for (const mask of [phoneMask, snilsMask, codeMask]) expect(mask(mask(text, ''), mask(text, ''))).toBe(mask(text, ''));
      }),
    );
  });
});

/**
 * How a number looks while it is being typed. Only signs between digits are added or taken away. What is no number at all (a letter from
 * a real keyboard, one digit too many) stays as typed, so that the sentence about it has something to be about.
 */
export type Mask = (typed: string, former: string) => string;

const onlyNumber = /^[\d\s+().,/\u2010-\u2015-]*$/;
const digitsIn = (text: string) => text.replace(/\D/g, '');

/** Groups with the sign that follows each; more digits than that stand at the end. */
function grouped(digits: string, groups: readonly (readonly [number, string])[]): string {
  let shown = '';
  let rest = digits;
  let between = '';
  for (const [length, sign] of groups) {
    if (rest === '') return shown;
    shown += between + rest.slice(0, length);
    rest = rest.slice(length);
    between = sign;
  }
  return shown + rest;
}

/** `+7 900 123-45-67`, begun with 8, 7, +7 or 9. */
export const phoneMask: Mask = (typed) => {
  if (!onlyNumber.test(typed)) return typed;
  const digits = digitsIn(typed);
  if (digits === '') return typed.trim() === '+' ? '+' : '';
  const national = /^[78]/.test(digits) ? digits.slice(1) : digits;
  return national === '' ? '+7' : `+7 ${grouped(national, [[3, ' '], [3, '-'], [2, '-'], [2, '']])}`;
};

/** `03.04.1951`; a point after one digit makes it two. */
export const birthDateMask: Mask = (typed, former) => {
  if (!onlyNumber.test(typed)) return typed;
  const pointed = /^(\d|\d\d\.\d)[.,/\s-]$/.test(typed) && typed.length > former.length;
  const digits = pointed ? digitsIn(typed).replace(/(\d)$/, '0$1') : digitsIn(typed);
  return grouped(digits, [[2, '.'], [2, '.'], [4, '']]);
};

/** `112-233-445 95` */
export const snilsMask: Mask = (typed) => (onlyNumber.test(typed) ? grouped(digitsIn(typed), [[3, '-'], [3, '-'], [3, ' '], [2, '']]) : typed);

/** `123 456`, as it stands in the letter. */
export const codeMask: Mask = (typed) => (onlyNumber.test(typed) ? grouped(digitsIn(typed), [[3, ' '], [3, '']]) : typed);

/** A name begins with a capital letter; the keyboard on the screen begins with small ones. */
export const nameMask: Mask = (typed) => typed.replace(/^\s*\p{Ll}/u, (first) => first.toLocaleUpperCase('ru'));

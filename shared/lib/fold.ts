const latin = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const cyrillic = 'ёйцукенгшщзхъфывапролджэячсмитьбю';
const shiftedLatin = '~{}:"<>';
const shiftedCyrillic = 'ёхъжэбю';

function pairs(from: string, to: string): [string, string][] {
  return [...from].map((letter, index) => [letter, to[index] ?? letter]);
}

const toCyrillic = new Map([...pairs(latin, cyrillic), ...pairs(shiftedLatin, shiftedCyrillic)]);
const toLatin = new Map(pairs(cyrillic, latin));

/** One form for comparing names: lower case, `ё` as `е`, single spaces. Done by us because SQLite folds neither Cyrillic case nor ё. */
export function fold(text: string): string {
  return text.normalize('NFC').toLocaleLowerCase('ru').replaceAll('ё', 'е').replace(/\s+/g, ' ').trim();
}

/** The same keys pressed in the other keyboard layout: `cvbhyjd` is `смирнов`. Null when nothing would change. */
export function inOtherLayout(text: string): string | null {
  const lower = text.toLocaleLowerCase('ru');
  const map = /[а-яё]/.test(lower) ? toLatin : toCyrillic;
  const swapped = [...lower].map((letter) => map.get(letter) ?? letter).join('');
  return swapped === lower ? null : swapped;
}

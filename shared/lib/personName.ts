/** Why a name cannot be taken: nothing was typed, over sixty characters, something that is not a name, Russian and Latin letters in one word. */
export type NameFault = 'empty' | 'long' | 'letters' | 'mixed';

const longest = 60;
const apostrophes = /[\u2019\u02BC\u2018\u0060\u00B4]/g;
// Only the two scripts a Russian document is written in: other alphabets hold letters that look like these and are not. No loose marks either.
const shape = /^(?=[\p{L}])(?:[\p{Script=Latin}\p{Script=Cyrillic}]|[ '-](?=\p{L}))+$/u;

/** One spelling of a name: composed letters, one kind of apostrophe and hyphen, single spaces. */
export function tidyName(typed: string): string {
  return typed.normalize('NFC').replace(apostrophes, "'").replace(/[\u2010-\u2015\u2212]/g, '-').replace(/\s+/g, ' ').trim();
}

/** Of a name as `tidyName` gives it. */
export function nameFault(name: string): NameFault | null {
  if (name === '') return 'empty';
  if ([...name].length > longest) return 'long';
  // Wide, round and joined letters are spellings of others.
  if (!shape.test(name) || name.normalize('NFKC') !== name) return 'letters';
  const mixed = name.split(/[ -]/).some((word) => /\p{Script=Latin}/u.test(word) && /\p{Script=Cyrillic}/u.test(word));
  return mixed ? 'mixed' : null;
}

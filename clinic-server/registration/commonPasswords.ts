import { inOtherLayout } from '../../shared/lib/fold.ts';
import { shortestPassword } from '../../shared/lib/passwordRules.ts';
import { keyRuns, latinWords, russianWords } from './commonWords.ts';

/** Row R3: what a guesser tries first. Nothing else is asked of a password but its length. */
export interface CommonPasswords {
  /** `login`: a password that is the address it belongs to is the first guess of all. */
  has(password: string, login: string): boolean;
}

const plain = (password: string): string => password.normalize('NFKC').toLocaleLowerCase('ru').replaceAll('ё', 'е');

/** What people put before a word and behind it: a number that is quickly thought of, and signs they were asked for. */
const heads = /^(?:\d{1,4}|12345\d{0,3}|my|the|i|я|моя|мой)/;
const tails = /(?:\d{0,4}|12345\d{0,3}|(\d)\1{4,})[!.?$@#_*+-]{0,3}$/;

function* runs(): Generator<string> {
  for (const keys of keyRuns) {
    for (const row of [keys, [...keys].toReversed().join('')])
      for (let from = 0; from <= row.length - shortestPassword; from++) for (let to = from + shortestPassword; to <= row.length; to++) yield row.slice(from, to);
  }
}

/** One to four characters again and again: `11111111`, `abababab`, `qwerqwer`. */
const repeated = /^(.{1,4}?)\1+.?$/u;
/** A birthday, the way people write one. */
const day = /^(?:(?:0?[1-9]|[12]\d|3[01])([./-]?)(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d|(?:19|20)\d\d([./-]?)(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01]))$/;

const turned = (word: string): string => [...word].toReversed().join('');

function wordSet(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const word of [...latinWords, ...russianWords]) {
    // ё has a key of its own: in the other layout it is told from е.
    for (const one of [word, plain(word)]) for (const spelled of [one, inOtherLayout(one) ?? one].map(plain)) found.add(spelled).add(turned(spelled));
  }
  return found;
}

/** `mama`, `mamamama`, `mamamamamama`. */
function isMadeOf(words: ReadonlySet<string>, core: string): boolean {
  if (core === '') return false;
  return [1, 2, 3].some((times) => core.length % times === 0 && core.slice(0, core.length / times).repeat(times) === core && words.has(core.slice(0, core.length / times)));
}

/** Made once: words people choose, in either keyboard layout, with what they put around them, and rows of keys; some hundred thousand passwords from two thousand words. */
export function createCommonPasswords(): CommonPasswords {
  const words = wordSet();
  const rows = new Set([...runs()].map(plain));
  return {
    has(password, login) {
      const asked = plain(password);
      const name = login.split('@')[0] ?? '';
      if (rows.has(asked) || repeated.test(asked) || day.test(asked) || asked === login) return true;
      const bare = asked.replace(tails, '');
      if (name.length >= 4 && bare === name.replace(tails, '')) return true;
      return [asked, bare, asked.replace(heads, ''), bare.replace(heads, '')].some((core) => isMadeOf(words, core));
    },
  };
}

import { expect, it } from 'vitest';
import { createCommonPasswords } from '../../../clinic-server/registration/commonPasswords.ts';
import { keyRuns, latinWords, russianWords } from '../../../clinic-server/registration/commonWords.ts';
import { inOtherLayout } from '../../../shared/lib/fold.ts';

const common = createCommonPasswords();
const login = 'anna.kuznetsova@example.org';

it('R3 what a guesser tries first is refused, in either layout, with what people put around it', () => {
  const guesses = ['password', 'Password1', 'PASSWORD123!', 'qwertyuiop', 'йцукенгш', 'пароль123', 'gfhjkm123', 'ghbdtn2024', 'Наташа1985', 'natasha85!', '12345678', '87654321', '11111111', 'abababab', 'qwerqwer', '1qaz2wsx', '1q2w3e4r5t', '31.12.1980', '31121980', '1980-12-31', '19801231', 'мамапапа', 'iloveyou1', 'klinika2026', 'любовь777', 'qweasdzxc'];
  expect(guesses.filter((guess) => !common.has(guess, login))).toEqual([]);
});

it('R3 a password that is the address it belongs to is refused', () => {
  for (const guess of [login, 'anna.kuznetsova', 'Anna.Kuznetsova1', 'anna.kuznetsova2026!']) expect(common.has(guess, login)).toBe(true);
  expect(common.has('anna.kuznetsova', 'petr@example.org')).toBe(false);
});

it('R3 phrases and made-up passwords are taken, and no sign or capital is asked for', () => {
  const taken = ['тихая роща у реки', 'reka-sosna-12', 'correct horse battery', 'xk9mmzp2vq', 'лампа зерно парус', 'kobaltgranit', 'восемьслонов', '🙂🙃🙂🙃🐘🦒🦓🦏'];
  expect(taken.filter((password) => common.has(password, login))).toEqual([]);
});

it('R3 the words at hand make well over ten thousand refused passwords', () => {
  const words = [...latinWords, ...russianWords].flatMap((word) => [word, inOtherLayout(word) ?? word]).filter((word) => !/\d$/.test(word));
  const made = new Set(words.flatMap((word) => ['1', '123', '1234', '2000', '2026', '!', '777'].map((end) => word + end)).filter((password) => password.length >= 8));
  expect(made.size).toBeGreaterThan(7_000);
  expect([...made].filter((password) => !common.has(password, login))).toEqual([]);
  const rows = keyRuns.flatMap((row) => Array.from({ length: Math.max(0, row.length - 7) }, (_, from) => row.slice(from, from + 8)));
  expect(rows.filter((password) => !common.has(password, login))).toEqual([]);
  const birthdays = Array.from({ length: 60 * 365 }, (_, index) => new Date(Date.UTC(1950, 0, 1) + index * 86_400_000).toISOString().slice(0, 10).split('-').toReversed().join(''));
  expect(birthdays.filter((password) => !common.has(password, login))).toEqual([]);
});

import { expect, it } from 'vitest';
import { markMatch } from '../../../../renderer/features/doctors/match.ts';

function marked(name: string, query: string): string {
  return markMatch(name, query)
    .map(({ text, found }) => (found ? `[${text}]` : text))
    .join('');
}

it('S1 what was typed is marked in the name whatever the case and ё', () => {
  expect(marked('Смирнова Елена Андреевна', 'смир')).toBe('[Смир]нова Елена Андреевна');
  expect(marked('Ёлкина Марфа', 'елк')).toBe('[Ёлк]ина Марфа');
  expect(marked('Петрова-Водкина Анна', 'вод ан')).toBe('Петрова-[Вод]кина [Ан]на');
});

it('S1 the beginning of a word is marked before its middle', () => {
  expect(marked('Иванова Анна', 'ан')).toBe('Иванова [Ан]на');
});

it('S1 a name without the words stays whole', () => {
  expect(marked('Смирнов Олег', 'кардио')).toBe('Смирнов Олег');
  expect(marked('Смирнов Олег', '   ')).toBe('Смирнов Олег');
  expect(marked('Смирнов  Олег', 'олег')).toBe('Смирнов  Олег');
});

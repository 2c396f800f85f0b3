import { describe, expect, it } from 'vitest';
import { keyRows, nextLayout, type Layout } from '../../../renderer/ui/keyLayouts.ts';

const layouts: readonly Layout[] = ['ru', 'latin', 'email', 'symbols', 'digits'];
const letters = (layout: Layout, low: boolean) => keyRows(layout, low).flat().flatMap((key) => (key.kind === 'char' ? [...key.text] : []));
const reachable = (low: boolean) => new Set(layouts.flatMap((layout) => letters(layout, low)).flatMap((letter) => [letter, letter.toLocaleUpperCase('ru')]));

describe.each([
  { view: 'normal', low: false },
  { view: 'accessible', low: true },
])('the on-screen keyboard of the $view view', ({ low }) => {
  it('K3 has every Russian letter, ё included, on one layout', () => {
    expect(letters('ru', low)).toEqual(expect.arrayContaining([...'абвгдеёжзийклмнопрстуфхцчшщъыьэюя']));
  });

  it('K3 can type every printable ASCII sign, so no password is out of reach', () => {
    const signs = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(33 + index));
    const missing = signs.filter((sign) => !reachable(low).has(sign));
    expect(missing).toEqual([]);
  });

  it('K3 types a whole e-mail address without changing the layout', () => {
    expect(letters('email', low)).toEqual(expect.arrayContaining([...'abcdefghijklmnopqrstuvwxyz0123456789@.-_']));
  });
});

it('K3 the language key goes round all three layouts of the accessible view', () => {
  expect(nextLayout(nextLayout(nextLayout('ru')))).toBe('ru');
  expect(new Set(['ru' as Layout, nextLayout('ru'), nextLayout(nextLayout('ru'))]).size).toBe(3);
});

it('K3 rows of the accessible view are at most twelve keys wide, so that a key is never narrower than 64 px', () => {
  expect(Math.max(...layouts.flatMap((layout) => keyRows(layout, true).map((row) => row.length)))).toBeLessThanOrEqual(12);
});

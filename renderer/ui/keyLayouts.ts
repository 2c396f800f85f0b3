import type { KeyLayout } from './layout.ts';

export type Layout = KeyLayout | 'symbols';
export type Key =
  | { readonly kind: 'char'; readonly text: string }
  | { readonly kind: 'shift' }
  | { readonly kind: 'erase' }
  | { readonly kind: 'space' }
  | { readonly kind: 'hide' }
  | { readonly kind: 'layout'; readonly to: Layout };

const chars = (text: string): Key[] => [...text].map((letter) => ({ kind: 'char', text: letter }));
const char = (text: string): Key => ({ kind: 'char', text });
const only = (kind: 'shift' | 'erase' | 'space' | 'hide'): Key => ({ kind });
const to = (layout: Layout): Key => ({ kind: 'layout', to: layout });

const digits = chars('1234567890');

const full: Record<Layout, readonly (readonly Key[])[]> = {
  ru: [
    chars('йцукенгшщзхъ'),
    chars('фывапролджэё'),
    [only('shift'), ...chars('ячсмитьбю'), only('erase')],
    [to('latin'), to('symbols'), only('space'), char('.'), char('-'), only('hide')],
  ],
  latin: [
    digits,
    chars('qwertyuiop'),
    chars('asdfghjkl'),
    [only('shift'), ...chars('zxcvbnm'), only('erase')],
    [to('ru'), to('symbols'), only('space'), char('.'), char('-'), only('hide')],
  ],
  email: [
    digits,
    chars('qwertyuiop'),
    chars('asdfghjkl_'),
    [only('shift'), ...chars('zxcvbnm-'), only('erase')],
    [to('ru'), to('symbols'), char('@'), char('.'), char('.ru'), char('.com'), only('hide')],
  ],
  symbols: [
    digits,
    chars('!"№;%:?*()'),
    chars('+=/\\@#$&_,'),
    [...chars("'<>[]{}~^|`"), only('erase')],
    [to('ru'), to('latin'), only('space'), char('.'), char('-'), only('hide')],
  ],
  digits: [chars('123'), chars('456'), chars('789'), [char('+'), char('0'), only('erase')], [to('ru'), to('latin'), char('.'), char('-'), only('hide')]],
};

/** Four rows that fit below the line of the accessible view; language, erasing and going on stand in the row under them. */
const low: Record<Layout, readonly (readonly Key[])[]> = {
  ru: [digits, chars('йцукенгшщзхъ'), chars('фывапролджэё'), [only('shift'), ...chars('ячсмитьбю.'), only('space')]],
  latin: [digits, chars('qwertyuiop'), chars('asdfghjkl-'), [only('shift'), ...chars('zxcvbnm.'), only('space')]],
  email: [digits, chars('qwertyuiop'), chars('asdfghjkl_'), [only('shift'), ...chars('zxcvbnm@.-')]],
  symbols: [digits, chars('!"№;%:?*()'), chars('+=/\\@#$&_-'), chars("'<>[]{}~^|`,")],
  digits: [chars('12345'), chars('67890'), chars('+-().'), [only('space')]],
};

export function keyRows(layout: Layout, isLow: boolean): readonly (readonly Key[])[] {
  return isLow ? low[layout] : full[layout];
}

/** The layout the language key leads to: Russian, Latin and signs in turn. */
export function nextLayout(layout: Layout): Layout {
  if (layout === 'ru') return 'latin';
  return layout === 'symbols' ? 'ru' : 'symbols';
}

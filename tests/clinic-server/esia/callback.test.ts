import { expect, it } from 'vitest';
import { longestCallback, parseCallback } from '../../../clinic-server/esia/callback.ts';

const state = '3f1b0c9e-5d5e-4a4b-9d3e-2f1a0b9c8d7e';
const code = 'eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl';

it('R5 the callback of Gosuslugi is read: a code, or a reason', () => {
  expect(parseCallback(`code=${code}&state=${state}`)).toEqual({ kind: 'code', state, code });
  expect(parseCallback(`state=${state}&code=${code}`)).toEqual({ kind: 'code', state, code });
  expect(parseCallback(`code=${encodeURIComponent('a+b/c==')}&state=${state}&session_state=x`)).toEqual({ kind: 'code', state, code: 'a+b/c==' });
  expect(parseCallback(`error=access_denied&error_description=ESIA-007004%3A+The+resource+owner&state=${state}`)).toEqual({
    kind: 'error',
    state,
    description: 'ESIA-007004: The resource owner',
  });
  expect(parseCallback(`error=server_error&state=${state}`)).toEqual({ kind: 'error', state, description: '' });
});

const long = 'a'.repeat(8_193);
for (const [what, query] of [
  ['nothing at all', ''],
  ['no state', `code=${code}`],
  ['an empty state', `code=${code}&state=`],
  ['a state that is no uuid', `code=${code}&state=1`],
  ['a state in capitals', `code=${code}&state=${state.toUpperCase()}`],
  ['a state of another version', `code=${code}&state=${state.replace('-4a4b', '-1a4b')}`],
  ['a state with something behind it', `code=${code}&state=${state}%00`],
  ['two states', `code=${code}&state=${state}&state=${state}`],
  ['two states, one written otherwise', `code=${code}&state=${state}&%73tate=${state}`],
  ['two codes', `code=${code}&code=x&state=${state}`],
  ['a code and an error', `code=${code}&error=access_denied&state=${state}`],
  ['a code and the words of an error', `code=${code}&error_description=ESIA-007004&state=${state}`],
  ['neither code nor error', `state=${state}`],
  ['an empty code', `code=&state=${state}`],
  ['a code with a line break', `code=a%0d%0aX&state=${state}`],
  ['a code with a space', `code=a+b&state=${state}`],
  ['a code with Cyrillic letters', `code=%D0%B0&state=${state}`],
  ['a code longer than any', `code=${long}&state=${state}`],
  ['a fragment', `code=${code}&state=${state}#x`],
  ['a fragment in place of a query', `#code=${code}&state=${state}`],
  ['a broken escape', `code=%E0%A4%A&state=${state}`],
  ['an escape that is no letter', `code=${code}&state=${state}&x=%ff`],
  ['a name without a value', `code=${code}&state=${state}&x`],
  ['a value without a name', `code=${code}&state=${state}&=x`],
  ['an empty pair', `code=${code}&&state=${state}`],
  ['a raw space', `code=${code}&state=${state}&x=a b`],
  ['a raw letter beyond ASCII', `code=${code}&state=${state}&x=я`],
  ['lists', `code[]=${code}&state[]=${state}`],
  ['semicolons for ampersands', `code=${code};state=${state}`],
  ['more than 16 KB', `code=${code}&state=${state}&x=${'y'.repeat(longestCallback)}`],
] as const)
  it(`X4 a callback with ${what} is none`, () => {
    expect(parseCallback(query)).toBeNull();
  });

it('X4 where a reader might choose, there is no choosing: every name once', () => {
  expect(parseCallback(`code=${code}&state=${state}&a=1&a=1`)).toBeNull();
  expect(parseCallback(`code=${code}&state=${state}&__proto__=1&constructor=2`)).toEqual({ kind: 'code', state, code });
});

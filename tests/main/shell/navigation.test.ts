import { describe, expect, it } from 'vitest';
import { mayNavigate, pageAddress } from '../../../main/shell/navigation.ts';
import { addressTricks, ownSpellings } from '../../support/addressTricks.ts';

const here = pageAddress('index.html');

describe('where a page may go', () => {
  it('H7 a page may load itself again', () => {
    expect(mayNavigate(here, here)).toBe(true);
    expect(mayNavigate(`${here}#part`, here)).toBe(true);
    expect(mayNavigate(pageAddress('print.html'), pageAddress('print.html'))).toBe(true);
  });

  it('H7 the table of tricks is as long as promised', () => {
    expect(addressTricks.length).toBeGreaterThanOrEqual(500);
  });

  it.each(addressTricks.map((target) => [target.slice(0, 60), target]))('H7 refuses %j', (_shown, target) => {
    expect(mayNavigate(target, here)).toBe(false);
  });

  it.each(ownSpellings)('H7 %j is the page itself', (target) => {
    expect(mayNavigate(target, here)).toBe(true);
  });

  it.each(['kabinet://evil.example/index.html', 'https://app/index.html', 'kabinet://app/index.html?x', 'file:///index.html'])('H7 a page that is not ours may not even load itself again: %j', (page) => {
    expect(mayNavigate(page, page)).toBe(false);
  });

  it.each(['https://app/index.html', 'about:blank', '', 'kabinet://evil/index.html'])('H7 nothing leads into our pages from %j', (from) => {
    expect(mayNavigate(here, from)).toBe(false);
  });
});

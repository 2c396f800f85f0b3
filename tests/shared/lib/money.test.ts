import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDecimalRoubles, inRoubles, kopecks } from '../../../shared/lib/money.ts';

describe('P1 prices in roubles and kopecks', () => {
  it('P1 a price reads as Russians write it and does not break over lines', () => {
    expect(inRoubles(kopecks(320_000))).toBe('3\u00a0200\u00a0₽');
    expect(inRoubles(kopecks(123_456_705))).toBe('1\u00a0234\u00a0567,05\u00a0₽');
    expect(inRoubles(kopecks(90))).toBe('0,90\u00a0₽');
  });

  it('P1 a decimal of roubles from the wire loses no kopeck', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (value) => {
        expect(fromDecimalRoubles(Number((value / 100).toFixed(2)))).toBe(value);
      }),
    );
  });

  it('P1 less than nothing is not a price', () => {
    expect(() => kopecks(-1)).toThrow();
    expect(() => kopecks(0.5)).toThrow();
  });
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalOf } from '../../../backend/sync/decimal.ts';
import { parseKeepingDigits } from '../../../backend/sync/writtenDecimals.ts';

test('L2 digits that a number cannot keep are said beside it, and everything else is read as ever', () => {
  const text = '{"a":{"value":5.20,"unit":"x"},"b":[{"value":0.1234567890123456789012345678901234567890,"_value":{"extension":[]}}],"c":{"value":1e2},"d":{"value":5.2,"size":7.0}}';
  expect(parseKeepingDigits(text)).toEqual({
    a: { value: 5.2, unit: 'x', _value: { written: '5.20' } },
    b: [{ value: Number('0.1234567890123456789'), _value: { extension: [], written: '0.1234567890123456789012345678901234567890' } }],
    c: { value: 100, _value: { written: '1e2' } },
    d: { value: 5.2, size: 7 },
  });
  for (const plain of ['{"value":5.2}', '[1.50]', '"value:5.20"', '{"value":"5.20"}', '{"__proto__":{"value":5.20}}', 'null', '{"value":null,"n":1.0}']) {
    const read = JSON.stringify(parseKeepingDigits(plain), (key, value: unknown) => (key === '_value' ? undefined : value));
    expect(read).toBe(JSON.stringify(JSON.parse(plain)));
  }
  expect(({} as { value?: number }).value).toBe(undefined);
});

test('L2 every digit of a decimal comes through its exponent, and what is no number is none', () => {
  expect(['5.20', '-0.0050', '1.20e1', '5e-2', '12.5E+3', '0', '007', '100'].map((source) => decimalOf(source))).toEqual([
    ...[['5.20', 2], ['-0.0050', 4], ['12.0', 1], ['0.05', 2], ['12500', 0], ['0', 0], ['7', 0], ['100', 0]].map(([plain, digits]) => ({ plain, digits })),
  ]);
  for (const nonsense of ['', '-', 'NaN', 'Infinity', '1e400', '5,2', '0x10', '1e', ' 5', '1'.repeat(500)]) expect([nonsense, decimalOf(nonsense)]).toEqual([nonsense, null]);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }), fc.nat(20), (number, zeros) => {
      const decimal = decimalOf(String(number));
      if (decimal === null) return true;
      const { plain, digits } = decimal;
      const longer = decimalOf(digits === 0 ? `${plain}.${'0'.repeat(zeros + 1)}` : `${plain}${'0'.repeat(zeros + 1)}`);
      return Number(plain) === number && !plain.includes('e') && (longer === null || (Number(longer.plain) === number && longer.digits === digits + zeros + 1));
    }),
  );
});

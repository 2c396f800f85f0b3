import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { askedOrder } from '../../../clinic-server/orders/askedOrder.ts';
import { ageOn } from '../../../shared/lib/birthDate.ts';
import { moscowDay } from '../../../shared/lib/moscow.ts';

const lineOf = (value: unknown) => ({ name: 'line', part: [{ name: 'lineId', valueUuid: `urn:uuid:${randomUUID()}` }, { name: 'code', valueCode: 'TSH' }, { name: 'price', valueMoney: { value, currency: 'RUB' } }] });
const order = (...values: readonly unknown[]) => ({ resourceType: 'Parameters', parameter: [{ name: 'orderId', valueUuid: `urn:uuid:${randomUUID()}` }, { name: 'number', valueString: 'К01-0001' }, ...values.map(lineOf)] });
/** As it comes off the wire. */
const read = (body: unknown) => askedOrder(JSON.parse(JSON.stringify(body)));

it('P3 no kopeck is lost or made on the wire, whatever the price', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 99_999_999_999 }), { minLength: 1, maxLength: 100 }), (prices) => {
      expect(read(order(...prices.map((kopecks) => kopecks / 100))).lines.map(({ kopecks }) => kopecks)).toEqual(prices);
    }),
    { numRuns: 60 },
  );
});

it('P3 a price that is not whole kopecks is refused and not rounded', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 1, max: 9 }), (kopecks, tenth) => {
      expect(() => read(order(Number(`${Math.trunc(kopecks / 100)}.${String(kopecks % 100).padStart(2, '0')}${tenth}`)))).toThrow('400 invalid_request');
    }),
    { numRuns: 60 },
  );
  for (const value of [-0.01, 1e-7, 1e9, 1e21, '1', true, null, [1]]) expect(() => read(order(value))).toThrow('400 invalid_request');
});

it('P2 a hundred lines are an order, none and a hundred and one are not', () => {
  const lines = (count: number) => order(...Array.from({ length: count }, () => 1));
  expect(read(lines(100)).lines).toHaveLength(100);
  for (const count of [0, 101]) expect(() => read(lines(count))).toThrow('400 invalid_request');
});

it.each([
  ['1951-04-03', '2026-04-02', 74],
  ['1951-04-03', '2026-04-03', 75],
  ['2008-02-29', '2026-02-27', 17],
  ['2008-02-29', '2026-02-28', 18],
  ['2026-11-22', '2026-11-22', 0],
])('P2 born on %s, on %s it is %i', (born, day, years) => {
  expect(ageOn(moscowDay(born), moscowDay(day))).toBe(years);
});

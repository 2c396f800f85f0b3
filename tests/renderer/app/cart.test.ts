import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeCart, emptyCart, type Cart, type CartChange } from '../../../renderer/app/cart.ts';
import { createDraft } from '../../../renderer/app/draftStore.ts';
import { inRoubles, kopecks } from '../../../shared/lib/money.ts';
import { moscowDay } from '../../../shared/lib/moscow.ts';

function draft() {
  let made = 0;
  return createDraft(() => `id-${(made += 1)}`).getState;
}

const tsh = { kind: 'add', code: 'A09.05.065', kopecks: kopecks(59_050) } as const;
const glucose = { kind: 'add', code: 'A09.05.023', kopecks: kopecks(31_000) } as const;

it('P2 whatever changes what is sent makes another command of the same order; sending it twice is one', () => {
  const it = draft();
  it().setCart(tsh);
  const { orderId } = it().cart;
  const commands = [it().cart.commandId];
  for (const change of [glucose, { kind: 'day', day: moscowDay('2026-11-24') }, { kind: 'agree', prices: new Map([['A09.05.065', kopecks(64_000)]]) }, { kind: 'refused' }] satisfies CartChange[]) {
    it().setCart(change);
    commands.push(it().cart.commandId);
    expect(it().cart.orderId).toBe(orderId);
  }
  expect(new Set(commands).size).toBe(commands.length);
  it().setCart({ kind: 'sent' });
  it().setCart(tsh);
  it().setCart({ kind: 'day', day: moscowDay('2026-11-24') });
  expect(it().cart).toMatchObject({ commandId: commands.at(-1), sent: true });
  expect(it().cart.lines.map(({ kopecks: price }) => price)).toEqual([64_000, 31_000]);
});

it('K2 P2 a cart filled before anybody signed in is theirs who signs in, outlasts a booking, and is gone for anybody else', () => {
  const it = draft();
  it().setCart(tsh);
  expect(it().claim('anna')).toBe(true);
  it().clear();
  it().move({ appointmentId: 'visit', startsAt: 0 as never });
  expect(it().cart.lines).toHaveLength(1);
  expect(it().claim('boris')).toBe(false);
  expect(it().cart).toEqual(emptyCart);
  it().setCart(tsh);
  it().forget();
  expect(it().cart).toEqual(emptyCart);
});

it('R10 P2 the same services for another person are another order, line by line', () => {
  const it = draft();
  it().setCart(tsh);
  it().setCart({ kind: 'sent' });
  const before = it().cart;
  it().handOver('masha');
  const { cart } = it();
  expect(cart.lines.map(({ code, kopecks: price }) => [code, price])).toEqual([['A09.05.065', 59_050]]);
  expect([cart.orderId === before.orderId, cart.commandId === before.commandId, cart.lines[0]?.lineId === before.lines[0]?.lineId, cart.sent]).toEqual([false, false, false, false]);
});

it('P2 the last line taken out leaves nothing behind, and a service is in it once', () => {
  let cart: Cart = emptyCart;
  let made = 0;
  const newId = () => `id-${(made += 1)}`;
  for (const change of [tsh, tsh, glucose, { kind: 'remove', code: glucose.code } as const]) cart = changeCart(cart, change, newId);
  expect(cart.lines.map(({ code }) => code)).toEqual(['A09.05.065']);
  expect(changeCart(cart, { kind: 'remove', code: tsh.code }, newId)).toEqual(emptyCart);
});

it('P2 a total is what a hand would add up on paper, to the kopeck, for any hundred prices', () => {
  const price = fc.integer({ min: 0, max: 99_999_999 }).map(kopecks);
  fc.assert(
    fc.property(fc.array(price, { maxLength: 100 }), (prices) => {
      const total = kopecks(prices.reduce<number>((sum, one) => sum + one, 0));
      // By hand: the kopecks of each, and what they carry into the roubles.
      const carried = prices.map((one) => inRoubles(one).replaceAll(/[\u00a0₽]/g, '').split(','));
      const small = carried.reduce((sum, [, rest = '00']) => sum + BigInt(rest), 0n);
      const roubles = carried.reduce((sum, [whole = '0']) => sum + BigInt(whole), 0n) + small / 100n;
      expect(inRoubles(total).replaceAll('\u00a0', '')).toBe(`${roubles}${small % 100n === 0n ? '' : `,${String(small % 100n).padStart(2, '0')}`}₽`);
    }),
    { numRuns: 200 },
  );
});

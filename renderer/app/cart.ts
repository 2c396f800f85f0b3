import type { Kopecks } from '../../shared/lib/money.ts';
import type { MoscowDay } from '../../shared/lib/moscow.ts';

export interface CartLine {
  readonly lineId: string;
  readonly code: string;
  /** The price that was on the screen when it was added, or that was agreed to since (P3). */
  readonly kopecks: Kopecks;
}

/**
 * A pre-order in the making. All ids are made here, so however often it is sent, it is one order; whatever changes what is sent makes
 * another command of it.
 */
export interface Cart {
  readonly lines: readonly CartLine[];
  /** `later`: said so; null: not asked yet. */
  readonly day: MoscowDay | 'later' | null;
  readonly orderId: string;
  readonly commandId: string;
  /** The command has gone out at least once. */
  readonly sent: boolean;
}

export const emptyCart: Cart = { lines: [], day: null, orderId: '', commandId: '', sent: false };

export type CartChange =
  | { readonly kind: 'add'; readonly code: string; readonly kopecks: Kopecks }
  | { readonly kind: 'remove'; readonly code: string }
  | { readonly kind: 'day'; readonly day: MoscowDay | 'later' }
  /** The patient has seen the prices in force and takes them. */
  | { readonly kind: 'agree'; readonly prices: ReadonlyMap<string, Kopecks> }
  /** An order that was refused is put together again under its own id, with the prices it was refused with. */
  | { readonly kind: 'again'; readonly orderId: string; readonly lines: readonly CartLine[] }
  | { readonly kind: 'sent' }
  /** The server, or this device, said no: what is sent next is another command. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'empty' };

export function changeCart(cart: Cart, change: CartChange, newId: () => string): Cart {
  const renewed = { ...cart, commandId: newId(), sent: false };
  switch (change.kind) {
    case 'add':
      if (cart.lines.some(({ code }) => code === change.code)) return cart;
      return { ...renewed, orderId: cart.orderId === '' ? newId() : cart.orderId, lines: [...cart.lines, { lineId: newId(), code: change.code, kopecks: change.kopecks }] };
    case 'remove': {
      const lines = cart.lines.filter(({ code }) => code !== change.code);
      return lines.length === 0 ? emptyCart : { ...renewed, lines };
    }
    case 'day':
      return cart.day === change.day ? cart : { ...renewed, day: change.day };
    case 'agree':
      return { ...renewed, lines: cart.lines.map((line) => ({ ...line, kopecks: change.prices.get(line.code) ?? line.kopecks })) };
    case 'again':
      return { ...renewed, day: null, orderId: change.orderId, lines: change.lines };
    case 'sent':
      return { ...cart, sent: true };
    case 'refused':
      return renewed;
    case 'empty':
      return emptyCart;
  }
}

/** The same services for another person: nobody's order is sent under the ids of another. */
export function cartForAnother(cart: Cart, newId: () => string): Cart {
  if (cart.lines.length === 0) return emptyCart;
  return { ...cart, orderId: newId(), commandId: newId(), sent: false, lines: cart.lines.map((line) => ({ ...line, lineId: newId() })) };
}

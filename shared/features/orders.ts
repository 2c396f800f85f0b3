import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Kopecks } from '../lib/money.ts';
import { Instant, MoscowDay } from '../lib/moscow.ts';
import { command, query } from '../rpc/procedure.ts';

/** `sending`: on this disk, the server has not answered yet; `refused`: it said no, and the order stays visible until it is seen. */
export const OrderState = z.enum(['sending', 'refused', 'sent', 'confirmed', 'ready', 'done', 'cancelled']);
export type OrderState = z.infer<typeof OrderState>;

export const mostLines = 100;

export const OrderLine = z.object({ lineId: Id, code: z.string(), name: LocalText, /** Kept since the order was sent (P3). */ kopecks: Kopecks });
export type OrderLine = z.infer<typeof OrderLine>;

/** One thing to do or not to do before the visit; `code` and `values` make the sentence, see shared/lib/preparation.ts. */
export const Advice = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Codes of the services it is for. */
  services: z.array(z.string()).min(1),
});
export type Advice = z.infer<typeof Advice>;

export const Order = z.object({
  orderId: Id,
  /** For people only, `З03-0017`. */
  number: z.string(),
  state: OrderState,
  madeAt: Instant,
  /** The proposed day the patient chose; null: none chosen. */
  day: MoscowDay.nullable(),
  lines: z.array(OrderLine).max(mostLines),
  total: Kopecks,
  advice: z.array(Advice),
  /** Prices now in force, where they differ from the kept ones: shown, and the kept ones stand. */
  nowDearer: z.array(z.object({ code: z.string(), kopecks: Kopecks })),
  /** Code of the server's refusal, e.g. `price_changed`. */
  refusal: z.string().nullable(),
});
export type Order = z.infer<typeof Order>;

/** What stands against a cart; `blocks` means it cannot be sent like this. */
export const CartTrouble = z.object({ ...Advice.shape, blocks: z.boolean() });
export type CartTrouble = z.infer<typeof CartTrouble>;

const Codes = z.array(z.string().min(1).max(40)).max(mostLines);

/** Rows P2, P3, P4. */
export const orders = {
  /** The cart as it would be sent now: prices in force, preparation, troubles, and days that fit all of it. */
  'orders.check': query({
    allow: ['patient'],
    input: z.object({ codes: Codes }),
    output: z.object({
      patientId: Id,
      lines: z.array(z.object({ code: z.string(), name: LocalText, kopecks: Kopecks.nullable() })),
      total: Kopecks,
      advice: z.array(Advice),
      troubles: z.array(CartTrouble),
      days: z.array(z.object({ day: MoscowDay, /** Minutes since midnight between which to come. */ from: z.int(), until: z.int() })).max(14),
    }),
    subjects: ({ patientId }) => [patientId],
  }),
  'orders.mine': query({ allow: ['patient'], input: z.object({}), output: z.object({ patientId: Id, orders: z.array(Order) }), subjects: ({ patientId }) => [patientId] }),
  'orders.one': query({ allow: ['patient'], input: z.object({ orderId: Id }), output: z.object({ patientId: Id, order: Order.nullable() }), subjects: ({ patientId }) => [patientId] }),
  /** `lines` carry the price the patient saw and agreed to; another price in force at the server is `price_changed`, and nothing is ordered. */
  'orders.send': command({
    allow: ['patient'],
    version: 1,
    input: z.object({ commandId: Id, orderId: Id, day: MoscowDay.nullable(), lines: z.array(z.object({ lineId: Id, code: z.string().min(1).max(40), kopecks: Kopecks })).min(1).max(mostLines) }),
    output: z.object({ orderId: Id, number: z.string() }),
    errors: ['price_changed', 'service_gone', 'order_blocked', 'day_past', 'consent_withdrawn'],
  }),
  'orders.cancel': command({ allow: ['patient'], version: 1, input: z.object({ commandId: Id, orderId: Id }), output: z.object({ orderId: Id }), errors: ['not_found', 'not_active'] }),
};

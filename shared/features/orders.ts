import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Kopecks } from '../lib/money.ts';
import { Instant, MoscowDay } from '../lib/moscow.ts';
import { command, query, task } from '../rpc/procedure.ts';

/** `sending`: on this disk, the server has not answered yet; `refused`: it said no, and the order stays visible until the outbox forgets it. */
export const OrderState = z.enum(['sending', 'refused', 'sent', 'confirmed', 'ready', 'done', 'cancelled']);
export type OrderState = z.infer<typeof OrderState>;

export const mostLines = 100;

export const OrderLine = z.object({
  lineId: Id,
  code: z.string(),
  name: LocalText,
  /** Kept since the order was sent (P3). */
  kopecks: Kopecks,
  /** The price now in force, where it is another one: shown, and the kept one stands. Null: not sold any more. */
  nowKopecks: Kopecks.nullable().optional(),
});
export type OrderLine = z.infer<typeof OrderLine>;

/** One thing to do or not to do before the visit; `code` and `values` make the sentence, see shared/lib/preparation.ts. */
export const Advice = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Codes of the services it is for. */
  services: z.array(z.string()).min(1),
});
export type Advice = z.infer<typeof Advice>;

/** What a list shows of an order. */
export const OrderSummary = z.object({
  orderId: Id,
  /** For people only, `К03-0017`; empty where the server sent none. */
  number: z.string(),
  state: OrderState,
  /** A cancellation of it is on its way. */
  cancelling: z.boolean(),
  madeAt: Instant,
  /** The proposed day the patient chose; null: none chosen. */
  day: MoscowDay.nullable(),
  count: z.int(),
  total: Kopecks,
  /** Code of the server's last refusal, e.g. `price_changed`. */
  refusal: z.string().nullable(),
});
export type OrderSummary = z.infer<typeof OrderSummary>;

export const Order = z.object({ ...OrderSummary.shape, lines: z.array(OrderLine), advice: z.array(Advice) });
export type Order = z.infer<typeof Order>;

/** What stands against a cart; `blocks` means it cannot be sent like this. */
export const CartTrouble = z.object({ ...Advice.shape, blocks: z.boolean() });
export type CartTrouble = z.infer<typeof CartTrouble>;

export const ProposedDay = z.object({ day: MoscowDay, /** Minutes since midnight between which to come. */ from: z.int(), until: z.int() });
export type ProposedDay = z.infer<typeof ProposedDay>;

/** One order on paper, with how to prepare (P4). The patient is surname and initials. */
export const OrderMemo = z.object({
  order: Order,
  patientId: Id,
  patientShort: z.string(),
  clinic: z.object({ name: LocalText, phone: z.string() }),
  deviceCode: z.string(),
  printedAt: Instant,
  line: z.enum(['up', 'down']),
  language: z.enum(['ru', 'en']),
  /** What the QR code carries: a seal of this device (shared/lib/seal.ts), nothing personal. */
  qr: z.string(),
});
export type OrderMemo = z.infer<typeof OrderMemo>;

const Code = z.string().min(1).max(40);

/** Rows P2, P3, P4. */
export const orders = {
  /**
   * The cart as it would be sent now: prices in force, preparation, troubles, and days that fit all of it. A visitor gets it too, before
   * anybody has signed in; then nothing is said about sex and age.
   */
  'orders.check': query({
    allow: ['visitor', 'patient'],
    input: z.object({ codes: z.array(Code).max(mostLines) }),
    output: z.object({
      patientId: Id.nullable(),
      /** One a code, in the order asked for; no price: not sold (any more). */
      lines: z.array(z.object({ code: z.string(), name: LocalText, kopecks: Kopecks.nullable() })),
      total: Kopecks,
      advice: z.array(Advice),
      troubles: z.array(CartTrouble),
      days: z.array(ProposedDay),
    }),
    subjects: ({ patientId }) => (patientId === null ? [] : [patientId]),
  }),
  /** Newest first. */
  'orders.mine': query({
    allow: ['patient'],
    input: z.object({ offset: z.int().nonnegative(), limit: z.int().min(1).max(50) }),
    output: z.object({ patientId: Id, total: z.int(), /** Not done and not cancelled. */ open: z.int(), orders: z.array(OrderSummary) }),
    subjects: ({ patientId }) => [patientId],
  }),
  'orders.one': query({ allow: ['patient'], input: z.object({ orderId: Id }), output: z.object({ patientId: Id, order: Order.nullable() }), subjects: ({ patientId }) => [patientId] }),
  /** `lines` carry the price the patient saw and agreed to; another price in force, here or at the server, is `price_changed`, and nothing is ordered. */
  'orders.send': command({
    allow: ['patient'],
    version: 1,
    input: z.object({ commandId: Id, orderId: Id, day: MoscowDay.nullable(), lines: z.array(z.object({ lineId: Id, code: Code, kopecks: Kopecks })).min(1).max(mostLines) }),
    output: z.object({ orderId: Id, number: z.string() }),
    errors: ['price_changed', 'service_gone', 'order_blocked', 'day_past', 'consent_withdrawn'],
  }),
  'orders.cancel': command({ allow: ['patient'], version: 1, input: z.object({ commandId: Id, orderId: Id }), output: z.object({ orderId: Id }), errors: ['not_found', 'not_active'] }),
  /** Prints the order with its memo on A4 without any dialog. Answers when the paper is on its way out. */
  'orders.print': task({ allow: ['patient'], input: z.object({ orderId: Id, language: z.enum(['ru', 'en']) }), output: z.object({}), errors: ['not_found', 'no_printer', 'failed'] }),
  /** What the hidden print window draws: the one job its port was opened for. */
  'orders.job': query({ allow: ['print'], input: z.object({}), output: OrderMemo.nullable(), subjects: (memo) => (memo === null ? [] : [memo.patientId]) }),
};

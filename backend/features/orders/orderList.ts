import { orders, type OrderState, type OrderSummary } from '../../../shared/features/orders.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { kopecks, type Kopecks } from '../../../shared/lib/money.ts';
import type { Instant, MoscowDay } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { listLines, listRequests, type LineRow, type RequestRow } from './store.ts';

export interface KnownLine {
  readonly lineId: Id;
  readonly code: string;
  readonly kopecks: Kopecks;
  /** As the server had it when it was ordered; null: only this device knows of the line. */
  readonly name: { readonly ru: string; readonly en: string | null } | null;
}

/** What the server has, with what this device has asked for laid over it: nothing of the server's is changed before it has answered. */
export interface KnownOrder {
  readonly orderId: Id;
  readonly number: string;
  readonly state: OrderState;
  readonly cancelling: boolean;
  readonly madeAt: Instant;
  readonly day: MoscowDay | null;
  readonly refusal: string | null;
  readonly lines: readonly KnownLine[];
}

/** How far on; an order is as far as the line that is the least far. */
const steps = ['sent', 'confirmed', 'ready', 'done'] as const;

interface Asked {
  send: RequestRow | undefined;
  cancel: RequestRow | undefined;
}

/** Newest first. */
export function listKnown(db: ReadDb, patientId: Id): KnownOrder[] {
  const asked = new Map<Id, Asked>();
  for (const request of listRequests(db, patientId)) {
    const { orderId } = orders[request.channel].input.parse(JSON.parse(request.input));
    const of = asked.get(orderId) ?? { send: undefined, cancel: undefined };
    // The last one counts: an order that was refused over its prices is sent once more with the new ones.
    asked.set(orderId, request.channel === 'orders.send' ? { ...of, send: request } : { ...of, cancel: request });
  }
  const rows = new Map<Id, LineRow[]>();
  for (const line of listLines(db, patientId)) rows.set(line.orderId, [...(rows.get(line.orderId) ?? []), line]);

  const known = [...rows].map(([orderId, lines]) => fromServer(orderId, lines, asked.get(orderId)));
  for (const [orderId, of] of asked) {
    const order = rows.has(orderId) ? null : fromRequest(of);
    if (order !== null) known.push(order);
  }
  return known.toSorted((a, b) => b.madeAt - a.madeAt || (a.orderId < b.orderId ? -1 : 1));
}

function fromServer(orderId: Id, rows: readonly LineRow[], asked: Asked | undefined): KnownOrder {
  const [first] = rows;
  if (first === undefined) throw new Error('an order without lines');
  const standing = rows.filter(({ state }) => state !== 'cancelled');
  return {
    ...{ orderId, number: first.number, day: first.day, madeAt: first.authoredAt },
    state: steps.find((step) => standing.some(({ state }) => state === step)) ?? 'cancelled',
    cancelling: asked?.cancel?.state === 'open',
    refusal: asked?.cancel?.refusal ?? null,
    // A line that the clinic took out is no part of what is paid; of an order that was cancelled as a whole all are shown.
    lines: (standing.length > 0 ? standing : rows).map(({ id, code, nameRu, nameEn, kopecks: price }) => ({ lineId: id, code, kopecks: price, name: { ru: nameRu, en: nameEn } })),
  };
}

/** Null once the server has taken it: its own rows tell then, and when they are gone, so is the order. */
function fromRequest({ send, cancel }: Asked): KnownOrder | null {
  if (send === undefined || send.state === 'applied') return null;
  const { orderId, day, lines } = orders['orders.send'].input.parse(JSON.parse(send.input));
  const { number } = orders['orders.send'].output.parse(JSON.parse(send.output));
  const refused = send.state === 'refused';
  return {
    ...{ orderId, number, day, madeAt: send.askedAt },
    state: refused ? 'refused' : 'sending',
    cancelling: !refused && cancel?.state === 'open',
    refusal: send.refusal,
    lines: lines.map((line) => ({ ...line, name: null })),
  };
}

/** What a patient can still take back: the laboratory has not begun, and no cancellation is on its way. */
export function isCancellable({ state, cancelling }: Pick<KnownOrder, 'state' | 'cancelling'>): boolean {
  return !cancelling && (state === 'sending' || state === 'sent' || state === 'confirmed');
}

export function isOpen({ state }: Pick<KnownOrder, 'state'>): boolean {
  return state !== 'done' && state !== 'cancelled' && state !== 'refused';
}

export function totalOf(lines: readonly { readonly kopecks: Kopecks | null }[]): Kopecks {
  return kopecks(lines.reduce((sum, line) => sum + (line.kopecks ?? 0), 0));
}

export function toSummary({ lines, ...order }: KnownOrder): OrderSummary {
  return { ...order, count: lines.length, total: totalOf(lines) };
}

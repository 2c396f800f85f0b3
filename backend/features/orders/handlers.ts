import type { Output } from '../../../shared/contract.ts';
import type { Order } from '../../../shared/features/orders.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { dayOf, type Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import type { SealFacts } from '../../server/sealing.ts';
import { adviceOf, checkCart, prepare, whoOf, type LaboratoryHours } from './cart.ts';
import { isCancellable, isOpen, listKnown, toSummary, type KnownOrder } from './orderList.ts';
import { listOffered } from './store.ts';

export interface OrdersNeeds extends Pick<BackendParts, 'device' | 'newId' | 'onLeave' | 'read' | 'seal' | 'shell' | 'sync'> {
  /** D3: whether this patient has taken the whole consent back, as far as this device knows. */
  readonly consentWithdrawn: (db: ReadDb, patientId: Id) => boolean;
  readonly laboratoryHours: (db: ReadDb) => LaboratoryHours;
  /** Surname and initials, for paper. */
  readonly patientShort: (db: ReadDb, patientId: Id) => string;
}

export function createOrdersHandlers({ consentWithdrawn, device, laboratoryHours, newId, onLeave, patientShort, read, seal, shell, sync }: OrdersNeeds): HandlersOf<'orders'> {
  /** What the hidden windows of this moment were opened to draw, exactly as the patient saw it when asking for paper. */
  const jobs = new Map<Id, NonNullable<Output<'orders.job'>>>();
  onLeave(async () => jobs.clear());

  return {
    'orders.check': (db, { codes }, { actor, now }) => checkCart(db, { codes, patientId: actor.patientId, now, hours: laboratoryHours(db) }),

    'orders.mine': (db, { offset, limit }, context) => {
      const patientId = patientOf(context);
      const known = listKnown(db, patientId);
      return { patientId, total: known.length, open: known.filter(isOpen).length, orders: known.slice(offset, offset + limit).map(toSummary) };
    },

    'orders.one': (db, { orderId }, context) => {
      const patientId = patientOf(context);
      return { patientId, order: readOrder(db, patientId, orderId, context.now) };
    },

    'orders.send': (tx, { orderId, day, lines }, context) => {
      const { now } = context;
      const patientId = patientOf(context);
      if (consentWithdrawn(tx, patientId)) return new Refusal('consent_withdrawn');
      if (day !== null && day < dayOf(now)) return new Refusal('day_past');
      const codes = lines.map(({ code }) => code);
      const offered = listOffered(tx, codes, now);
      if (codes.some((code) => offered.get(code)?.active !== 1 || offered.get(code)?.kopecks === null)) return new Refusal('service_gone');
      // The patient agreed to the price that was on the screen. Another one, even a lower, is asked about first (P3).
      if (lines.some(({ code, kopecks }) => offered.get(code)?.kopecks !== kopecks)) return new Refusal('price_changed');
      if (prepare(offered, codes, whoOf(tx, patientId, now)).troubles.some(({ blocks }) => blocks)) return new Refusal('order_blocked');
      return { orderId, number: context.nextNumber() };
    },

    'orders.cancel': (tx, { orderId }, context) => {
      const order = listKnown(tx, patientOf(context)).find((known) => known.orderId === orderId);
      if (order === undefined) return new Refusal('not_found');
      return isCancellable(order) ? { orderId } : new Refusal('not_active');
    },

    'orders.print': async ({ orderId, language }, context) => {
      const patientId = patientOf(context);
      const order = readOrder(read, patientId, orderId, context.now);
      if (order === null) return new Refusal('not_found');
      const { clinic, code, phone } = device();
      const printJob = newId();
      jobs.set(printJob, {
        ...{ order, patientId, language, printedAt: context.now, deviceCode: code, line: sync.status().line },
        ...{ patientShort: patientShort(read, patientId), clinic: { name: clinic, phone }, qr: seal(sealFacts(order, patientId, context.now)) },
      });
      try {
        const outcome = await shell.print({ printJob, paper: 'a4' });
        return outcome === 'printed' ? {} : new Refusal(outcome);
      } finally {
        jobs.delete(printJob);
      }
    },

    'orders.job': (_db, _input, { printJob }) => (printJob === null ? null : (jobs.get(printJob) ?? null)),
  };
}

/** `allow` lets only patients in; anything else is a fault of ours. */
function patientOf({ actor }: CallContext): Id {
  if (actor.patientId === null) throw new Error('no patient in this session');
  return actor.patientId;
}

function readOrder(db: ReadDb, patientId: Id, orderId: Id, now: Instant): Order | null {
  const known = listKnown(db, patientId).find((order) => order.orderId === orderId);
  if (known === undefined) return null;
  const codes = known.lines.map(({ code }) => code);
  const offered = listOffered(db, codes, now);
  return { ...toSummary(known), lines: linesOf(known, offered), advice: adviceOf(prepare(offered, codes, whoOf(db, patientId, now))) };
}

function sealFacts({ orderId: id, number, state, cancelling, madeAt, day, total, lines }: Order, patientId: Id, at: Instant): SealFacts {
  return { kind: 'order', id, number, at, time: madeAt, state: cancelling ? 'cancelling' : state, content: { patientId, day, total, lines: lines.map(({ lineId, code, kopecks }) => [lineId, code, kopecks]) } };
}

function linesOf({ lines }: KnownOrder, offered: ReturnType<typeof listOffered>): Order['lines'] {
  const russian = new Intl.Collator('ru');
  return lines
    .map(({ lineId, code, kopecks, name }) => {
      const row = offered.get(code);
      const nowKopecks = row?.active === 1 ? row.kopecks : null;
      return { lineId, code, kopecks, name: name ?? { ru: row?.nameRu ?? code, en: row?.nameEn ?? null }, ...(nowKopecks === kopecks ? {} : { nowKopecks }) };
    })
    .toSorted((a, b) => russian.compare(a.name.ru, b.name.ru) || (a.code < b.code ? -1 : 1));
}

import type { ServiceRequest } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import { fromDecimalRoubles } from '../../shared/lib/money.ts';
import { addDays, instantAt, partsOf, type MoscowDay } from '../../shared/lib/moscow.ts';
import { bilingual } from '../fhir/bilingual.ts';
import { inState, orderLine, type ServerOrderState } from '../orders/orderLine.ts';
import { accountCount, type PatientSeed } from './patients.ts';
import { createRandom, type Random } from './random.ts';
import { listStarts, roublesOn } from './services/priceLists.ts';
import { priceList } from './services/priceList.ts';

const sold = new Map(priceList.flatMap(({ kind, services }) => services.map((service) => [service.code, { kind, service }] as const)));

interface PlannedOrder {
  readonly state: ServerOrderState;
  /** The day it was sent. */
  readonly made: MoscowDay;
  readonly day: MoscowDay | null;
  readonly codes: readonly string[];
}

/** Sets that go together, for a woman and a man of any age: a seeded order is one that could have been sent. */
const sets = [
  ['A09.05.065', 'A09.05.063', 'A11.12.009'],
  ['B03.058.003', 'A11.12.009'],
  ['B03.016.005', 'A09.05.235', 'A11.12.009'],
  ['A04.22.001', 'A12.06.045', 'A09.05.065'],
  ['B03.016.003', 'A09.05.083', 'A09.05.020', 'A11.12.009'],
  ['A09.05.058', 'A09.05.032', 'A09.05.235'],
] as const;

const states: readonly ServerOrderState[] = ['sent', 'confirmed', 'ready', 'done', 'cancelled'];

/** The first account, whom screenshots show: one confirmed for next week, one done last year at last year's prices. */
function planOfFirst(today: MoscowDay): PlannedOrder[] {
  const [, thisYear] = listStarts(today);
  const lastAutumn = addDays(thisYear, -47);
  return [
    { state: 'confirmed', made: addDays(today, -3), day: addDays(today, 4), codes: ['A09.05.065', 'A09.05.063', 'B03.058.007', 'A11.12.009'] },
    { state: 'done', made: lastAutumn, day: addDays(lastAutumn, 5), codes: ['B03.058.003', 'B03.016.005', 'A09.05.065', 'A11.12.009'] },
    { state: 'cancelled', made: addDays(today, -70), day: addDays(today, -62), codes: ['A06.03.061'] },
  ];
}

function planOf(random: Random, today: MoscowDay, index: number): PlannedOrder[] {
  const state = states[index % states.length] ?? 'sent';
  const over = state === 'done' || state === 'cancelled';
  const made = addDays(today, over ? -random.between(20, 300) : -random.between(1, 4));
  const orders: PlannedOrder[] = [{ state, made, day: over ? addDays(made, random.between(2, 6)) : addDays(today, random.between(1, 6)), codes: random.pick(sets) }];
  if (random.chance(0.5)) {
    const earlier = addDays(today, -random.between(310, 390));
    orders.push({ state: 'done', made: earlier, day: addDays(earlier, 3), codes: random.pick(sets) });
  }
  return orders;
}

/** Pre-orders of everybody who can sign in, at the prices of their days (rows P2, P3). */
export function createOrders(seed: number, today: MoscowDay, patients: readonly PatientSeed[]): { readonly resource: ServiceRequest; readonly patient: Id }[] {
  const random = createRandom(seed, 'orders');
  let counter = 0;
  return patients.slice(0, accountCount).flatMap((patient, index) =>
    (index === 0 ? planOfFirst(today) : planOf(random, today, index)).flatMap(({ state, made, day, codes }) => {
      const authoredOn = instantAt(made, random.between(9 * 60, 18 * 60));
      const number = `З${String(partsOf(made).year % 100)}-${String(++counter).padStart(4, '0')}`;
      const paper = { orderId: random.id(), number, day, patient: patient.id, relatedPerson: null, signIn: null, authoredOn };
      return codes.map((code) => {
        const found = sold.get(code);
        if (!found) throw new Error(`${code} is not on the price list`);
        const kopecks = fromDecimalRoubles(roublesOn(found.service, found.kind, today, made));
        const name = bilingual('text', found.service.ru, found.service.en);
        return { resource: inState(orderLine(random.id(), { code, name, kopecks }, paper), state), patient: patient.id };
      });
    }),
  );
}

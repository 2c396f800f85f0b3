import type { Mutant } from './mutant.ts';

const order = { runner: 'integration', file: 'tests/integration/clinic-server/orders/order.test.ts' } as const;
const bad = { runner: 'integration', file: 'tests/integration/clinic-server/orders/badInput.test.ts' } as const;
const cancelled = { runner: 'integration', file: 'tests/integration/clinic-server/orders/cancelOrder.test.ts' } as const;
const plain = { runner: 'integration', file: 'tests/integration/clinic-server/orders/plainWrites.test.ts' } as const;
const acting = { runner: 'integration', file: 'tests/integration/clinic-server/orders/representative.test.ts' } as const;
const advice = { runner: 'unit', file: 'tests/shared/lib/preparationAdvice.test.ts' } as const;
const troubles = { runner: 'unit', file: 'tests/shared/lib/preparationTroubles.test.ts' } as const;
const properties = { runner: 'unit', file: 'tests/shared/lib/preparationProperties.test.ts' } as const;

const rules = 'shared/lib/preparation.ts';
const send = 'clinic-server/orders/sendOrder.ts';
const asked = 'clinic-server/orders/askedOrder.ts';
const sold = 'clinic-server/orders/soldServices.ts';
const line = 'clinic-server/orders/orderLine.ts';
const undo = 'clinic-server/orders/cancelOrder.ts';
const doors = 'clinic-server/orders/operations.ts';
const writes = 'clinic-server/orders/plainWrites.ts';

/** Pre-orders: what the clinic server takes on trust (nothing), and what the rules of preparation say. */
export const ordersMutants: readonly Mutant[] = [
  // P3: the price the patient agreed to.
  {
    rule: 'P3', what: 'the device’s word on the price is taken', file: send,
    find: 'sold.get(code)?.kopecks !== kopecks', replace: 'sold.get(code) === undefined && kopecks < 0',
    proof: { ...order, title: 'P3 another price than the one in force orders nothing' },
  },
  {
    rule: 'P3', what: 'a price list is in force before it begins', file: sold,
    find: 'and ${began} <= $3 and', replace: 'and ($3::timestamptz is not null) and',
    proof: { ...order, title: 'P3 the list that begins at midnight takes over at the server’s midnight' },
  },
  {
    rule: 'P3', what: 'a price list that has ended goes on', file: sold,
    find: "'infinity') > $3 order by", replace: "'infinity') > '-infinity' order by",
    proof: { ...order, title: 'P2 what is not sold now is said to be gone' },
  },
  {
    rule: 'P3', what: 'of two lists the older one counts', file: sold,
    find: 'order by ${began}, r.id', replace: 'order by ${began} desc, r.id',
    proof: { ...order, title: 'P3 a price that changes between the order and the visit changes nothing of the order' },
  },
  {
    rule: 'P3', what: 'the clinic’s own system changes the price of an ordered line', file: writes,
    find: "if (kept.code !== had.code || kept.kopecks !== had.kopecks) throw new FhirRefusal(409, 'price_kept');", replace: '',
    proof: { ...plain, title: 'P3 nobody changes the price or the service of a line' },
  },
  {
    rule: 'P3', what: 'a removed line comes back at another price', file: writes,
    find: 'return rows[0]?.content ?? null;', replace: 'return rows.length > 9 ? (rows[0]?.content ?? null) : null;',
    proof: { ...plain, title: 'P3 a line that was removed does not come back at another price' },
  },
  {
    rule: 'P3', what: 'two prices on one line, the first counts', file: line,
    find: 'kopecks: kopecksIn(onlyOne(extension?.filter(({ url }) => url === extensions.price))?.valueMoney)', replace: 'kopecks: kopecksIn(extension?.find(({ url }) => url === extensions.price)?.valueMoney)',
    proof: { ...plain, title: 'P3 nobody changes the price or the service of a line' },
  },
  {
    rule: 'P3', what: 'half a kopeck is rounded away', file: asked,
    find: '(?:\\.\\d{1,2})?$', replace: '(?:\\.\\d+)?$',
    proof: { ...bad, title: 'P2 a request that is not one is refused' },
  },
  // P2: the order.
  {
    rule: 'P2', what: 'what cannot go together is ordered all the same', file: send,
    find: 'if (blocked.size > 0) throw', replace: 'if (blocked.size > 99) throw',
    proof: { ...order, title: 'P2 what cannot go together, or is not for this person, is refused here too' },
  },
  {
    rule: 'P2', what: 'a day that is over is taken', file: send,
    find: 'day !== null && day < today', replace: "day !== null && day < '2000'",
    proof: { ...order, title: 'P2 a day that is over is refused' },
  },
  {
    rule: 'P2', what: 'an order’s id makes two orders', file: send,
    find: "if ((await lockedLines(tx, actor.patient, orderId)).length > 0) throw new FhirRefusal(409, 'id_taken', { expression: ['Parameters.parameter.orderId'] });", replace: '',
    proof: { ...order, title: 'P2 twenty different keys for one order at two servers make one order' },
  },
  {
    rule: 'P2', what: 'two orders of one moment do not wait for each other', file: doors,
    find: "      // D3: a withdrawal is before this order or after it, never beside it.\n      await store.lockPatient(actor.patientId);\n", replace: '',
    proof: { ...order, title: 'P2 twenty different keys for one order at two servers make one order' },
  },
  {
    rule: 'D3', what: 'whoever has withdrawn the consent orders on', file: doors,
    find: '      await assertConsentStands(tx, actor.patientId);\n', replace: '',
    proof: { ...cancelled, title: 'D3 whoever has withdrawn the consent orders nothing more' },
  },
  {
    rule: 'P2', what: 'another patient’s order is found by its id', file: line,
    find: 'and r.patient = $1 and not r.deleted', replace: 'and r.patient is not distinct from coalesce(r.patient, $1) and not r.deleted',
    proof: { ...cancelled, title: 'P2 another patient’s order is as unknown as none' },
  },
  {
    rule: 'P2', what: 'an order the clinic has begun with is cancelled', file: undo,
    find: 'if (begun || states', replace: 'if (states',
    proof: { ...cancelled, title: 'P2 an order the clinic has begun with is not the patient’s to cancel' },
  },
  {
    rule: 'P2', what: 'state and status may say two things', file: writes,
    find: "if (line.status !== statusOf[state]) return invalid('ServiceRequest.status');", replace: '',
    proof: { ...plain, title: 'P2 a state and a status that say two things are refused' },
  },
  {
    rule: 'P2', what: 'an ordered line may stop being one', file: writes,
    find: 'if (!wasOrdered && !isOrderLine(line)) return;', replace: 'if (!wasOrdered || !isOrderLine(line)) return;',
    proof: { ...plain, title: 'P2 a line stays in its order' },
  },
  {
    rule: 'P2', what: 'a rule of preparation nobody can read is kept', file: writes,
    find: ').includes(null))', replace: ').length > 99)',
    proof: { ...bad, title: 'P2 a rule of preparation that no program can read is refused' },
  },
  {
    rule: 'R10', what: 'an order for a child does not name the mother', file: line,
    find: 'relatedPerson === null ? `Patient/${patient}`', replace: 'relatedPerson !== undefined ? `Patient/${patient}`',
    proof: { ...acting, title: 'R10 P2 an order a mother sends for her son is his and names her' },
  },
  // P2: the rules of preparation.
  {
    rule: 'P2', what: 'the first fasting wins, not the longest', file: rules,
    find: 'hours: longest(fasting.map(({ rule }) => rule.hours))', replace: 'hours: fasting[0]?.rule.hours ?? 0',
    proof: { ...advice, title: 'P2 the longest fasting wins, last' },
  },
  {
    rule: 'P2', what: 'hours that do not meet are sent', file: rules,
    find: "code: 'hours_apart', blocks: true", replace: "code: 'hours_apart', blocks: false",
    proof: { ...troubles, title: 'P2 hours that do not meet' },
  },
  {
    rule: 'P2', what: 'hours of all become hours of any', file: rules,
    find: 'const from = Math.max(...ranges.map((range) => range.from));', replace: 'const from = Math.min(...ranges.map((range) => range.from));',
    proof: { ...properties, title: 'P2 the hours to come are inside the hours of every test' },
  },
  {
    rule: 'P2', what: 'what excludes is heard only from the first of the two', file: rules,
    find: 'other !== code && present.has(other)', replace: 'other > code && present.has(other)',
    proof: { ...troubles, title: 'P2 the other excludes the one' },
  },
  {
    rule: 'P2', what: 'a panel and a part of it are both sold', file: rules,
    find: 'if (code !== panel && inside.get(panel)?.has(code)) troubles', replace: 'if (code === panel && inside.get(panel)?.has(code)) troubles',
    proof: { ...troubles, title: 'P2 a panel and a part of it' },
  },
  {
    rule: 'P2', what: 'a man is told days of the cycle', file: rules,
    find: "  if (who.sex !== 'male')\n", replace: '',
    proof: { ...advice, title: 'P2 days of the cycle are nothing to a man' },
  },
  {
    rule: 'P2', what: 'sex that is not known is refused', file: rules,
    find: 'sex !== null && rule.only !== sex', replace: 'rule.only !== sex',
    proof: { ...advice, title: 'P2 sex not known refuses nobody' },
  },
  {
    rule: 'P2', what: 'a day is proposed without time to fast', file: rules,
    find: 'const ready = now + leadHours * 3_600_000;', replace: 'const ready = now + leadHours;',
    proof: { ...properties, title: 'P2 fasting begun late' },
  },
  {
    rule: 'P2', what: 'a long test begins when the laboratory closes', file: rules,
    find: 'open.until - stayMinutes', replace: 'open.until',
    proof: { ...properties, title: 'P2 two hours at the clinic end before it closes' },
  },
];

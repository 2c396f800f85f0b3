import type { Mutant } from './mutant.ts';

const kiosk = { runner: 'unit', file: 'tests/backend/features/orders.test.ts' } as const;
const hostile = { runner: 'unit', file: 'tests/backend/features/orderWire.test.ts' } as const;
const memo = { runner: 'unit', file: 'tests/backend/features/orderMemo.test.ts' } as const;
const cart = { runner: 'page', file: 'tests/renderer/app/cart.test.ts' } as const;
const screens = { runner: 'page', file: 'tests/renderer/features/orders/cart.test.tsx' } as const;

const handlers = 'backend/features/orders/handlers.ts';
const store = 'backend/features/orders/store.ts';
const sync = 'backend/features/orders/sync.ts';

/** Pre-orders on the device: whose they are, at which price, and what this device takes from the server. */
export const ordersDeviceMutants: readonly Mutant[] = [
  {
    rule: 'P3', what: 'a price nobody agreed to is sent', file: handlers,
    find: "if (lines.some(({ code, kopecks }) => offered.get(code)?.kopecks !== kopecks)) return new Refusal('price_changed');", replace: '',
    proof: { ...kiosk, title: 'P3 a price the patient has not seen is never ordered' },
  },
  {
    rule: 'P2', what: 'what blocks is sent', file: handlers,
    find: ".troubles.some(({ blocks }) => blocks)) return new Refusal('order_blocked')", replace: ".troubles.some(() => false)) return new Refusal('order_blocked')",
    proof: { ...kiosk, title: 'P2 what cannot go together, or is not for this person' },
  },
  {
    rule: 'D3', what: 'an order without a consent', file: handlers,
    find: "if (consentWithdrawn(tx, patientId)) return new Refusal('consent_withdrawn');", replace: '',
    proof: { ...hostile, title: 'D3 after a whole withdrawal nothing is ordered' },
  },
  {
    rule: 'K2', what: 'orders of whoever was here before', file: store,
    find: 'FROM service_request WHERE patient_id = $patientId ORDER BY', replace: "FROM service_request WHERE $patientId <> '' ORDER BY",
    proof: { ...kiosk, title: 'P2 only an order the laboratory has not begun can be taken back' },
  },
  {
    rule: 'K2', what: 'requests of whoever was here before', file: store,
    find: "FROM outbox WHERE patient_id = $patientId AND channel IN", replace: "FROM outbox WHERE $patientId <> '' AND channel IN",
    proof: { ...kiosk, title: 'K2 an answer that comes when another patient stands at the kiosk' },
  },
  {
    rule: 'K2', what: 'an answer is kept beside another patient', file: sync,
    find: 'line !== null && store.hasPatient(tx, line.patientId)', replace: 'line !== null',
    proof: { ...kiosk, title: 'K2 an answer that comes when another patient stands at the kiosk' },
  },
  {
    rule: 'P2', what: 'a rule that cannot be read is passed over in silence', file: 'backend/features/orders/cart.ts',
    find: 'if (rule === null) unread.add(code);', replace: '',
    proof: { ...kiosk, title: 'P2 a rule this program cannot read is said' },
  },
  {
    rule: 'R10', what: 'another person’s order goes out under the first one’s ids', file: 'renderer/app/draftStore.ts',
    find: 'cart: cartForAnother(cart, newId)', replace: 'cart: cart.lines.length > 99 ? cartForAnother(cart, newId) : cart',
    proof: { ...cart, title: 'R10 P2 the same services for another person are another order' },
  },
  {
    rule: 'P3', what: 'other prices are agreed to by going on', file: 'renderer/features/orders/useCart.ts',
    find: 'needsLook: blocked || gone.length > 0 || changed.length > 0', replace: 'needsLook: blocked || gone.length > 0',
    proof: { ...screens, title: 'P3 a refusal over prices this device has not heard of' },
  },
  {
    rule: 'P1', what: 'a screen left standing goes on with yesterday’s prices', file: 'renderer/app/useNewDay.ts',
    find: 'if (before.current === today) return;', replace: 'if (before.current !== null) return;',
    proof: { ...screens, title: 'P1 P3 at midnight in Moscow the cart is read again by itself' },
  },
  {
    rule: 'P4', what: 'any print window draws any memo', file: handlers,
    find: '(jobs.get(printJob) ?? null)', replace: '([...jobs.values()].at(-1) ?? null)',
    proof: { ...memo, title: 'P4 a memo is drawn by the one window it was asked for' },
  },
  {
    rule: 'K2', what: 'a memo outlasts its patient', file: handlers,
    find: 'onLeave(async () => jobs.clear());', replace: 'onLeave(async () => undefined);',
    proof: { ...memo, title: 'P4 K2 another’s order is not printed' },
  },
];

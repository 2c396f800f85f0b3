import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { startOf } from '../../../shared/lib/moscow.ts';
import { price, service } from '../../support/clinicResources.ts';
import { monday } from '../../support/features.ts';
import { anna, boris } from './kioskWithDoctor.ts';
import { bundle, kioskWithPrices, onServer, sending, tomorrow, tsh } from './kioskWithPrices.ts';

const codesOf = (troubles: readonly { code: string; blocks: boolean }[]) => troubles.map(({ code, blocks }) => [code, blocks]);

test('P2 a cart says what it costs, how to prepare, and on which days one may come', async () => {
  const kiosk = kioskWithPrices();
  const cart = await kiosk.call('orders.check', { codes: ['A09.05.135', 'A09.05.065'] });
  expect(cart).toMatchObject({
    ...{ patientId: null, total: 137_050, troubles: [] },
    lines: [
      { code: 'A09.05.135', name: { ru: 'Кортизол утром', en: 'A09.05.135 in English' }, kopecks: 78_000 },
      { code: 'A09.05.065', kopecks: 59_050 },
    ],
    advice: [
      { code: 'fasting', values: { hours: 10 }, services: ['A09.05.065', 'A09.05.135'] },
      { code: 'come_between', values: { from: 420, until: 570 }, services: ['A09.05.135'] },
    ],
  });
  // The office opens at half past seven and is closed on Sunday, 29 November.
  expect(cart.days[0]).toEqual({ day: tomorrow, from: 450, until: 570 });
  expect(cart.days.map(({ day }) => day)).toEqual(['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-30']);
});

test('P2 what cannot go together, or is not for this person, blocks the cart and leaves no day to choose', async () => {
  const kiosk = kioskWithPrices();
  const check = async (...codes: string[]) => {
    const { troubles, days } = await kiosk.call('orders.check', { codes });
    return { troubles: codesOf(troubles), days: days.length };
  };
  expect(await check('A07.22.001', 'A09.05.065')).toEqual({ troubles: [['not_together', true]], days: 0 });
  expect(await check('A09.05.135', 'A09.05.136')).toEqual({ troubles: [['hours_apart', true]], days: 0 });
  expect(await check('A09.05.065', 'A09.05.065')).toEqual({ troubles: [['already_in', true]], days: 0 });
  expect(await check('A09.05.130')).toEqual({ troubles: [], days: 6 });
  kiosk.signIn(anna);
  expect(await check('A09.05.130')).toEqual({ troubles: [['not_for_this_person', true]], days: 0 });
  expect(await kiosk.refusal('orders.send', sending([['A09.05.130', 50_000]]))).toBe('order_blocked');
});

test('P2 a rule this program cannot read is said, because it may be the one that matters', async () => {
  expect((await kioskWithPrices().call('orders.check', { codes: ['A09.05.131'] })).advice).toEqual([{ code: 'ask', values: {}, services: ['A09.05.131'] }]);
});

test('P1 a price list that begins at midnight in Moscow is in force a moment later, in the list and in the cart', async () => {
  const kiosk = kioskWithPrices();
  const total = async () => [(await kiosk.call('orders.check', { codes: ['A09.05.065'] })).total, (await kiosk.call('prices.list', { text: 'A09.05.065', category: null, offset: 0, limit: 1 })).services[0]?.kopecks];
  kiosk.clock.now = (startOf(tomorrow) - 1) as typeof monday;
  expect(await total()).toEqual([59_050, 59_050]);
  kiosk.clock.now = startOf(tomorrow);
  expect(await total()).toEqual([64_000, 64_000]);
});

test('P3 a price the patient has not seen is never ordered, a lower one neither', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  for (const seen of [59_000, 59_051]) expect(await kiosk.refusal('orders.send', sending([['A09.05.065', seen]]))).toBe('price_changed');
  expect(await kiosk.refusal('orders.send', sending([['B99.999.999', 1]]))).toBe('service_gone');
  kiosk.put({ ...tsh, status: 'retired' });
  expect(await kiosk.refusal('orders.send', sending([['A09.05.065', 59_050]]))).toBe('service_gone');
  expect(await kiosk.refusal('orders.send', sending([['A09.05.135', 78_000]], '2026-11-22'))).toBe('day_past');
  expect(await kiosk.call('orders.mine', { offset: 0, limit: 50 })).toMatchObject({ total: 0, orders: [] });
});

test('P2 an order waits for the server under its number, and says that it does', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const input = sending([['A09.05.065', 59_050], ['A09.05.135', 78_000]], tomorrow);
  expect(await kiosk.call('orders.send', input)).toEqual({ orderId: input.orderId, number: 'К03-0001' });
  expect(await kiosk.call('orders.mine', { offset: 0, limit: 50 })).toEqual({
    ...{ patientId: anna.id, total: 1, open: 1 },
    orders: [{ orderId: input.orderId, number: 'К03-0001', state: 'sending', cancelling: false, madeAt: monday, day: tomorrow, count: 2, total: 137_050, refusal: null }],
  });
  expect((await kiosk.call('orders.one', { orderId: input.orderId })).order).toMatchObject({
    lines: [{ code: 'A09.05.135', name: { ru: 'Кортизол утром' }, kopecks: 78_000 }, { code: 'A09.05.065', kopecks: 59_050 }],
    advice: [{ code: 'fasting', values: { hours: 10 } }, { code: 'come_between' }],
  });
});

test('O3 the server’s answer becomes the order in the moment the entry settles, and keeps its prices when the list changes', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const input = sending([['A09.05.065', 59_050]], tomorrow);
  await kiosk.call('orders.send', input);
  const { rule } = kiosk.requestOf(input.commandId);
  kiosk.db.write((tx) => {
    tx.run(`UPDATE outbox SET state = 'applied' WHERE command_id = $id`, { id: input.commandId });
    rule.applied(tx, input, bundle(onServer(input, 'sent')));
  });
  const read = async () => (await kiosk.call('orders.one', { orderId: input.orderId })).order;
  expect(await read()).toMatchObject({ state: 'sent', number: 'К03-0001', total: 59_050, day: tomorrow, lines: [{ name: { ru: 'Услуга A09.05.065' }, kopecks: 59_050 }] });
  expect((await read())?.lines[0]).not.toHaveProperty('nowKopecks');
  kiosk.clock.now = startOf(tomorrow);
  expect(await read()).toMatchObject({ total: 59_050, lines: [{ kopecks: 59_050, nowKopecks: 64_000 }] });
  kiosk.put(...onServer(input, 'confirmed'));
  expect(await read()).toMatchObject({ state: 'confirmed' });
  for (const line of onServer(input, 'confirmed')) kiosk.remove(line);
  expect(await read()).toBeNull();
});

test('O3 a refusal stays visible, and the same order sent once more with the new prices takes its place', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const input = sending([['A09.05.065', 59_050]]);
  await kiosk.call('orders.send', input);
  kiosk.settle(input.commandId, 'aside', 'status_500');
  const read = async () => (await kiosk.call('orders.mine', { offset: 0, limit: 50 })).orders.map(({ state, refusal, total }) => [state, refusal, total]);
  expect(await read()).toEqual([['sending', null, 59_050]]);
  kiosk.settle(input.commandId, 'refused', 'price_changed');
  expect(await read()).toEqual([['refused', 'price_changed', 59_050]]);
  kiosk.clock.now = startOf(tomorrow);
  await kiosk.call('orders.send', { ...sending([['A09.05.065', 64_000]]), orderId: input.orderId });
  expect(await read()).toEqual([['sending', null, 64_000]]);
});

test('P2 only an order the laboratory has not begun can be taken back, once, and only one’s own', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const cancel = (orderId: string) => ({ commandId: randomUUID(), orderId });
  const orders = Object.fromEntries(['sent', 'confirmed', 'ready', 'done', 'cancelled'].map((state) => [state, sending([['A09.05.065', 59_050]])]));
  for (const [state, order] of Object.entries(orders)) kiosk.put(...onServer(order, state));
  const other = sending([['A09.05.065', 59_050]]);
  kiosk.put(...onServer(other, 'sent', { of: boris }));
  for (const state of ['ready', 'done', 'cancelled']) expect([state, await kiosk.refusal('orders.cancel', cancel(orders[state]?.orderId ?? ''))]).toEqual([state, 'not_active']);
  expect(await kiosk.refusal('orders.cancel', cancel(other.orderId))).toBe('not_found');
  expect((await kiosk.call('orders.one', { orderId: other.orderId })).order).toBeNull();
  for (const state of ['sent', 'confirmed']) {
    const orderId = orders[state]?.orderId ?? '';
    const input = cancel(orderId);
    await kiosk.call('orders.cancel', input);
    expect((await kiosk.call('orders.one', { orderId })).order).toMatchObject({ state, cancelling: true });
    expect(await kiosk.refusal('orders.cancel', cancel(orderId))).toBe('not_active');
    kiosk.settle(input.commandId, 'refused', 'not_active');
    expect((await kiosk.call('orders.one', { orderId })).order).toMatchObject({ state, cancelling: false, refusal: 'not_active' });
  }
});

test('P2 an order is as far as the line that is the least far, and a line the clinic took out is not paid for', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const input = sending([['A09.05.065', 59_050], ['A09.05.135', 78_000], ['A09.05.136', 78_000]]);
  const [first, second, third] = [onServer(input, 'ready'), onServer(input, 'done', { status: 'completed' }), onServer(input, 'cancelled', { status: 'revoked' })];
  kiosk.put(...[first[0], second[1], third[2]].flatMap((line) => line ?? []));
  expect((await kiosk.call('orders.one', { orderId: input.orderId })).order).toMatchObject({ state: 'ready', count: 2, total: 137_050 });
  kiosk.put(...third);
  expect((await kiosk.call('orders.one', { orderId: input.orderId })).order).toMatchObject({ state: 'cancelled', count: 3, total: 215_050 });
});

test('K2 an answer that comes when another patient stands at the kiosk shows nothing of the first', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const input = sending([['A09.05.065', 59_050]]);
  await kiosk.call('orders.send', input);
  const { rule } = kiosk.requestOf(input.commandId);
  await kiosk.leave();
  kiosk.signIn(boris);
  kiosk.db.write((tx) => rule.applied(tx, input, bundle(onServer(input, 'sent'))));
  expect(kiosk.db.read.get('SELECT 1 FROM service_request')).toBeUndefined();
  expect(await kiosk.call('orders.mine', { offset: 0, limit: 50 })).toEqual({ patientId: boris.id, total: 0, open: 0, orders: [] });
  expect((await kiosk.call('orders.one', { orderId: input.orderId })).order).toBeNull();
});

test('P2 an order of a hundred lines, each with its price', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const codes = Array.from({ length: 100 }, (_, at) => `A09.06.${String(at).padStart(3, '0')}`);
  for (const [at, code] of codes.entries()) kiosk.put(service(code, `Анализ ${at}`, { code: 'lab', ru: 'Анализы' }), price(code, 100 + at / 100, '2026-01-01'));
  const input = sending(codes.map((code, at) => [code, 10_000 + at] as const));
  expect((await kiosk.call('orders.check', { codes })).total).toBe(1_004_950);
  await kiosk.call('orders.send', input);
  const { request } = kiosk.requestOf(input.commandId);
  expect((request.body as { parameter: { name: string }[] }).parameter.filter(({ name }) => name === 'line')).toHaveLength(100);
  expect((await kiosk.call('orders.one', { orderId: input.orderId })).order).toMatchObject({ count: 100, total: 1_004_950 });
});

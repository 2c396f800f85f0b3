import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { Output } from '../../../../shared/contract.ts';
import { Money } from '../../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../../shared/fhir/names.ts';
import { fromDecimalRoubles, kopecks, type Kopecks } from '../../../../shared/lib/money.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { startDemo, type DemoClinic } from '../../../support/demoClinic.ts';
import { client, entries, type Ask } from '../../../support/fhirClient.ts';

let clinic: DemoClinic;
let kiosk: TestBackend;
let ask: Ask;

beforeAll(async () => {
  clinic = await startDemo();
  ask = client(clinic.server, clinic.systemToken);
  kiosk = await startBackend({ server: clinic.server, code: clinic.enrol.kiosk });
  await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 100_000);
  const [account] = clinic.accounts;
  await kiosk.call('identity.signIn', { login: account?.login ?? '', password: account?.password ?? '' });
}, 240_000);
afterAll(async () => {
  await kiosk.stop(true);
  rmSync(kiosk.userDataPath, { recursive: true, force: true });
  await clinic.stop();
});

const mine = () => kiosk.call('orders.mine', { offset: 0, limit: 50 });
const one = async (orderId: string) => (await kiosk.call('orders.one', { orderId })).order;
const settled = (commandId: string) => eventually(() => kiosk.call('sync.outcome', { commandId, waitMs: 1_000 }), ({ state }) => state === 'applied' || state === 'refused', 60_000);

/** Lines at the prices this kiosk shows. */
async function cart(...codes: string[]) {
  const { lines, days } = await kiosk.call('orders.check', { codes });
  return { day: days[0]?.day ?? null, lines: lines.map(({ code, kopecks: price }) => ({ lineId: randomUUID(), code, kopecks: kopecks(price ?? -1) })) };
}

async function send(input: Awaited<ReturnType<typeof cart>>) {
  const [commandId, orderId] = [randomUUID(), randomUUID()];
  await kiosk.call('orders.send', { commandId, orderId, ...input });
  return { commandId, orderId };
}

const Line = z.object({
  id: z.string(),
  identifier: z.array(z.object({ system: z.string(), value: z.string() })),
  requisition: z.object({ value: z.string() }),
  extension: z.array(z.object({ url: z.string(), valueMoney: Money.optional(), valueCode: z.string().optional() })),
});

/** What the server holds, by the id of the line. */
async function onServer(patientId: string) {
  const found = entries(await ask('GET', `/fhir/ServiceRequest?patient=Patient/${patientId}&_count=200`)).map(({ resource }) => Line.parse(resource));
  return new Map(
    found.map(({ id, identifier, requisition, extension }) => [
      id,
      {
        orderId: identifier.find(({ system }) => system === `${systems.orderNumber}/id`)?.value,
        number: requisition.value,
        state: extension.find(({ url }) => url === extensions.orderState)?.valueCode,
        kopecks: fromDecimalRoubles(extension.find(({ url }) => url === extensions.price)?.valueMoney?.value ?? -1),
      },
    ]),
  );
}

const Price = z.looseObject({ id: z.string(), effectivePeriod: z.object({ start: z.string(), end: z.string().optional() }) });

/** The clinic's own system sets another price for today. */
async function setPrice(code: string, price: Kopecks): Promise<void> {
  const today = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10);
  const found = entries(await ask('GET', `/fhir/ChargeItemDefinition?url=https://kabinet.example/fhir/ChargeItemDefinition/${code}`)).map(({ resource }) => Price.parse(resource));
  const inForce = found.find(({ effectivePeriod: { start, end } }) => start <= today && (end ?? '9999') >= today);
  const amount = { value: price / 100, currency: 'RUB' };
  expect((await ask('PUT', `/fhir/ChargeItemDefinition/${inForce?.id}`, { ...inForce, propertyGroup: [{ priceComponent: [{ type: 'base', amount }] }] })).status).toBe(200);
}

function expectSame(shown: NonNullable<Output<'orders.one'>['order']>, held: Awaited<ReturnType<typeof onServer>>): void {
  for (const { lineId, kopecks: price } of shown.lines) expect(held.get(lineId)).toEqual({ orderId: shown.orderId, number: shown.number, state: shown.state, kopecks: price });
  expect(shown.total).toBe(shown.lines.reduce((sum, line) => sum + line.kopecks, 0));
}

test('P2 P3 every order and every kept price on the kiosk is the one the server holds', async () => {
  const { patientId, orders, total } = await eventually(mine, (list) => list.total > 1, 30_000);
  const held = await onServer(patientId);
  expect(total).toBe(new Set([...held.values()].map(({ orderId }) => orderId)).size);
  let lines = 0;
  for (const { orderId } of orders) {
    const shown = await one(orderId);
    if (shown === null) throw new Error('an order of the list is not there');
    expectSame(shown, held);
    lines += shown.lines.length;
  }
  expect(lines).toBe(held.size);
});

test('P2 P3 an order is sent, keeps its price when the list changes, and is cancelled', async () => {
  const input = await cart('A09.05.023', 'A12.06.060');
  const { commandId, orderId } = await send(input);
  expect(await settled(commandId)).toEqual({ state: 'applied', refusal: null });
  const shown = await one(orderId);
  if (shown === null) throw new Error('the order is not there');
  expect(shown).toMatchObject({ state: 'sent', day: input.day, count: 2 });
  expectSame(shown, await onServer((await mine()).patientId));

  const before = shown.lines.find(({ code }) => code === 'A12.06.060')?.kopecks ?? kopecks(0);
  await setPrice('A12.06.060', kopecks(before + 1_050));
  const dearer = await eventually(() => one(orderId), (order) => order?.lines.some(({ nowKopecks }) => nowKopecks === before + 1_050) === true, 30_000);
  expect(dearer).toMatchObject({ total: shown.total });

  const cancel = randomUUID();
  await kiosk.call('orders.cancel', { commandId: cancel, orderId });
  expect(await settled(cancel)).toEqual({ state: 'applied', refusal: null });
  expect(await one(orderId)).toMatchObject({ state: 'cancelled', cancelling: false, total: shown.total });
});

test('P3 at a price that has just changed nothing is ordered, whoever hears of it first', async () => {
  const input = await cart('A12.06.063');
  const orders = (await mine()).total;
  await setPrice('A12.06.063', kopecks((input.lines[0]?.kopecks ?? 0) + 500));
  const [commandId, orderId] = [randomUUID(), randomUUID()];
  const here = await kiosk.call('orders.send', { commandId, orderId, ...input }).then(
    () => null,
    (error: unknown) => String(error),
  );
  if (here === null) {
    expect(await settled(commandId)).toEqual({ state: 'refused', refusal: 'price_changed' });
    expect(await one(orderId)).toMatchObject({ state: 'refused', refusal: 'price_changed' });
  } else {
    expect(here).toContain('price_changed');
    expect((await mine()).total).toBe(orders);
  }
  expect([...(await onServer((await mine()).patientId)).values()].filter((line) => line.orderId === orderId)).toEqual([]);
});

test('P2 O3 without a line an order says that it is not confirmed, and goes out by itself when the line is back', async () => {
  await clinic.kill();
  await eventually(() => kiosk.call('sync.status', {}), ({ line }) => line === 'down', 60_000);
  const { commandId, orderId } = await send(await cart('A09.05.023'));
  expect(await one(orderId)).toMatchObject({ state: 'sending', refusal: null });
  await clinic.startAgain();
  expect(await settled(commandId)).toEqual({ state: 'applied', refusal: null });
  expect(await one(orderId)).toMatchObject({ state: 'sent' });
  expect(kiosk.bugs).toEqual([]);
}, 120_000);

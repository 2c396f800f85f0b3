import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { orderWords } from '../../../renderer/print/orderWords.ts';
import { orders, type OrderMemo, type OrderState } from '../../../shared/features/orders.ts';
import { anna, boris } from './kioskWithDoctor.ts';
import { kioskWithPrices, onServer, sending, tomorrow } from './kioskWithPrices.ts';

/** What a print window gets for one job. */
async function drawn(kiosk: ReturnType<typeof kioskWithPrices>, printJob: string | null): Promise<OrderMemo | null> {
  const reply = await kiosk.raw('orders.job', {}, printJob);
  if (!reply.ok) throw new Error(reply.error.code);
  return orders['orders.job'].output.parse(reply.value);
}

function ordered(state: string, day: string | null = tomorrow) {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const input = sending([['A09.05.065', 59_050], ['A09.05.135', 78_000]], day);
  kiosk.put(...onServer(input, state));
  return { kiosk, orderId: input.orderId };
}

test('P4 a memo is drawn by the one window it was asked for, with all a patient needs and only initials of the name', async () => {
  const { kiosk, orderId } = ordered('confirmed');
  const drawings: (OrderMemo | null)[] = [];
  kiosk.onPrint(async ({ printJob }) => {
    expect(await drawn(kiosk, randomUUID())).toBeNull();
    drawings.push(await drawn(kiosk, printJob));
    return 'printed';
  });
  await kiosk.call('orders.print', { orderId, language: 'ru' });
  const [memo = null] = drawings;
  if (memo === null) throw new Error('nothing was drawn');
  expect(memo).toMatchObject({ patientShort: 'Кузнецова\u00a0А.\u00a0П.', deviceCode: 'К03', line: 'down', order: { orderId, total: 137_050 } });
  const words = orderWords(memo);
  expect(words.lines.map(({ code, price }) => [code, price.replaceAll('\u00a0', ' ')])).toEqual([['A09.05.065', '590,50 ₽'], ['A09.05.135', '780 ₽']]);
  expect(words.advice.map(({ text }) => text.replaceAll('\u00a0', ' '))).toContain('Приходите с 7:00 до 9:30: в другое время анализ не берут.');
  expect(JSON.stringify(words)).not.toContain('Анна');
  // The paper is out: the job is over.
  expect(await drawn(kiosk, kiosk.jobs[0]?.printJob ?? '')).toBeNull();
});

test('P4 K2 another’s order is not printed, a missing printer is said, and whoever leaves takes the memo along', async () => {
  const { kiosk, orderId } = ordered('sent', null);
  kiosk.onPrint(async ({ printJob }) => {
    await kiosk.leave();
    expect(await drawn(kiosk, printJob)).toBeNull();
    return 'no_printer';
  });
  expect(await kiosk.refusal('orders.print', { orderId, language: 'en' })).toBe('no_printer');
  kiosk.signIn(boris);
  expect(await kiosk.refusal('orders.print', { orderId, language: 'ru' })).toBe('not_found');
  expect(await kiosk.refusal('orders.job', {})).toBe('forbidden');
});

test('P3 P4 paper promises a price only where the centre has', async () => {
  const { kiosk, orderId } = ordered('sent');
  const drawings: (OrderMemo | null)[] = [];
  kiosk.onPrint(async ({ printJob }) => {
    drawings.push(await drawn(kiosk, printJob));
    return 'printed';
  });
  await kiosk.call('orders.print', { orderId, language: 'ru' });
  const [memo = null] = drawings;
  if (memo === null) throw new Error('nothing was drawn');
  const said = (state: OrderState, cancelling = false) => orderWords({ ...memo, order: { ...memo.order, state, cancelling } }).prices.replaceAll('\u00a0', ' ');
  const [kept, notKept, over] = [said('sent'), said('sending'), said('cancelled')];
  expect(kept).toContain('не изменятся');
  expect(notKept).toContain('не подтвердил');
  expect(over).toContain('не действует');
  expect([said('confirmed'), said('ready'), said('done')]).toEqual([kept, kept, kept]);
  expect([said('refused'), said('sent', true)]).toEqual([over, notKept]);
});

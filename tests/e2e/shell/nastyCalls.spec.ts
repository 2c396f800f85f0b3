import { expect, test } from '@playwright/test';
import { systemCodes } from '../../../shared/rpc/wire.ts';
import { whenReady } from '../../support/bridge.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';

const kiosk = oneKiosk();
const wanted = 2_000;

test('X1 2,000 values no screen would send, given to the bridge by a page: only typed answers, no error, and the bridge is what it was', async () => {
  const { kabinet } = kiosk();
  const page = await kabinet.currentPage();
  await whenReady(page);
  const pid = await kabinet.backendPid();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.name));
  const seen = await page.evaluate(async (count) => {
    let state = 20_260_101;
    const below = (limit: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 4_294_967_296) * limit);
    };
    const cycle: Record<string, unknown> = { text: 'x' };
    cycle['self'] = cycle;
    const nested = (levels: number): unknown => {
      let value: unknown = 'end';
      for (let level = 0; level < levels; level += 1) value = { value };
      return value;
    };
    const throwing = Object.defineProperty({}, 'text', { enumerable: true, get: () => { throw new Error('a getter'); } });
    const texts = ['', '\u0000', '\ud800', '\u202eabc', '😀', '__proto__', "'; DROP TABLE slot; --", 'x'.repeat(10_001), '2026-02-30', '00000000-0000-4000-8000-00000000000g', '<img src=x onerror=alert(1)>'];
    const makers: readonly (() => unknown)[] = [
      () => texts[below(texts.length)], () => undefined, () => null, () => Number.NaN, () => -0, () => 2 ** 53, () => 10n, () => Symbol('s'), () => () => 1, () => new Map([[cycle, 1]]), () => new Set(['x']),
      () => new Date(Number.NaN), () => /x/g, () => new Error('words'), () => new Uint8Array(9), () => new ArrayBuffer(9), () => cycle, () => nested(40), () => nested(999), () => nested(5_000),
      () => Array.from({ length: 500 }, (_, index) => index), () => Object.assign([], { length: 1_000 }), () => JSON.parse('{"__proto__": {"role": "administrator"}}'),
      () => new Proxy({}, {}), () => throwing, () => Promise.resolve(1), () => new WeakMap(), () => new Blob(['x']), () => new MessageChannel().port1,
      () => Object.create(null), () => Object.freeze({ text: 'x' }), () => class Thing {}, () => new (class Thing { text = 'x'; })(), () => ({ then: (settle: (value: unknown) => void) => settle(1) }), () => ({ toJSON: () => { throw new Error('json'); } }),
    ];
    const value = (): unknown => makers[below(makers.length)]?.();
    const channels = ['doctors.list', 'identity.signIn', 'appointments.book', 'schedule.day', 'sync.outcome', 'device.state', 'prices.list', '__proto__', 'toString', '', 'x'.repeat(101)];
    const codes: Record<string, number> = {};
    const odd: string[] = [];
    const note = (code: string): void => {
      codes[code] = (codes[code] ?? 0) + 1;
    };
    const one = async (): Promise<void> => {
      const channel = below(12) === 0 ? value() : channels[below(channels.length)];
      const input = below(3) === 0 ? value() : { text: value(), login: value(), slotId: value(), day: value(), speciality: value() };
      try {
        const reply: unknown = await Reflect.apply(window.kabinet.call, window.kabinet, [channel, input]);
        const isTyped = typeof reply === 'object' && reply !== null && typeof Reflect.get(reply, 'ok') === 'boolean';
        if (!isTyped) return void odd.push(String(reply).slice(0, 80));
        const error: unknown = Reflect.get(reply, 'error');
        note(Reflect.get(reply, 'ok') === true ? 'ok' : String(Reflect.get(error as object, 'code')));
      } catch {
        // Electron itself refuses what it cannot copy, before our preload sees it: the page alone hears of that.
        note('not copied');
      }
    };
    // The first part goes as fast as a window may, through to the backend; the rest at once, as far as the preload.
    const paced = 300;
    const calls: Promise<void>[] = [];
    for (let sent = 0; sent < count; sent += 1) {
      calls.push(one());
      if (sent < paced) await new Promise((resolve) => setTimeout(resolve, 21));
    }
    await Promise.all(calls);
    const bridge = window.kabinet;
    return { codes, odd, bridge: [Object.isFrozen(bridge), Object.keys(bridge).sort().join(' '), typeof bridge.call, 'role' in {}] };
  }, wanted);
  process.stdout.write(`nasty calls: ${JSON.stringify(seen.codes)}\n`);
  const answered = Object.values(seen.codes).reduce((sum, count) => sum + count, 0);
  expect(seen.odd).toEqual([]);
  expect(answered).toBe(wanted);
  expect(Object.keys(seen.codes).filter((code) => code !== 'ok' && code !== 'not copied' && !systemCodes.some((known) => known === code))).toEqual([]);
  expect(seen.codes['internal']).toBeUndefined();
  expect(seen.codes['invalid_input']).toBeGreaterThan(50);
  expect(seen.bridge).toEqual([true, 'call onChanged', 'function', false]);
  expect(errors).toEqual([]);
  expect(kabinet.output()).not.toMatch(/"msg":"(bug|uncaught)"/);
  await page.waitForTimeout(1_100);
  await whenReady(page);
  expect(await kabinet.backendPid()).toBe(pid);
  expect(await kabinet.currentPage()).toBe(page);
});

test('H21 X1 a page that sends more than a message may be three times is no page of ours, and is ended', async () => {
  const { kabinet } = kiosk();
  const page = await kabinet.currentPage();
  await whenReady(page);
  const huge = () => page.evaluate(() => window.kabinet.call('doctors.list', { text: 'x'.repeat(70_000) }));
  expect(await huge()).toEqual({ ok: false, error: { code: 'too_large' } });
  expect(await huge()).toEqual({ ok: false, error: { code: 'too_large' } });
  void huge().catch(() => undefined);
  await whenReady(await kabinet.nextPage(page));
});

import { describe, expect, it } from 'vitest';
import { heartbeat, watchHeartbeat } from '../../main/heartbeat.ts';
import { crashLimits, createPageCrashes } from '../../main/pageCrashes.ts';
import { safePageStyle } from '../../main/shell/safePage.ts';
import { instant } from '../../shared/lib/moscow.ts';
import { createFakeClock } from '../support/fakeClock.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a page is asked for a sign of life', () => {
  it('H37 one that does not answer for ten seconds is lost, once', async () => {
    const clock = createFakeClock();
    let lost = 0;
    watchHeartbeat({ after: clock.after, ask: () => new Promise(() => {}), lost: () => (lost += 1) });
    clock.advance(heartbeat.everyMs * heartbeat.missed);
    expect(lost).toBe(0);
    clock.advance(heartbeat.everyMs);
    expect(lost).toBe(1);
    expect(heartbeat.everyMs * heartbeat.missed).toBe(10_000);
    clock.advance(600_000);
    await turn();
    expect(lost).toBe(1);
  });

  it('H37 one that answers late, or refuses, or is asked no more is not', async () => {
    const clock = createFakeClock();
    let lost = 0;
    let settle: (() => void)[] = [];
    const stop = watchHeartbeat({
      after: clock.after,
      ask: () => new Promise((resolve, reject) => settle.push(settle.length % 2 === 0 ? () => resolve(1) : () => reject(new Error('no')))),
      lost: () => (lost += 1),
    });
    for (let beat = 0; beat < 60; beat += 1) {
      clock.advance(heartbeat.everyMs * (heartbeat.missed - 1));
      settle.forEach((answer) => answer());
      settle = [];
      await turn();
    }
    stop();
    clock.advance(600_000);
    expect(lost).toBe(0);
  });
});

describe('crashes of pages', () => {
  it('H37 five in ten minutes are too many, four are not, and old ones are forgotten', () => {
    let now = 0;
    const crashes = createPageCrashes(() => now);
    expect([1, 2, 3, 4].map(() => crashes.add())).toEqual([false, false, false, false]);
    now = crashLimits.windowMs - 1;
    expect(crashes.add()).toBe(true);
    now = crashLimits.windowMs;
    expect(crashes.add()).toBe(false);
    expect(crashes.lately()).toBe(2);
  });

  it('H37 the pause before the next try doubles up to ten minutes', () => {
    const crashes = createPageCrashes(() => 0);
    const pauses = Array.from({ length: 12 }, () => (crashes.add(), crashes.pauseMs()));
    expect(pauses.slice(4, 7)).toEqual([30_000, 60_000, 120_000]);
    expect(pauses.at(-1)).toBe(crashLimits.longestPauseMs);
  });
});

describe('the style laid over the safe page', () => {
  it('H37 S10 says code, count and Moscow time, and shows the words that are meant', () => {
    const at = instant(Date.UTC(2026, 10, 22, 19, 4));
    const style = safePageStyle('kiosk', { reason: 'backend', times: 7, exitCode: 1, at });
    expect(style).toContain('content:"backend_start, 1"');
    expect(style).toContain('content:"7"');
    expect(style).toContain('content:"22.11.2026, 22:04"');
    expect(style).toContain('.says--desk{display:none}');
    expect(style).toContain('.staff__backend{display:block}');
    expect(safePageStyle('desk', { reason: 'page', times: 5, exitCode: null, at })).toContain('.says--kiosk{display:none}');
  });
});

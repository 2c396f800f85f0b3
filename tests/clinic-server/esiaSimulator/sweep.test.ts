import { describe, expect, it } from 'vitest';
import { dropOver } from '../../../clinic-server/esiaSimulator/sweep.ts';

const hour = 3_600_000;

describe('what the simulator lets go of', () => {
  it('R5 §5.16 what is over an hour over is forgotten, what is merely over is still known', () => {
    const now = 100 * hour;
    const codes = new Map([
      ['long over', { until: now - hour - 1 }],
      ['just over', { until: now - 1 }],
      ['waiting', { until: now + 1 }],
    ]);
    dropOver(codes, now);
    expect([...codes.keys()]).toEqual(['just over', 'waiting']);
  });

  it('R5 §5.1 a demonstration that runs for days keeps ten thousand at most, the newest', () => {
    const sessions = new Map(Array.from({ length: 10_020 }, (_, at) => [`session ${at}`, { until: hour }]));
    dropOver(sessions, 0);
    expect(sessions.size).toBe(10_000);
    expect([sessions.has('session 19'), sessions.has('session 20'), sessions.has('session 10019')]).toEqual([false, true, true]);
  });
});

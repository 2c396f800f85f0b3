import { describe, expect, it } from 'vitest';
import { createIdleBackstop } from '../../main/idleBackstop.ts';
import { createFakeClock } from '../support/fakeClock.ts';

function setUp() {
  const clock = createFakeClock();
  let expired = 0;
  const backstop = createIdleBackstop(clock.after, () => (expired += 1));
  return { clock, backstop, expired: () => expired };
}

describe('the idle backstop', () => {
  it('K2 an untouched screen is left alone, however long', () => {
    const { clock, backstop, expired } = setUp();
    backstop.policy(60, 30);
    clock.advance(24 * 3600_000);
    expect(expired()).toBe(0);
  });

  it('K2 a page that does not end its session is ended after idle time and warning of the longest view, and ten seconds', () => {
    const { clock, backstop, expired } = setUp();
    backstop.policy(60, 30);
    backstop.touched();
    clock.advance(144_999);
    expect(expired()).toBe(0);
    clock.advance(1);
    expect(expired()).toBe(1);
  });

  it('K2 every touch starts the time again', () => {
    const { clock, backstop, expired } = setUp();
    backstop.policy(60, 30);
    for (let minute = 0; minute < 60; minute += 1) {
      backstop.touched();
      clock.advance(60_000);
    }
    expect(expired()).toBe(0);
  });

  it('K2 a touch before the policy is known counts from the policy', () => {
    const { clock, backstop, expired } = setUp();
    backstop.touched();
    clock.advance(600_000);
    expect(expired()).toBe(0);
    backstop.policy(60, 30);
    clock.advance(145_000);
    expect(expired()).toBe(1);
  });

  it('K2 a fresh window owes nothing to the touches of the patient before', () => {
    const { clock, backstop, expired } = setUp();
    backstop.policy(60, 30);
    backstop.touched();
    backstop.fresh();
    clock.advance(600_000);
    expect(expired()).toBe(0);
  });
});

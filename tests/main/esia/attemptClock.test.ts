import { expect, it } from 'vitest';
import { createAttemptClock } from '../../../main/esia/attemptClock.ts';
import { createFakeClock } from '../../support/fakeClock.ts';

function attempt(seconds: number, idle: { idleSeconds: number; warnSeconds: number } | null = { idleSeconds: 60, warnSeconds: 20 }) {
  const fake = createFakeClock();
  const said: string[] = [];
  const clock = createAttemptClock(seconds, idle, { after: fake.after, now: fake.now, changed: () => undefined, over: () => said.push('over'), left: () => said.push('left') });
  return { fake, said, clock };
}

it('R5 H11 five minutes and not a second more, however busy the person is', () => {
  const { fake, said, clock } = attempt(300);
  for (let second = 0; second < 299; second += 1) {
    clock.touched();
    fake.advance(1_000);
  }
  expect([clock.secondsLeft(), said]).toEqual([1, []]);
  fake.advance(2_000);
  expect([clock.secondsLeft(), said]).toEqual([0, ['over']]);
  fake.advance(600_000);
  expect(said).toEqual(['over']);
});

it('K2 H11 a person who has walked away from the foreign page is asked, and without an answer everything is closed', () => {
  const { fake, said, clock } = attempt(300);
  fake.advance(59_000);
  expect(clock.asking()).toBe(null);
  fake.advance(1_000);
  expect(clock.asking()).toBe(20);
  // A sleeve on the glass is no answer.
  clock.touched();
  fake.advance(19_000);
  expect([clock.asking(), said]).toEqual([1, []]);
  fake.advance(1_000);
  expect(said).toEqual(['left']);
});

it('K2 H11 who answers, or touches before the question, stays', () => {
  const { fake, said, clock } = attempt(300);
  fake.advance(50_000);
  clock.touched();
  fake.advance(59_000);
  expect(clock.asking()).toBe(null);
  fake.advance(11_000);
  expect(clock.asking()).toBe(10);
  clock.stay();
  expect(clock.asking()).toBe(null);
  fake.advance(59_000);
  expect([clock.asking(), said]).toEqual([null, []]);
});

it('H11 at a desk nobody is asked, and after the end nothing is counted', () => {
  const { fake, said, clock } = attempt(300, null);
  fake.advance(200_000);
  expect([clock.asking(), said]).toEqual([null, []]);
  clock.stop();
  fake.advance(600_000);
  expect(said).toEqual([]);
});

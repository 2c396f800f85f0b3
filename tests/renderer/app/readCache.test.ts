import { expect, it } from 'vitest';
import { createReadCache } from '../../../renderer/app/readCache.ts';

/** Answers that come when the test says so, one for each time the cache asks. */
function asked() {
  const waiting: ((value: unknown) => void)[] = [];
  return { load: () => new Promise<unknown>((resolve) => waiting.push(resolve)), answer: (value: unknown) => waiting.shift()?.(value), get count() { return waiting.length; } };
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

it('S2 what is on screen is read again when its feature changes, and the old answer stays until then', async () => {
  const reads = createReadCache();
  const server = asked();
  reads.watch('schedule.day {}', server.load);
  server.answer('before');
  await settle();
  reads.changed((key) => key.startsWith('schedule.'));
  expect(reads.peek('schedule.day {}')).toEqual({ value: 'before' });
  server.answer('after');
  await settle();
  expect(reads.peek('schedule.day {}')).toEqual({ value: 'after' });
});

it('S2 a change that comes while a list is being read is not lost', async () => {
  const reads = createReadCache();
  const server = asked();
  reads.watch('schedule.day {}', server.load);
  reads.changed(() => true);
  expect(server.count).toBe(1);
  server.answer('too early');
  await settle();
  server.answer('right');
  await settle();
  expect(reads.peek('schedule.day {}')).toEqual({ value: 'right' });
});

it('K2 an answer still under way when the patient leaves never reaches the screen', async () => {
  const reads = createReadCache();
  const server = asked();
  reads.watch('appointments.mine {}', server.load);
  reads.clear();
  server.answer('visits of the patient before');
  await settle();
  expect(reads.peek('appointments.mine {}')).toEqual({});
});

it('K2 leaving forgets every answer, also of screens that are not open', async () => {
  const reads = createReadCache();
  const server = asked();
  const stop = reads.watch('appointments.one {}', server.load);
  server.answer('a visit');
  await settle();
  stop();
  reads.clear();
  expect(reads.peek('appointments.one {}')).toBeUndefined();
});

it('O4 a failed reading keeps what is known, says why, and is tried again', async () => {
  const reads = createReadCache();
  let fails = false;
  reads.watch('doctors.list {}', () => (fails ? Promise.reject(new Error('timed_out')) : Promise.resolve('doctors')));
  await settle();
  fails = true;
  reads.changed(() => true);
  await settle();
  expect(reads.peek('doctors.list {}')).toMatchObject({ value: 'doctors', error: new Error('timed_out') });
  expect(reads.failure()).toEqual(new Error('timed_out'));
  fails = false;
  reads.retry();
  await settle();
  expect(reads.failure()).toBeUndefined();
});

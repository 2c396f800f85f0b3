import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { syncRules } from '../../../backend/features/index.ts';
import type { WriteTx } from '../../../backend/db/types.ts';
import type { ClinicApi } from '../../../backend/sync/clinicApi.ts';
import { enqueue, forgetOld, settle, unanswered } from '../../../backend/sync/outbox.ts';
import { push } from '../../../backend/sync/push.ts';
import { indexRules } from '../../../backend/sync/ruleIndex.ts';
import { createChance, type Chance } from '../../lanes/chance.ts';
import { featuresOffline } from '../../support/features.ts';

const seed = 20_261_123;
const tenYears = 3_652 * 86_400_000;

/** A clock that is wrong from the start and jumps, by up to ten years either way. */
function skewedClock(chance: Chance) {
  const somewhere = () => Math.round((chance.next() * 2 - 1) * tenYears);
  let now = Date.UTC(2026, 10, 23) + somewhere();
  return { now: () => now, jump: () => void (now += chance.is(0.5) ? somewhere() : chance.below(60_000)) };
}

function add(tx: WriteTx, at: number, orderId = randomUUID()): string {
  const commandId = randomUUID();
  enqueue(tx, { commandId, channel: 'orders.cancel', input: { commandId, orderId }, output: { orderId }, role: 'patient', patientId: null, signInId: null, at });
  return commandId;
}

test('O7 F7 in a thousand queues made by clocks from ten years behind to ten ahead, jumping between two entries, the order is that of the commits, and nothing unsent is forgotten', () => {
  const chance = createChance(seed);
  const { db } = featuresOffline();
  const undone = new Error('the next run begins anew');
  const wrong: number[] = [];
  for (let run = 0; run < 1_000; run += 1) {
    const clock = skewedClock(chance);
    try {
      db.write((tx) => {
        const left: string[] = [];
        for (let index = 3 + chance.below(6); index > 0; index -= 1) {
          const commandId = add(tx, clock.now());
          clock.jump();
          // Some are answered meanwhile, and the queue is looked through for what is old, by that same clock.
          const position = unanswered(tx).find((entry) => entry.commandId === commandId)?.position ?? 0;
          if (chance.is(0.3)) settle(tx, position, 'applied', null, clock.now());
          else left.push(commandId);
          clock.jump();
          forgetOld(tx, clock.now());
        }
        if (unanswered(tx).map(({ commandId }) => commandId).join() !== left.join()) wrong.push(run);
        throw undone;
      });
    } catch (error) {
      if (error !== undone) throw error;
    }
  }
  expect(wrong, `seed ${String(seed)}`).toEqual([]);
});

test('O7 F7 a skewed queue goes out and settles in the order of its commits', async () => {
  const chance = createChance(seed);
  const { db } = featuresOffline();
  for (let run = 0; run < 5; run += 1) {
    const clock = skewedClock(chance);
    const orders = [randomUUID(), randomUUID()] as const;
    const made = db.write((tx) =>
      Array.from({ length: 5 }, () => {
        clock.jump();
        return add(tx, clock.now(), chance.one(orders));
      }),
    );
    const heard: (string | undefined)[] = [];
    const clinic: ClinicApi = {
      send: ({ idempotencyKey }) => {
        heard.push(idempotencyKey);
        clock.jump();
        return Promise.resolve({ status: 200, body: { resourceType: 'Parameters' }, refusal: null, retryAfterMs: null });
      },
    };
    const settled: string[] = [];
    await push({ db, clinic, rules: indexRules(syncRules), wallNow: clock.now, reportBug: () => undefined, holdsPatient: () => false, attended: () => chance.is(0.5), wanted: () => true, onSettled: (commandId) => void settled.push(commandId) });
    expect([heard, settled]).toEqual([made, made]);
  }
});

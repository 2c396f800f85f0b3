import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { partOf, spread } from '../../../clinic-server/leases/policy.ts';
import type { SlotFacts } from '../../../clinic-server/scheduling/slotStore.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import { leaseContract } from '../../support/leaseContract.ts';
import { createMemorySlotClinic } from '../../support/memorySlotStore.ts';
import { contractSlots } from '../../support/slotStoreContract.ts';

leaseContract('leases in memory', async () => {
  const office = randomUUID();
  const slots = contractSlots.map(({ startsAt, minutes = 20, status = 'free' }): SlotFacts => ({ id: randomUUID(), startsAt, endsAt: (startsAt + minutes * 60_000) as Instant, status }));
  return { ...createMemorySlotClinic(slots, office), office, slots, patients: Array.from({ length: 3 }, () => randomUUID()) };
});

it('O2 the parts of an office’s devices are its share to the last time, and differ by one at most', () => {
  const devices = ['c', 'a', 'b'];
  for (let times = 0; times < 40; times++) {
    const parts = devices.map((device) => partOf({ device, devices, share: 0.5 }, { mostPerDevice: 100 }, times));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(Math.floor(times / 2));
    expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
  }
  expect(partOf({ device: 'a', devices, share: 1 }, { mostPerDevice: 2 }, 40)).toBe(2);
  expect(partOf({ device: 'x', devices, share: 1 }, { mostPerDevice: 2 }, 40)).toBe(0);
});

it('O2 what is chosen lies evenly over the whole, and none is chosen twice', () => {
  const list = Array.from({ length: 100 }, (_, index) => index);
  for (const count of [0, 1, 7, 50, 99, 100, 200]) expect(new Set(spread(list, count)).size).toBe(Math.min(count, 100));
  expect(spread(list, 10)).toEqual([5, 15, 25, 35, 45, 55, 65, 75, 85, 95]);
});

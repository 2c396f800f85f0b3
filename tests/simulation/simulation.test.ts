import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bugs } from './bugs/index.ts';
import { planted } from './bugs/tryBugs.ts';
import { faultKinds } from './faults.ts';
import { JournaledMap } from './journaledMap.ts';
import { createKernel } from './kernel.ts';
import { runWorld } from './world.ts';

const morning = { days: 0.4, devices: 1, faults: faultKinds };

describe('the simulator', () => {
  it('O3 a morning of a kiosk in which everything goes wrong keeps every promise, and the same seed is the same morning to the last event', async () => {
    const first = await runWorld({ ...morning, seed: 11 });
    expect(first.violation).toBeNull();
    expect(first.commands).toBeGreaterThan(3);
    const again = await runWorld({ ...morning, seed: 11 });
    expect([again.hash, again.events]).toEqual([first.hash, first.events]);
  });

  it('O3 another seed is another morning', async () => {
    const [one, other] = [await runWorld({ ...morning, days: 0.3, seed: 12 }), await runWorld({ ...morning, days: 0.3, seed: 13 })];
    expect(one.hash).not.toBe(other.hash);
  });

  it('O3 events come in the order of their instants, of their making where those are equal, and not when they were called off', async () => {
    const kernel = createKernel(0);
    const seen: string[] = [];
    for (const [name, at] of [['c', 30], ['a', 10], ['b', 10], ['d', 40]] as const) kernel.after(at, () => seen.push(`${name} ${kernel.now()}`));
    const callOff = kernel.after(20, () => seen.push('never'));
    kernel.after(10, () => {
      callOff();
      kernel.after(0.5, () => seen.push(`within ${kernel.now()}`));
    });
    await kernel.runUntil(35, () => false);
    expect(seen).toEqual(['a 10', 'b 10', 'within 11', 'c 30']);
    expect(kernel.now()).toBe(35);
  });

  it('S5 what a transaction of the simulated server has changed is undone whole', () => {
    const map = new JournaledMap([['kept', 1], ['gone', 2], ['changed', 3]]);
    map.begin();
    map.set('changed', 30).set('new', 4).delete('gone');
    map.set('changed', 31);
    map.rollback();
    expect(Object.fromEntries(map)).toEqual({ kept: 1, gone: 2, changed: 3 });
    map.begin();
    map.set('changed', 32).delete('gone');
    expect(map.commit()).toEqual(['changed', 'gone']);
    expect(Object.fromEntries(map)).toEqual({ kept: 1, changed: 32 });
  });

  it('O3 every planted bug still has its one place', () => {
    const root = join(import.meta.dirname, '../..');
    expect(bugs.length).toBeGreaterThanOrEqual(12);
    expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
    for (const bug of bugs) expect(planted(bug, readFileSync(join(root, bug.file), 'utf8'))).toContain(bug.replace);
  });
});

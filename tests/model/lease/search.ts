import { stuck } from './healing.ts';
import { keyOf } from './key.ts';
import type { Bounds, Rules } from './rules.ts';
import { steps, type Step } from './steps.ts';
import { beginning, identityOf, isExempt, mirrored, type World } from './world.ts';

export interface Found {
  readonly what: string;
  /** What happened, step by step: the shortest way there. */
  readonly story: readonly string[];
}

export interface Searched {
  readonly states: number;
  readonly depth: number;
  /** Every world that can be reached was seen. */
  readonly exhausted: boolean;
  readonly found: Found | null;
}

/** I3, per device: two people rely on one time, and no device of theirs was revoked, excluded or cloned. */
export function doubled(world: World): string | null {
  const slots = world.devices[0]?.sides.length ?? 0;
  for (let slot = 0; slot < slots; slot++) {
    const confirmed = world.devices.flatMap((device, replica) => {
      const booking = device?.sides[slot]?.booking;
      const exempt = isExempt(world, identityOf(replica === 1 ? 1 : replica === 0 ? 0 : 2));
      return booking?.told && booking.cancel === null && booking.answer !== 'refused' && !exempt ? [booking.by] : [];
    });
    if (new Set(confirmed).size > 1) return 'two people are told that one time is theirs';
  }
  return null;
}

/** One key for a world and its mirror image, where the two devices are alike. */
function keyIn({ clone, enrol }: Bounds, counted: boolean): (world: World) => string {
  if (clone || enrol) return (world) => keyOf(world, counted);
  return (world) => {
    const [key, mirror] = [keyOf(world, counted), keyOf(mirrored(world), counted)];
    return key < mirror ? key : mirror;
  };
}

/** Breadth first, so that the first counterexample is the shortest. `most`: states after which it stops, having exhausted nothing. */
export function search(rules: Rules, bounds: Bounds, { most, alive }: { readonly most: number; readonly alive: boolean }): Searched {
  const start = beginning(bounds.slots, !bounds.enrol);
  const key = keyIn(bounds, !rules.idsNeverReused);
  const seen = new Set([key(start)]);
  const parents: number[] = [-1];
  const ordinals: number[] = [0];
  let frontier: { readonly world: World; readonly index: number }[] = [{ world: start, index: 0 }];
  let depth = 0;
  const outcome = (found: Found | null, exhausted: boolean): Searched => ({ states: seen.size, depth, exhausted, found });
  const story = (index: number, last: Step | null): string[] => {
    const path: number[] = [];
    for (let at = index; at > 0; at = parents[at] ?? 0) path.push(ordinals[at] ?? 0);
    let world = start;
    const told = path.toReversed().map((ordinal) => {
      const step = steps(world, rules, bounds)[ordinal];
      if (!step) throw new Error('the way back is lost');
      world = step.next;
      return step.label;
    });
    return last === null ? told : [...told, last.label];
  };

  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { world, index } of frontier) {
      const wrong = doubled(world) ?? (alive ? stuck(world, rules) : null);
      if (wrong !== null) return outcome({ what: wrong, story: story(index, null) }, false);
      for (const [ordinal, step] of steps(world, rules, bounds).entries()) {
        if (step.broken !== null) return outcome({ what: step.broken, story: story(index, step) }, false);
        const reached = key(step.next);
        if (seen.has(reached)) continue;
        if (seen.size >= most) return outcome(null, false);
        seen.add(reached);
        next.push({ world: step.next, index: parents.length });
        parents.push(index);
        ordinals.push(ordinal);
      }
    }
    frontier = next;
    if (next.length > 0) depth += 1;
  }
  return outcome(null, true);
}

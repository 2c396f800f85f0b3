import type { Upcasters, Written } from './rules.ts';

/** Step by step from the version an entry was written in to the one this build knows. Throws where a step is missing: guessing would send something else. */
export function upcast(steps: Upcasters | undefined, written: Written, from: number, to: number): Written {
  if (from > to) throw new Error('written by a newer build');
  let now = written;
  for (let version = from; version < to; version += 1) {
    const step = steps?.[version];
    if (step === undefined) throw new Error('no mapper for this version');
    now = step(now);
  }
  return now;
}

import type { FaultKind } from './faults.ts';
import { runWorld, type WorldOptions, type WorldOutcome } from './world.ts';

/** The smallest world of this seed that still breaks a promise: fewer days, then fewer devices, then every kind of fault that is not needed left out. */
export async function shrink(from: WorldOptions, first: WorldOutcome, say: (line: string) => void): Promise<{ readonly options: WorldOptions; readonly outcome: WorldOutcome }> {
  let [options, outcome] = [from, first];
  async function smaller(next: WorldOptions): Promise<boolean> {
    const tried = await runWorld(next);
    if (tried.violation === null) return false;
    [options, outcome] = [next, tried];
    say(`still fails with ${next.days} days, ${next.devices} devices, ${next.faults.length} kinds of faults: ${tried.violation}`);
    return true;
  }
  while (options.days > 0.25 && (await smaller({ ...options, days: options.days / 2 })));
  while (options.devices > 1 && (await smaller({ ...options, devices: Math.ceil(options.devices / 2) })));
  for (const kind of options.faults) await smaller({ ...options, faults: options.faults.filter((other: FaultKind) => other !== kind) });
  return { options, outcome };
}

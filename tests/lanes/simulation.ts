import { faultKinds, type FaultKind } from '../simulation/faults.ts';
import { shrink } from '../simulation/shrink.ts';
import { runWorld, type WorldOptions } from '../simulation/world.ts';
import type { Lane } from './lane.ts';

/** Enough for backups to grow old, for a line to be away for a day, and for a failure to be read by a person. */
const size = { days: 2, devices: 3 } as const;
/** From here on every kind of fault has to have happened: with fewer days a restore may simply not have come about. */
const enoughDeviceDays = 24;

export const simulationLane: Lane = {
  name: 'simulation',
  unit: 'device-days',
  promise: 'O3 whatever breaks: nothing acknowledged is lost, nothing happens twice, no time is given twice, every queue empties, and everybody ends up with the same',
  ciCount: 36,
  goal: 36_500,
  sliceCount: 60,
  async run({ seed, count, say }) {
    const failures: string[] = [];
    const injected = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
    const figures = { worlds: 0, commands: 0, onLease: 0, refused: 0, faults: 0, events: 0, replayed: 0, perCpuMinute: 0 };
    const from = process.cpuUsage();
    let days = 0;
    while (days < count && failures.length === 0) {
      // Every second world is never restored: there people go to any kiosk and move their visits.
      const faults = figures.worlds % 2 === 0 ? faultKinds : faultKinds.filter((kind) => kind !== 'restore');
      const options: WorldOptions = { ...size, seed: seed * 10_000 + figures.worlds, faults };
      const outcome = await runWorld(options);
      if (outcome.violation !== null) {
        const small = await shrink(options, outcome, say);
        failures.push(`world ${options.seed}, ${small.options.days} days, ${small.options.devices} devices, with ${small.options.faults.join(' ')}: ${small.outcome.violation ?? ''}`);
      }
      // The same seed has to be the same run, or a failure could not be looked at again.
      if (figures.worlds % 10 === 0) {
        figures.replayed += 1;
        if ((await runWorld(options)).hash !== outcome.hash) failures.push(`world ${options.seed} was another world the second time`);
      }
      figures.worlds += 1;
      figures.commands += outcome.commands;
      figures.onLease += outcome.onLease;
      figures.refused += outcome.refused;
      figures.events += outcome.events;
      for (const kind of faultKinds) injected[kind] += outcome.faults[kind];
      days += size.days * size.devices;
      say(`${days} device-days, ${figures.commands} commands, no promise broken`);
    }
    figures.faults = Object.values(injected).reduce((sum, times) => sum + times, 0);
    const never = faultKinds.filter((kind) => injected[kind] === 0);
    if (failures.length === 0 && days >= enoughDeviceDays && never.length > 0) failures.push(`never happened: ${never.join(', ')}`);
    const { user, system } = process.cpuUsage(from);
    figures.perCpuMinute = (days + size.days * size.devices * figures.replayed) / ((user + system) / 60_000_000);
    return { count: days, failures, figures };
  },
};

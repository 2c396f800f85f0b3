import type { CommandChannel, Input } from '../../../shared/contract.ts';
import type { Random } from '../../../clinic-server/demo/random.ts';

export interface FreeTime {
  readonly slotId: string;
  readonly startsAt: number;
}

/** A visit of this run as it must be, by the server's word on every command so far. */
export interface Visit {
  readonly appointmentId: string;
  status: 'booked' | 'cancelled';
  slotId: string;
  startsAt: number;
}

/** One command, as a kiosk's page sends it. Its id is made before the first try and stays. */
export interface Planned<C extends CommandChannel = CommandChannel> {
  readonly channel: C;
  readonly input: Input<C>;
  readonly appointmentId: string;
  /** The time it asks for; null in a cancellation. */
  readonly time: FreeTime | null;
  /** Ask the server to hold the time first, as the screen does. */
  readonly holdId: string | null;
  /** How long after the others it sets out. */
  readonly afterMs: number;
}

const standing = (visits: readonly Visit[]) => visits.filter(({ status }) => status === 'booked');

/** So many visits of one patient at most: well below the clinic's own limit, or its refusals would be all we test. */
const enough = 4;

/** Two to five commands at once: new visits, and cancellations and moves of those there are, never two about one visit. */
export function planCommands(random: Random, visits: readonly Visit[], free: FreeTime[]): Planned[] {
  const planned: Planned[] = [];
  const wanted = random.between(2, 5);
  const mine = random.shuffled(standing(visits));
  const takeTime = () => free.splice(random.between(0, free.length - 1), 1)[0];
  const afterMs = () => random.between(0, 25);
  while (planned.length < wanted) {
    const [visit] = mine;
    const booked = standing(visits).length + planned.filter(({ channel }) => channel === 'appointments.book').length;
    const isNew = visit === undefined ? true : booked < enough && random.chance(0.5);
    if (isNew && (booked >= enough * 2 || free.length === 0)) break;
    const commandId = random.id();
    if (isNew) {
      const time = takeTime();
      if (time === undefined) break;
      const appointmentId = random.id();
      // One hold a device: only one command of a round may have one.
      const holdId = planned.every((other) => other.holdId === null) && random.chance(0.5) ? random.id() : null;
      planned.push({ channel: 'appointments.book', input: { commandId, appointmentId, slotId: time.slotId, holdId }, appointmentId, time, holdId, afterMs: afterMs() });
      continue;
    }
    mine.shift();
    if (visit === undefined) break;
    const { appointmentId } = visit;
    const time = random.chance(0.4) ? takeTime() : undefined;
    if (time === undefined) planned.push({ channel: 'appointments.cancel', input: { commandId, appointmentId, reason: 'plans', comment: null }, appointmentId, time: null, holdId: null, afterMs: afterMs() });
    else planned.push({ channel: 'appointments.move', input: { commandId, appointmentId, slotId: time.slotId, holdId: null }, appointmentId, time, holdId: null, afterMs: afterMs() });
  }
  return planned;
}

/** What the server's yes means for the visits, and for the times that are free again. */
export function apply(planned: Planned, visits: Visit[], free: FreeTime[]): void {
  const { appointmentId, time, channel } = planned;
  const known = visits.find((visit) => visit.appointmentId === appointmentId);
  if (channel === 'appointments.book' && time !== null) {
    visits.push({ appointmentId, status: 'booked', ...time });
    return;
  }
  if (known === undefined) return;
  free.push({ slotId: known.slotId, startsAt: known.startsAt });
  if (channel === 'appointments.cancel') known.status = 'cancelled';
  else if (time !== null) [known.slotId, known.startsAt] = [time.slotId, time.startsAt];
}

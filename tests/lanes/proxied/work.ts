import { createRandom, type Random } from '../../../clinic-server/demo/random.ts';
import { addDays, dayOf, instant } from '../../../shared/lib/moscow.ts';
import { waitedFor } from '../../support/demoClinic.ts';
import { apply, planCommands, type FreeTime, type Planned, type Visit } from '../kill/plan.ts';
import type { Device } from './process.ts';

export interface Person {
  readonly login: string;
  readonly password: string;
  patientId: string | null;
  readonly visits: Visit[];
  /** Said yes to by the device, and without the server's word yet. */
  open: Planned[];
}

export interface Count {
  acknowledged: number;
  applied: number;
  refused: number;
  notTaken: number;
  signIns: number;
  checkIns: number;
}

export const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Times of next weeks that nobody has; all devices want the same ones, so that they meet. */
export async function findFreeTimes(device: Device): Promise<FreeTime[]> {
  const { doctors } = await device.call('doctors.list', { text: '', speciality: null, officeId: null, day: null });
  const today = dayOf(instant(Date.now()));
  const free: FreeTime[] = [];
  for (const { roleId } of doctors.filter(({ speciality }) => !waitedFor.test(speciality.ru)).slice(0, 6)) {
    for (let ahead = 9; ahead < 25; ahead += 5) {
      const { times } = await device.call('schedule.day', { roleId, day: addDays(today, ahead) });
      free.push(...times.filter(({ state }) => state === 'free').map(({ slotId, startsAt }) => ({ slotId, startsAt })));
    }
  }
  if (free.length < 50) throw new Error(`the demo clinic has too few free times: ${free.length}`);
  return free;
}

/** Until it works: the line is bad, and that is the point. */
export async function signIn(device: Device, person: Person, count: Count, isOver: () => boolean): Promise<boolean> {
  while (!isOver()) {
    const reply = await device.raw('identity.signIn', { login: person.login, password: person.password });
    if (reply.ok) {
      count.signIns += 1;
      const { patient } = await device.call('identity.me', {});
      person.patientId = patient?.id ?? person.patientId;
      return patient !== null;
    }
    // `forbidden`: the try that the page stopped waiting for is still being undone.
    if (!['forbidden', 'offline', 'try_later', 'timed_out', 'not_ready', 'slow_down'].includes(reply.error.code)) throw new Error(`the sign-in was answered ${reply.error.code}`);
    await pause(300);
  }
  return false;
}

/** The server's word on what is still open, as far as it has come. Answers what must not be. */
export async function lookUp(device: Device, person: Person, free: FreeTime[], count: Count): Promise<string[]> {
  const broken: string[] = [];
  const still: Planned[] = [];
  for (const one of person.open) {
    const { state, refusal } = await device.call('sync.outcome', { commandId: one.input.commandId, waitMs: 0 });
    if (state === 'queued' || state === 'sent') still.push(one);
    else if (state === 'applied') {
      count.applied += 1;
      apply(one, person.visits, free);
    } else if (state === 'refused' && refusal !== null && expected.has(refusal)) count.refused += 1;
    else broken.push(`${one.channel} ${one.input.commandId} was acknowledged and is ${state}${refusal === null ? '' : ` (${refusal})`}`);
  }
  person.open = still;
  return broken;
}

/** Three devices want the same times, and a visit may be changed while its first word is on its way. */
const expected = new Set(['slot_taken', 'slot_closed', 'patient_busy', 'not_active', 'not_found', 'too_many_active']);

/** One round of a person at a device: two to five commands at once, none about a visit whose word is out. */
export async function oneRound(device: Device, person: Person, random: Random, free: FreeTime[], touched: Set<FreeTime>, count: Count): Promise<void> {
  const busy = new Set(person.open.map(({ appointmentId }) => appointmentId));
  const settled = person.visits.filter(({ appointmentId }) => !busy.has(appointmentId));
  // Bookings on their way count too, or the clinic's own limit would be all that is tested.
  if (person.open.length > 3) return;
  const planned = planCommands(random, settled, free);
  await Promise.all(
    planned.map(async (one) => {
      if (one.time !== null) touched.add(one.time);
      await pause(one.afterMs);
      if (one.holdId !== null && one.time !== null) await device.raw('appointments.hold', { slotId: one.time.slotId, holdId: one.holdId, longer: false });
      const reply = await device.raw(one.channel, one.input);
      if (reply.ok) {
        count.acknowledged += 1;
        person.open.push(one);
      } else {
        count.notTaken += 1;
        if (reply.error.code === 'internal') throw new Error(`${one.channel} is answered internal`);
      }
    }),
  );
}

export const randomOf = (seed: number, name: string): Random => createRandom(seed, name);

import type { Output } from '../../shared/contract.ts';
import type { CommandChannel } from '../../shared/contract.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Person } from './clinicPapers.ts';
import type { SimDevice } from './device.ts';
import type { Invariants } from './invariants.ts';
import type { Kernel } from './kernel.ts';

interface Needs {
  readonly kernel: Kernel;
  readonly device: SimDevice;
  readonly people: readonly Person[];
  readonly invariants: Invariants;
  readonly newId: () => Id;
  readonly tell: (what: string) => void;
  readonly isOver: () => boolean;
}

type Visit = Output<'appointments.mine'>['upcoming'][number];

const minute = 60_000;
const hour = 60 * minute;
/** Moscow is three hours ahead of UTC all year. */
const hourOfDay = (at: number): number => Math.floor(at / hour + 3) % 24;

/** People at one kiosk: they come, sign in, look, book, cancel, move, check in, and go; who is there when the line falls goes on. */
export function createWorkload({ kernel, device, people, invariants, newId, tell, isOver }: Needs): { start(): void } {
  const { chance } = device;

  function command(channel: CommandChannel, appointment: Id, commandId: Id): void {
    invariants.tried({ commandId, channel, device: device.id, patient: device.signedIn() ?? '', appointment });
  }

  async function make<C extends 'appointments.book' | 'appointments.cancel' | 'appointments.move' | 'checkIn.arrive'>(channel: C, input: Parameters<typeof device.call<C>>[1] & { appointmentId: Id; commandId: Id }): Promise<void> {
    command(channel, input.appointmentId, input.commandId);
    const answer = await device.call(channel, input);
    if (answer === null) return;
    tell(`${channel} ${answer.ok ? 'is acknowledged' : `is not taken: ${answer.error.code}`}`);
    if (!answer.ok) return;
    invariants.acknowledged(input.commandId);
    if ('confirmed' in answer.value && answer.value.confirmed && 'slotId' in input) invariants.promised(device, input.commandId, input.slotId);
    // A finger that shakes: the same command once more is the same command.
    if (chance.is(0.05)) await device.call(channel, input);
  }

  function freeTimes(): { id: Id }[] {
    return device.read<{ id: Id }>(`SELECT id FROM slot WHERE status = 'free' AND starts_at > $from ORDER BY starts_at, id LIMIT 12`, { from: kernel.now() + 20 * minute });
  }

  const leasedTimes = (): { id: Id }[] => device.read<{ id: Id }>('SELECT slot_id AS id FROM lease WHERE starts_at > $from ORDER BY starts_at, slot_id', { from: kernel.now() + 20 * minute });

  async function book(): Promise<void> {
    const leased = leasedTimes();
    if (leased.length > 0 && chance.is(device.wire.state() === 'whole' ? 0.2 : 0.7)) return make('appointments.book', { commandId: newId(), appointmentId: newId(), slotId: chance.one(leased).id, holdId: null });
    const times = freeTimes();
    if (times.length === 0) return;
    const slotId = chance.one(times).id;
    const holdId = chance.is(0.5) ? newId() : null;
    if (holdId !== null) {
      const held = await device.call('appointments.hold', { slotId, holdId, longer: false });
      if (held === null || (!held.ok && held.error.code !== 'offline')) return;
      // They change their mind, and walk away or take another time.
      if (held.ok && chance.is(0.15)) return;
      if (held.ok && chance.is(0.2)) return void (await device.call('appointments.releaseHold', { holdId }));
    }
    await make('appointments.book', { commandId: newId(), appointmentId: newId(), slotId, holdId });
  }

  async function look(): Promise<readonly Visit[]> {
    const mine = await device.call('appointments.mine', {});
    if (!mine?.ok) return [];
    invariants.shown(device, mine.value);
    return mine.value.upcoming;
  }

  async function act(): Promise<void> {
    const visits = await look();
    const dice = chance.next();
    const commandId = newId();
    if (visits.length === 0 || dice < 0.5) return book();
    const { id: appointmentId } = chance.one(visits);
    if (dice < 0.7) return make('appointments.cancel', { commandId, appointmentId, reason: 'plans', comment: null });
    if (dice < 0.85) {
      const times = freeTimes();
      return times.length === 0 ? undefined : make('appointments.move', { commandId, appointmentId, slotId: chance.one(times).id, holdId: null });
    }
    return make('checkIn.arrive', { commandId, appointmentId });
  }

  async function visit(): Promise<void> {
    if (!device.isOn()) device.start();
    if (device.signedIn() === null) {
      const { login } = chance.one(people);
      const answer = await device.call('identity.signIn', { login, password: 'a password' });
      tell(`somebody ${answer?.ok ? 'signs in' : 'cannot sign in'}`);
      if (!answer?.ok) return;
    }
    for (let left = 1 + chance.below(4); left > 0 && device.signedIn() !== null; left -= 1) await act();
    await look();
    const leaves = device.wire.state() === 'whole' ? 0.6 : 0.03;
    if (device.signedIn() !== null && chance.is(leaves)) {
      await device.stop();
      device.start();
      invariants.disk(device);
    }
  }

  /** In the evening most of them are switched off until somebody comes in the morning. */
  async function lock(): Promise<void> {
    if (device.isOn() && !chance.is(0.15)) await device.stop();
  }

  function next(): void {
    const hours = hourOfDay(kernel.now());
    const wait = hours >= 20 || hours < 7 ? 30 * minute + chance.below(120 * minute) : 2 * minute + chance.below(25 * minute);
    kernel.after(wait, () => {
      if (isOver()) return;
      const isNight = hourOfDay(kernel.now()) >= 20 || hourOfDay(kernel.now()) < 7;
      void (isNight ? lock() : visit()).then(next);
    });
  }

  return { start: next };
}

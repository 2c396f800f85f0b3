import { book } from '../../clinic-server/scheduling/book.ts';
import { FhirRefusal } from '../../clinic-server/fhir/refusal.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Chance } from '../lanes/chance.ts';
import type { Clinic } from './clinic.ts';
import type { Backup } from './clinicDatabase.ts';
import type { Person } from './clinicPapers.ts';
import type { Policy } from './clinicOperations.ts';
import type { SimDevice } from './device.ts';
import type { FaultKind, Faults } from './faults.ts';
import type { Invariants } from './invariants.ts';
import type { Kernel } from './kernel.ts';
import type { Breakage } from './line.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

interface Needs {
  readonly kernel: Kernel;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly clinic: Clinic;
  readonly devices: readonly SimDevice[];
  readonly invariants: Invariants;
  /** People who only telephone. What they were told is in no device's journal. */
  readonly callers: readonly Person[];
  readonly office: Id;
  readonly policy: Policy;
  readonly newId: () => Id;
  readonly tell: (who: string, what: string) => void;
  readonly isOver: () => boolean;
}

/** What goes wrong by itself, and what the clinic does with its own times meanwhile. */
export function startMishaps({ kernel, chance, faults, clinic, devices, invariants, callers, office, policy, newId, tell, isOver }: Needs): void {
  /** Again and again, so many times a day on the average. */
  function often(kind: FaultKind, happen: () => void): void {
    const rate = faults.timesADay(kind);
    if (rate === 0) return;
    const next = (): void =>
      void kernel.after((day / rate) * (0.2 + 1.6 * chance.next()), () => {
        if (isOver()) return;
        happen();
        next();
      });
    next();
  }

  function startAgain(device: SimDevice): void {
    kernel.after(5_000 + chance.below(10 * minute), () => {
      if (isOver() || device.isOn()) return;
      device.start();
      invariants.disk(device);
    });
  }

  for (const device of devices) {
    const { name, wire } = device;
    often('partition', () => {
      if (wire.state() !== 'whole') return;
      const kind = chance.one<Breakage>(['cut', 'silent', 'deaf']);
      const lasts = chance.is(0.15) ? hour * (4 + chance.below(44)) : 5_000 + chance.below(hour);
      faults.count('partition');
      tell(name, `its line is ${kind} for ${Math.round(lasts / minute)} minutes`);
      wire.set(kind);
      kernel.after(lasts, () => wire.set('whole'));
    });
    often('crash', () => {
      if (!device.isOn()) return;
      faults.count('crash');
      tell(name, 'breaks down');
      device.crash();
      startAgain(device);
    });
    often('restart', () => {
      if (!device.isOn()) return;
      faults.count('restart');
      void device.stop();
      startAgain(device);
    });
    often('clockJump', () => {
      const by = (chance.is(0.3) ? 400 * day : 3 * hour) * (2 * chance.next() - 1);
      faults.count('clockJump');
      tell(name, `its clock jumps by ${Math.round(by / minute)} minutes`);
      device.jumpClock(Math.round(by));
    });
    often('diskFull', () => {
      tell(name, 'its disk is full');
      device.fillDisk();
      kernel.after(5 * minute + chance.below(2 * hour), () => {
        tell(name, 'its disk has room again');
        device.freeDisk();
      });
    });
  }

  often('serverRestart', () => {
    if (!clinic.isUp()) return;
    faults.count('serverRestart');
    clinic.stop();
    devices.forEach(({ wire }) => wire.hangUp());
    kernel.after(2_000 + chance.below(20 * minute), () => clinic.start());
  });

  let backups: Backup[] = [];
  function backUp(): void {
    if (isOver()) return;
    backups = [...backups.slice(-2), clinic.backup()];
    kernel.after(4 * hour, backUp);
  }
  backUp();
  often('restore', () => {
    if (backups.length === 0) return;
    const backup = chance.one(backups);
    faults.count('restore');
    tell('clinic', `is restored from a backup ${Math.round((kernel.now() - backup.at) / minute)} minutes old`);
    clinic.restore(backup);
    // Backups of a history that is over are not put back any more: see docs/simulation.md.
    backups = [];
    devices.forEach(({ wire }) => wire.hangUp());
  });

  /** The clinic's own hands: a time is closed, opened, taken out of the schedule, or given to somebody on the telephone. */
  async function ownHands(): Promise<void> {
    const now = kernel.now() as Instant;
    // A clinic that has been restored and does not know yet what it has promised leaves its times alone.
    if (clinic.isClosed()) return;
    const coming = [...clinic.database.tables().slots.values()].filter(({ startsAt }) => startsAt > now);
    if (coming.length === 0) return;
    const slot = chance.one(coming);
    const dice = chance.next();
    await clinic
      .change(async ({ store, tables }) => {
        if (tables.removed.has(slot.id)) return;
        const isFree = !tables.occupants.has(slot.id);
        if (dice < 0.5) {
          const paper = { number: null, created: now, signIn: null };
          await book(store, { appointment: newId(), slot: slot.id, patient: chance.one(callers).id, device: office, holdId: null, startsAt: null, paper }, policy, now);
        } else if (dice < 0.7) tables.slots.set(slot.id, { ...slot, status: slot.status === 'busy-unavailable' && isFree ? 'free' : 'busy-unavailable' });
        else if (dice < 0.8 && isFree) tables.removed.set(slot.id, true);
      })
      .catch((error: unknown) => {
        if (!(error instanceof FhirRefusal)) throw error;
      });
  }
  function goOn(): void {
    kernel.after(20 * minute + chance.below(hour), () => {
      if (isOver()) return;
      void (clinic.isUp() ? ownHands() : Promise.resolve()).then(goOn);
    });
  }
  goOn();
}

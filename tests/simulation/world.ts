import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SlotFacts } from '../../clinic-server/scheduling/slotStore.ts';
import type { DeviceRecord } from '../../backend/sync/deviceRecord.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { createChance, type Chance } from '../lanes/chance.ts';
import { createClinic, type Clinic, type Message } from './clinic.ts';
import type { Setting } from './clinicPapers.ts';
import { createSimDevice, type SimDevice } from './device.ts';
import { createFaults, type FaultKind } from './faults.ts';
import { createHistory } from './history.ts';
import { createInvariants } from './invariants.ts';
import { createKernel } from './kernel.ts';
import { createWire } from './line.ts';
import { startMishaps } from './mishaps.ts';
import { createWorkload } from './workload.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly days: number;
  readonly devices: number;
  readonly faults: readonly FaultKind[];
}

export interface WorldOutcome {
  /** Null: everything held. */
  readonly violation: string | null;
  readonly hash: string;
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly events: number;
  readonly commands: number;
  readonly applied: number;
  readonly refused: number;
  /** Bookings on a lease. */
  readonly onLease: number;
  readonly history: readonly string[];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Midnight in Moscow before Monday, 23 November 2026. */
const beginning = Date.UTC(2026, 10, 22, 21);
const policy = { changeableHours: 3, maxActiveVisits: 12, holdSeconds: 180 };
/** I5: the time in which a queue has to be empty once nothing is in the way. */
const drainedWithin = 2 * minute;

/** A request in a few words: the operation, and the first letters of the visit and of the time it is about. */
function what({ path, body }: Message): string {
  const ids = JSON.stringify([path, body]).matchAll(/"id":"(\w{4})|(?:Appointment|Slot)\/(\w{4})/g);
  const ground = /"name":"(lease|word)"/.exec(JSON.stringify(body))?.[1];
  return [path.split('/').at(-1), ...[...ids].map(([, a, b]) => a ?? b), ...(ground ? [`by its ${ground}`] : [])].join(' ');
}

/** Random UUIDs (version 4) of a seed. */
function idsFrom(chance: Chance): () => Id {
  return () => {
    const hex = chance.bytes(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
}

/** One clinic, its devices, and so many days in which everything goes wrong; then everything is mended, and it has to come right. */
export async function runWorld({ seed, days, devices: deviceCount, faults: on }: WorldOptions): Promise<WorldOutcome> {
  const kernel = createKernel(beginning);
  const history = createHistory(kernel.now);
  const chanceOf = (salt: number): Chance => createChance(Math.imul(seed, 0x9e3779b1) + salt * 7_919);
  const faults = createFaults(Math.imul(seed, 0x85ebca6b) + 1, on);
  const newId = idsFrom(chanceOf(1));
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kabinet-simulation-'));
  let violation: string | null = null;
  let isHealing = false;

  const doctors = Array.from({ length: 2 }, () => ({ roleId: newId(), practitionerId: newId(), scheduleId: newId() }));
  const people = Array.from({ length: 3 * deviceCount }, (_, index) => ({ id: newId(), login: `person${index}@example.org` }));
  const callers = Array.from({ length: 4 }, (_, index) => ({ id: newId(), login: `caller${index}@example.org` }));
  // After a restore, what was done at one device about a visit made at another is not told again in one order: in such a world everybody
  // keeps to one kiosk. See docs/simulation.md.
  const isRestored = on.includes('restore');
  const peopleOf = (index: number): typeof people => (isRestored ? people.slice(3 * index, 3 * index + 3) : people);
  const slotDoctors = new Map<Id, number>();
  const setting: Setting = { office: newId(), room: newId(), doctors, people: [...people, ...callers], doctorOf: (slot) => slotDoctors.get(slot) ?? 0 };

  const broken = (rule: string, what: string): void => {
    history.tell(rule, what);
    violation ??= `${rule}: ${what}`;
  };
  const devices: SimDevice[] = [];
  const invariants = createInvariants({ clinic: () => clinic, devices: () => devices, now: kernel.now, broken });
  const recordOf = (index: number): object => ({
    ...{ deviceId: devices[index]?.id ?? '', deviceCode: `К${index + 1}`, profile: 'kiosk', officeId: setting.office, clinicName: { ru: 'Клиника', en: null }, clinicPhone: '+7', denyKey: clinic.denyKey },
    policy: { idleSeconds: 60, warnSeconds: 20, ...policy, holdSecondsLonger: 2 * policy.holdSeconds },
  });
  const clinic: Clinic = createClinic(
    {
      ...{ kernel, faults, newId, setting, policy, chance: chanceOf(2), tell: (what) => history.tell('clinic', what) },
      devices: () => devices.map(({ id }) => id),
      deviceRecord: (id) => recordOf(devices.findIndex((device) => device.id === id)),
      nudge: () => devices.forEach(({ wire }) => wire.nudge()),
    },
    {
      ...invariants.watch,
      decided(message, verdict) {
        history.tell('clinic', `${message.who} ${what(message)} ${verdict.refusal ?? verdict.status}${verdict.again ? ' again' : ''}`);
        invariants.watch.decided(message, verdict);
      },
    },
  );

  await clinic.change(async ({ tables }) => {
    for (const [doctor] of doctors.entries())
      for (let ahead = 0; ahead < days + 3; ahead += 1)
        for (let at = beginning + ahead * day + 9 * hour; at < beginning + ahead * day + 15 * hour; at += 30 * minute) {
          const slot: SlotFacts = { id: newId(), startsAt: (at + doctor * 10 * minute) as Instant, endsAt: (at + (doctor * 10 + 30) * minute) as Instant, status: 'free' };
          slotDoctors.set(slot.id, doctor);
          tables.slots.set(slot.id, slot);
        }
  });
  for (const { roleId, practitionerId, scheduleId } of doctors) [`Practitioner/${practitionerId}`, `PractitionerRole/${roleId}`, `Schedule/${scheduleId}`].forEach((name) => clinic.database.publish(name, null));
  [setting.office, setting.room].forEach((id) => clinic.database.publish(`Location/${id}`, null));
  setting.people.forEach(({ id }) => clinic.database.publish(`Patient/${id}`, id));

  for (let index = 0; index < deviceCount; index += 1) {
    const [id, name, chance] = [newId(), `К${index + 1}`, chanceOf(10 + index)];
    const tell = (what: string): void => history.tell(name, what);
    const wire = createWire({ device: id, who: name, kernel, chance: chanceOf(1_000 + index), faults, clinic: () => clinic });
    const record: DeviceRecord = {
      ...{ deviceId: id, code: name, profile: 'kiosk', officeId: setting.office, clinic: { ru: 'Клиника', en: null }, phone: '+7', denyKey: clinic.denyKey },
      policy: { idleSeconds: 60, warnSeconds: 20, ...policy, holdSecondsLonger: 2 * policy.holdSeconds },
    };
    const device = createSimDevice({ id, name, record, folder, kernel, faults, wire, chance, newId: idsFrom(chanceOf(2_000 + index)), tell, broken: (what) => broken('bug', `${name} ${what}`) });
    devices.push(device);
    createWorkload({ kernel, device, people: peopleOf(index), invariants, newId: idsFrom(chanceOf(3_000 + index)), tell, isOver: () => isHealing }).start();
  }
  try {
    devices.forEach((device) => device.start());
    startMishaps({ kernel, faults, clinic, devices, invariants, callers, office: setting.office, policy, newId, chance: chanceOf(3), tell: history.tell, isOver: () => isHealing });
    const isOver = (): boolean => violation !== null;
    await kernel.runUntil(beginning + days * day, isOver);
    await heal(isOver);
  } finally {
    devices.forEach((device) => device.dispose());
    rmSync(folder, { recursive: true, force: true });
  }
  const { commands, applied, refused, onLease } = invariants.figures();
  return { violation, hash: history.hash(), faults: faults.counts(), events: kernel.events(), commands, applied, refused, onLease, history: history.last(400) };

  async function heal(isOver: () => boolean): Promise<void> {
    history.tell('world', 'everything is mended');
    isHealing = true;
    faults.heal();
    if (!clinic.isUp()) clinic.start();
    for (const device of devices) {
      device.wire.set('whole');
      device.freeDisk();
      if (!device.isOn()) device.start();
    }
    await kernel.runUntil(kernel.now() + drainedWithin, isOver);
    if (isOver()) return;
    invariants.drained();
    // The longest that a device with nudges waits between two looks.
    await kernel.runUntil(kernel.now() + 2 * minute, isOver);
    if (isOver()) return;
    devices.forEach((device) => invariants.disk(device));
    invariants.allPlacesTaken();
    invariants.sameTimes();
    for (const [index, device] of devices.entries()) void comparePatient(device, people[index % people.length]?.login ?? '');
    await kernel.runUntil(kernel.now() + minute, isOver);
  }

  async function comparePatient(device: SimDevice, login: string): Promise<void> {
    if (device.signedIn() === null) await device.call('identity.signIn', { login, password: 'a password' });
    const mine = await device.call('appointments.mine', {});
    if (mine?.ok) invariants.sameVisits(device, mine.value);
    else broken('I4', `${device.name} cannot show a patient their visits`);
  }
}

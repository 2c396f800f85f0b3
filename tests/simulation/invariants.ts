import type { Id } from '../../shared/lib/ids.ts';
import type { Output } from '../../shared/contract.ts';
import type { Visit } from '../../clinic-server/scheduling/slotStore.ts';
import type { Clinic, ClinicWatch, Message } from './clinic.ts';
import type { SimDevice } from './device.ts';

/** A command as somebody made it at a screen. */
export interface Made {
  readonly commandId: Id;
  readonly channel: string;
  readonly device: Id;
  readonly patient: Id;
  readonly appointment: Id;
}

interface Needs {
  readonly clinic: () => Clinic;
  readonly devices: () => readonly SimDevice[];
  readonly now: () => number;
  /** The promise that did not hold, with its number in docs/simulation.md. */
  readonly broken: (rule: string, what: string) => void;
}

interface Entry {
  readonly state: string;
  readonly refusal: string | null;
}

const stands = ({ status }: Visit): boolean => status !== 'cancelled' && status !== 'noshow';
const overlap = (a: Visit, b: Visit): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;

/** What must hold whatever happens; each is looked at after every step that could break it. */
export function createInvariants({ clinic, devices, now, broken }: Needs) {
  const made = new Map<Id, Made>();
  /** By device and visit, in the order in which they were made. */
  const byVisit = new Map<string, Made[]>();
  const promised = new Set<Id>();
  /** Bookings that were told to be sure at once, by a lease. */
  const sure = new Set<Id>();
  const leased = new Map<Id, Id>();
  /** Every word the server ever said about a key, over all histories. */
  const verdicts = new Map<Id, { epoch: string; status: number; refusal: string | null }>();
  const confirmed = new Set<Id>();
  const holds = new Map<Id, { readonly device: Id; readonly expiresAt: number }>();
  const figures = { commands: 0, applied: 0, refused: 0, onLease: 0, checks: 0 };

  const entryOf = (device: SimDevice, commandId: Id): Entry | undefined => device.read<Entry>('SELECT state, refusal FROM outbox WHERE command_id = $commandId', { commandId })[0];
  const deviceOf = (id: Id): SimDevice | undefined => devices().find((device) => device.id === id);
  const visitKey = ({ device, appointment }: Made): string => `${device} ${appointment}`;

  function inOrder(message: Message, command: Made): void {
    for (const earlier of byVisit.get(visitKey(command)) ?? []) {
      if (earlier.commandId === command.commandId) return;
      if (clinic().database.tables().answered.has(earlier.commandId)) continue;
      const device = deviceOf(message.device);
      const entry = device && entryOf(device, earlier.commandId);
      // Never committed, or refused in a history that is over: nothing builds on those.
      if (entry === undefined || entry.state === 'refused') continue;
      broken('I6', `${message.who} has sent ${command.channel} before the ${earlier.channel} it builds on`);
    }
  }

  function oneVisit(slot: Id, owner: Id | null): void {
    const there = [...clinic().database.tables().visits.values()].filter((visit) => visit.slot === slot && stands(visit));
    const names = there.map(({ id, status }) => `${id.slice(0, 4)} ${status}`).join(', ') || 'none';
    if (there.length > 1) broken('I3', `one time, ${slot.slice(0, 4)}, was given to two visits: ${names}`);
    if ((there[0]?.id ?? null) !== owner) broken('I3', `time ${slot.slice(0, 4)} is that of ${owner?.slice(0, 4) ?? 'nobody'}, and visits at it: ${names}`);
  }

  const watch: ClinicWatch = {
    decided(message, { status, refusal, again }) {
      const key = message.key ?? '';
      const before = verdicts.get(key);
      const epoch = clinic().epoch();
      if (before?.epoch === epoch && (before.status !== status || before.refusal !== refusal)) broken('I2', `one key of ${message.who} was answered ${before.refusal ?? before.status} and then ${refusal ?? status}`);
      verdicts.set(key, { epoch, status, refusal });
      if ((clinic().database.tables().effects.get(key) ?? 0) > 1) broken('I2', `a request of ${message.who} has had its effect twice`);
      const command = made.get(key);
      if (!command) return;
      if (status < 300 && command.channel === 'appointments.book') confirmed.add(command.appointment);
      if (again) return;
      figures[status < 300 ? 'applied' : 'refused'] += 1;
      inOrder(message, command);
      if (status >= 400 && sure.has(key) && !isGivenUp(command) && isAhead(deviceOf(message.device), key)) broken('O2', `a booking that was confirmed by a lease is refused: ${refusal ?? status}`);
    },
    committed({ slots, visits, by }) {
      figures.checks += 1;
      const tables = clinic().database.tables();
      for (const slot of slots) {
        const occupant = tables.occupants.get(slot);
        const owner = occupant?.kind === 'appointment' ? occupant.appointment : null;
        // After a restore a visit may stand beside the one that has its time until its cancelling, or moving, has been told again.
        if (tables.leases.ordinal === 1) oneVisit(slot, owner);
        const held = holds.get(slot);
        if (held && held.expiresAt > now() && owner !== null && by !== held.device) broken('S3', 'a time was taken that was being kept for another device');
        const lessee = leased.get(slot);
        if (lessee !== undefined && owner !== null && by !== lessee) broken('O2', 'a time was taken that is another device’s alone to give out');
        if (occupant?.kind === 'lease') leased.set(slot, occupant.device);
        else leased.delete(slot);
        if (occupant?.kind === 'hold') holds.set(slot, occupant);
        else holds.delete(slot);
      }
      for (const id of visits) {
        const visit = tables.visits.get(id);
        if (!visit || !stands(visit)) continue;
        const occupant = tables.occupants.get(visit.slot);
        if (visit.status === 'booked' && !(occupant?.kind === 'appointment' && occupant.appointment === id)) broken('I3', 'a visit was given a time that it does not have');
        if (tables.doubled.has(id)) continue;
        const others = [...tables.visits.values()].filter((other) => other.id !== id && other.patient === visit.patient && stands(other) && !tables.doubled.has(other.id));
        if (others.some((other) => overlap(other, visit))) broken('I3', 'one patient is in two visits at once');
      }
    },
    restored() {
      holds.clear();
      leased.clear();
    },
  };

  return {
    watch,
    figures: () => ({ ...figures }),
    /** Before the call: whether it is committed is not known if the device breaks down within it. */
    tried(command: Made): void {
      made.set(command.commandId, command);
      byVisit.set(visitKey(command), [...(byVisit.get(visitKey(command)) ?? []), command]);
    },
    /** The screen has said that it is done. */
    acknowledged(commandId: Id): void {
      figures.commands += 1;
      promised.add(commandId);
    },
    /** The screen has said that it is sure. */
    promised(device: SimDevice, commandId: Id, slot: Id): void {
      figures.onLease += 1;
      sure.add(commandId);
      if (!clinic().wasLeased(device.id, slot)) broken('O2', `${device.name} has confirmed a time it was never given`);
    },
    /** After every start, and at the end. */
    disk(device: SimDevice): void {
      const kept = new Set(device.read<{ id: Id }>('SELECT command_id AS id FROM outbox').map(({ id }) => id));
      for (const id of promised) if (made.get(id)?.device === device.id && !kept.has(id)) broken('I1', `${device.name} has lost a command it had acknowledged`);
      const orphans = device.read('SELECT 1 FROM visit_request WHERE command_id NOT IN (SELECT command_id FROM outbox)');
      if (orphans.length > 0) broken('I1', `${device.name} has a request that will never be sent`);
      const [chain] = device.read<{ count: number; last: number | null }>('SELECT count(*) AS count, max(position) AS last FROM audit');
      const [written] = device.read<{ count: number }>(`SELECT count(*) AS count FROM audit WHERE action IN ('appointments.book', 'appointments.cancel', 'appointments.move', 'checkIn.arrive')`);
      const [queued] = device.read<{ seq: number }>(`SELECT seq FROM sqlite_sequence WHERE name = 'outbox'`);
      if (chain && chain.count !== (chain.last ?? 0)) broken('I7', `${device.name} has a gap in its record of who did what`);
      if ((queued?.seq ?? 0) !== (written?.count ?? 0)) broken('I7', `${device.name} has a command without its record, or a record without its command`);
    },
    /** What a screen shows is what is known. */
    shown(device: SimDevice, { upcoming }: Output<'appointments.mine'>): void {
      for (const visit of upcoming) {
        if ((visit.status === 'booked' || visit.status === 'arrived') && !confirmed.has(visit.id) && !isSure(visit.id) && !clinic().database.tables().visits.has(visit.id)) broken('I11', `${device.name} shows a visit as confirmed that the clinic has never heard of`);
      }
      for (const id of promised) {
        const command = made.get(id);
        if (command?.channel !== 'appointments.book' || command.device !== device.id || command.patient !== device.signedIn()) continue;
        const entry = entryOf(device, id);
        const visit = upcoming.find((one) => one.id === command.appointment);
        const isOpen = entry?.state === 'queued' || entry?.state === 'sent';
        if (isOpen && visit?.status !== 'sending' && visit?.status !== undefined && !confirmed.has(command.appointment) && !sure.has(id)) broken('I11', `${device.name} shows as ${visit.status} what nobody has confirmed`);
      }
    },
    /** I5: nothing waits any more, and nothing was given up. I1, I8: what the device believes is what the server has said. */
    drained(): void {
      for (const device of devices()) {
        const open = device.read<{ channel: string; state: string; refusal: string | null }>(`SELECT channel, state, refusal FROM outbox WHERE state IN ('queued', 'sent', 'aside')`);
        for (const { channel, state, refusal } of open) broken('I5', `${device.name} still has a ${channel}: ${state} ${refusal ?? ''}`);
        const settled = device.read<{ id: Id; state: string; refusal: string | null; channel: string }>(`SELECT command_id AS id, state, refusal, channel FROM outbox WHERE state IN ('applied', 'refused')`);
        for (const { id, state, refusal, channel } of settled) {
          const answer = clinic().database.tables().answered.get(id);
          if (state === 'applied' && !(answer && answer.status < 300)) broken('I1', `${device.name} takes a ${channel} for done that the clinic ${answer ? `has refused: ${answer.refusal ?? ''}` : 'does not know'}`);
          if (state === 'refused' && (verdicts.get(id)?.refusal ?? null) !== refusal) broken('I8', `${device.name} shows a ${channel} as refused (${refusal ?? ''}) and the clinic has said ${verdicts.get(id)?.refusal ?? verdicts.get(id)?.status ?? 'nothing'}`);
        }
      }
    },
    /** Also after a restore everybody has in the end the one time he has, and no time is kept for somebody who never comes. */
    allPlacesTaken(): void {
      const { occupants, slots } = clinic().database.tables();
      for (const { id: slot, startsAt } of slots.values()) {
        // Of a time that has begun nothing is claimed any more.
        if (startsAt <= now()) continue;
        const occupant = occupants.get(slot);
        oneVisit(slot, occupant?.kind === 'appointment' ? occupant.appointment : null);
      }
      if (clinic().isClosed()) broken('I5', 'the restored clinic never opens');
    },
    /** I4: every device shows the clinic's times as they are. */
    sameTimes(): void {
      const { slots, removed } = clinic().database.tables();
      const theirs = [...slots.values()].filter(({ id }) => !removed.has(id)).map(({ id, status, startsAt, endsAt }) => `${id} ${status} ${startsAt} ${endsAt}`).toSorted();
      for (const device of devices()) {
        const ours = device.read<{ line: string }>(`SELECT id || ' ' || status || ' ' || starts_at || ' ' || ends_at AS line FROM slot ORDER BY id`).map(({ line }) => line).toSorted();
        const differ = theirs.filter((line, index) => line !== ours[index]);
        if (ours.length !== theirs.length || differ.length > 0) broken('I4', `${device.name} shows ${differ.length} of ${theirs.length} times otherwise than the clinic has them (${ours.length} times)`);
      }
    },
    /** I4, for the patient in front of the device; and I8: a refusal they have not seen yet is still to be seen. */
    sameVisits(device: SimDevice, { patientId, upcoming }: Output<'appointments.mine'>): void {
      const theirs = [...clinic().database.tables().visits.values()].filter(({ patient }) => patient === patientId).map(({ id, status, startsAt }) => `${id} ${status} ${startsAt}`).toSorted();
      const ours = device.read<{ line: string }>(`SELECT id || ' ' || status || ' ' || starts_at AS line FROM appointment ORDER BY id`).map(({ line }) => line).toSorted();
      if (ours.join('\n') !== theirs.join('\n')) broken('I4', `${device.name} shows ${ours.length} visits of a patient otherwise than the clinic has them (${theirs.length})`);
      for (const command of made.values()) {
        if (command.channel !== 'appointments.book' || command.device !== device.id || command.patient !== patientId || entryOf(device, command.commandId)?.state !== 'refused') continue;
        const visit = upcoming.find(({ id }) => id === command.appointment);
        if (visit === undefined && isAhead(device, command.commandId)) broken('I8', `${device.name} says nothing of a booking that was refused`);
      }
    },
  };

  /** Of a visit that was cancelled or moved since nobody relies on the first time any more. */
  function isGivenUp(command: Made): boolean {
    return [...made.values()].some(({ appointment, channel }) => appointment === command.appointment && (channel === 'appointments.cancel' || channel === 'appointments.move'));
  }

  function isSure(appointment: Id): boolean {
    return [...sure].some((id) => made.get(id)?.appointment === appointment);
  }

  /** Whether the time a request asks for has still to come. */
  function isAhead(device: SimDevice | undefined, commandId: Id): boolean {
    const [row] = device?.read<{ startsAt: number }>('SELECT starts_at AS startsAt FROM visit_request WHERE command_id = $commandId', { commandId }) ?? [];
    return row !== undefined && row.startsAt > now();
  }
}

export type Invariants = ReturnType<typeof createInvariants>;

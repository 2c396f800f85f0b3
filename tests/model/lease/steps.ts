import type { Bounds, Rules } from './rules.ts';
import { backUp, exclude, handle, restore, revoke, type Handled, type Reply } from './server.ts';
import { identityOf, isExempt, newDevice, replaced, replicas, type Answer, type Booking, type Device, type Identity, type Replica, type Request, type Side, type World } from './world.ts';

export interface Step {
  readonly label: string;
  readonly next: World;
  /** A promise that was broken by this very step. */
  readonly broken: string | null;
}

const names = ['A', 'B', 'A’s clone'] as const;
const identities: readonly Identity[] = [0, 1];

function withSide(world: World, replica: Replica, slot: number, side: Side): World {
  const device = world.devices[replica];
  return device ? { ...world, devices: replaced(world.devices, replica, { ...device, sides: replaced(device.sides, slot, side) }) } : world;
}

const unsettled = ({ booking }: Side): boolean => booking !== null && (booking.answer === 'queued' || booking.cancel === 'queued');

/** What a device would send now, the oldest entry of a time first. */
export function sendable(world: World, replica: Replica, rules: Rules): Request[] {
  const device = world.devices[replica];
  if (!device) return [];
  const { epoch } = device;
  const own = device.sides.flatMap((side, slot): Request[] => {
    const { lease, returning, booking } = side;
    const head: Request[] = [];
    if (booking?.answer === 'queued') head.push({ kind: 'book', from: replica, epoch, slot, by: booking.by, lease: booking.lease, word: booking.word });
    else if (booking?.cancel === 'queued') head.push({ kind: 'cancel', from: replica, epoch, slot, by: booking.by });
    if (returning > 0) head.push({ kind: 'return', from: replica, epoch, slot, id: returning });
    // Without the rule it is sent while the device still has it.
    if (!rules.dropBeforeReturn && lease > 0 && !(rules.entriesComeFirst && unsettled(side))) head.push({ kind: 'return', from: replica, epoch, slot, id: lease });
    return head;
  });
  if (!device.reportDue) return own;
  const claims = device.sides.map(({ booking }) => (booking?.told && booking.cancel === null ? { by: booking.by, word: booking.word } : null));
  const report: Request = { kind: 'report', from: replica, epoch, leases: device.sides.map(({ lease }) => lease), claims };
  return rules.reportFirst ? [report] : [...own, report];
}

/** A lease for a time this device has nothing open on. */
export function askable(world: World, replica: Replica, rules: Rules): Request[] {
  const device = world.devices[replica];
  if (!device || (device.reportDue && rules.reportFirst)) return [];
  return device.sides.flatMap((side, slot): Request[] => {
    const busy = side.lease > 0 || side.returning > 0 || (rules.entriesComeFirst && unsettled(side));
    return busy ? [] : [{ kind: 'ask', from: replica, epoch: device.epoch, slot }];
  });
}

/** Another history of the server: what it had settled may be forgotten there, so all of it is sent again, cancellations included. */
function learnEpoch(device: Device, epoch: number, rules: Rules): Device {
  const again = (answer: Answer): Answer => (answer === 'applied' && rules.settledSentAgain ? 'queued' : answer);
  const sides = device.sides.map((side) => ({ ...side, booking: side.booking && { ...side.booking, answer: again(side.booking.answer), cancel: side.booking.cancel && again(side.booking.cancel) } }));
  return { epoch, reportDue: true, sides };
}

/** What the device makes of the server's answer, in one transaction of its own. */
export function answered(world: World, request: Request, reply: Reply, rules: Rules): World {
  const device = world.devices[request.from];
  if (!device || reply.kind === 'later') return world;
  const put = (next: Device): World => ({ ...world, devices: replaced(world.devices, request.from, next) });
  if (reply.kind === 'newEpoch') return put(learnEpoch(device, world.server.epoch, rules));
  if (request.kind === 'report') {
    const settled = (side: Side): Side => (side.booking && !rules.entryWaitsForItsAnswer ? { ...side, booking: { ...side.booking, answer: 'applied' } } : side);
    return put({ ...device, reportDue: false, sides: device.sides.map(settled) });
  }
  const side = device.sides[request.slot];
  if (!side) return world;
  const sideNow = (now: Side): World => withSide(world, request.from, request.slot, now);
  if (request.kind === 'ask') return reply.kind === 'lease' ? sideNow({ ...side, lease: reply.id }) : world;
  if (request.kind === 'return') return sideNow({ ...side, returning: 0, lease: side.lease === request.id ? 0 : side.lease });
  const { booking } = side;
  if (booking === null) return world;
  const answer: Answer = reply.kind === 'outcome' ? reply.outcome : 'aside';
  if (request.kind === 'cancel') return sideNow({ ...side, booking: { ...booking, cancel: answer } });
  const word = booking.word === 0 && reply.kind === 'outcome' ? reply.word : booking.word;
  return sideNow({ ...side, booking: { ...booking, answer, word, told: booking.told || answer === 'applied' } });
}

/** I1, per device: a booking somebody relies on is refused only if its own device was revoked, excluded or cloned, and never without a case. */
function promiseBroken(before: World, { world, broke }: Handled, request: Request): string | null {
  if (broke === null || request.kind !== 'book') return null;
  const holders = before.devices.flatMap((device) => device?.sides[request.slot]?.booking ?? []).filter((booking) => booking.by === broke && booking.told && booking.cancel === null);
  if (holders.length === 0) return null;
  if (!isExempt(world, identityOf(request.from))) return `a booking of ${names[broke]} that was confirmed is refused`;
  return world.server.database.places[request.slot]?.cases[broke] ? null : `a booking of ${names[broke]} ends without a case`;
}

/** A request with its answer, with its answer lost, and one that its sender has given up and that is still on its way. */
function sent(world: World, request: Request, what: string, rules: Rules, bounds: Bounds): Step[] {
  const handled = handle(world, request, rules);
  const broken = promiseBroken(world, handled, request);
  const who = names[request.from];
  const steps: Step[] = [
    { label: `${who} ${what}; the server says ${worded(handled.reply)}`, next: answered(handled.world, request, handled.reply, rules), broken },
    { label: `${who} ${what}; the server has it, and its answer (${worded(handled.reply)}) is lost`, next: handled.world, broken },
  ];
  if (bounds.late && world.late === null) steps.push({ label: `${who} ${what}; it is late`, next: { ...world, late: request }, broken: null });
  return steps;
}

const worded = (reply: Reply): string => (reply.kind === 'lease' ? `lease ${reply.id}` : reply.kind === 'outcome' ? reply.outcome : { newEpoch: 'new epoch', later: 'later', noLease: 'no', done: 'done', aside: 'set aside' }[reply.kind]);

function said(request: Request): string {
  const at = 'slot' in request && request.slot > 0 ? ' of the second time' : '';
  switch (request.kind) {
    case 'ask':
      return `asks for the lease${at}`;
    case 'return':
      return `gives lease ${request.id}${at} back`;
    case 'report':
      return `reports leases [${request.leases.join(', ')}] and bookings [${request.claims.map((claim) => (claim === null ? '–' : names[claim.by])).join(', ')}]`;
    case 'book':
      return `sends its booking${at}${request.lease > 0 ? ` on lease ${request.lease}` : ''}${request.lease === 0 && request.word > 0 ? ', confirmed before' : ''}`;
    case 'cancel':
      return `sends its cancellation${at}`;
  }
}

/** What people do at a device, without a line. */
function byHand(world: World, replica: Replica, rules: Rules, bounds: Bounds): Step[] {
  const device = world.devices[replica];
  if (!device) return [];
  const who = names[replica];
  return device.sides.flatMap((side, slot): Step[] => {
    const { lease, returning, booking } = side;
    const at = slot > 0 ? ' the second time' : '';
    const steps: Step[] = [];
    const make = (label: string, now: Side) => steps.push({ label: `${who} ${label}`, next: withSide(world, replica, slot, now), broken: null });
    if (booking === null) {
      const fresh = (on: number): Booking => ({ by: replica, lease: on, answer: 'queued', told: on > 0, word: on, cancel: null });
      if (lease > 0) make(`books${at} on lease ${lease}: confirmed`, { lease: 0, returning, booking: fresh(lease) });
      else make(`books${at} without a lease: «ожидает»`, { ...side, booking: fresh(0) });
    }
    if (bounds.cancel && booking !== null && booking.cancel === null && booking.answer !== 'refused' && booking.answer !== 'aside')
      make(`cancels${at}`, { ...side, booking: { ...booking, cancel: 'queued' } });
    if (rules.dropBeforeReturn && lease > 0 && returning === 0 && !(rules.entriesComeFirst && unsettled(side))) make(`drops lease ${lease}${at}`, { ...side, lease: 0, returning: lease });
    return steps;
  });
}

function byAdministrator(world: World, rules: Rules, bounds: Bounds): Step[] {
  const { server, devices } = world;
  const steps: Step[] = [];
  const add = (label: string, next: World) => steps.push({ label, next, broken: null });
  // The last backup before the restore is the only one that matters.
  if (bounds.restore && server.epoch === 0 && server.backup === null) add('a backup is made', backUp(world));
  // What is late from before has no effect after: it need not be carried along.
  if (bounds.restore && server.backup !== null) add('the server is restored from it', restore(rules.epochChecked ? { ...world, late: null } : world, rules));
  for (const identity of identities) {
    if (bounds.revoke && !server.revoked[identity]) add(`${names[identity]} is revoked`, revoke(world, identity, rules));
    if (bounds.exclude && server.closed && !server.excluded[identity] && !server.reported[identity]) add(`the server is to open without ${names[identity]}`, exclude(world, identity, rules));
  }
  if (bounds.clone && devices[2] === null) add('A’s disk is copied: there are two of it', { ...world, cloned: true, devices: replaced(devices, 2, devices[0] ?? null) });
  if (devices[1] === null && server.epoch === 0)
    add('B is enrolled', { ...world, devices: replaced(devices, 1, newDevice(bounds.slots)), server: { ...server, database: { ...server.database, enrolled: [true, true] } } });
  return steps;
}

/** Everything that may happen next. */
export function steps(world: World, rules: Rules, bounds: Bounds): Step[] {
  const all = byAdministrator(world, rules, bounds);
  for (const replica of replicas) {
    if (world.devices[replica] === null) continue;
    all.push(...byHand(world, replica, rules, bounds));
    for (const request of sendable(world, replica, rules)) all.push(...sent(world, request, said(request), rules, bounds));
    if (world.granted < bounds.grants) for (const request of askable(world, replica, rules)) all.push(...sent(world, request, said(request), rules, bounds));
  }
  if (world.late !== null) {
    const { late } = world;
    const handled = handle(world, late, rules);
    all.push({ label: `what ${names[late.from]} sent before arrives: it ${said(late)}`, next: { ...handled.world, late: null }, broken: promiseBroken(world, handled, late) });
  }
  return all;
}

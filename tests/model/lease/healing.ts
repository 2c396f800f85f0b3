import type { Rules } from './rules.ts';
import { handle } from './server.ts';
import { answered, askable, sendable } from './steps.ts';
import { identityOf, isExempt, replicas, type World } from './world.ts';

/** A server hears what was late, then every device sends what it has and gets its answers, round after round, and nobody does anything new. */
function round(world: World, rules: Rules): World {
  let next = world;
  if (next.late !== null) next = { ...handle(next, next.late, rules).world, late: null };
  for (const replica of replicas) {
    for (const request of sendable(next, replica, rules)) {
      const { world: after, reply } = handle(next, request, rules);
      next = answered(after, request, reply, rules);
    }
    // A lease whose answer was lost is asked for again, or its time would be nobody's for ever.
    for (const request of askable(next, replica, rules)) {
      const { occupant } = next.server.database.places[request.kind === 'ask' ? request.slot : 0] ?? {};
      if (occupant?.kind !== 'lease' || occupant.identity !== identityOf(replica)) continue;
      const { world: after, reply } = handle(next, request, rules);
      next = answered(after, request, reply, rules);
    }
  }
  return next;
}

const rounds = 8;

/** What is still wrong when nothing is in the way any more; null: everything has settled. Every device still has its line to the server. */
export function stuck(world: World, rules: Rules): string | null {
  let next = world;
  // A device that has nothing to send hears of a new epoch by its next pull.
  for (let turn = 0; turn < rounds && !(turn > 0 && isQuiet(next, rules)); turn++) next = round(greeted(next, rules), rules);
  const { server, devices } = next;
  if (server.closed) return 'the server stays closed';
  for (const replica of replicas) {
    const device = devices[replica];
    if (!device) continue;
    if (device.reportDue && !server.revoked[identityOf(replica)]) return 'a report is never answered';
    for (const [slot, { lease, returning, booking }] of device.sides.entries()) {
      const occupant = server.database.places[slot]?.occupant;
      if (booking?.answer === 'queued' || booking?.cancel === 'queued') return 'an entry never settles';
      if (isExempt(next, identityOf(replica))) continue;
      if (returning > 0) return 'a return is never acknowledged';
      if (lease > 0 && !(occupant?.kind === 'lease' && occupant.identity === identityOf(replica) && occupant.id === lease)) return 'a device has a lease the server knows nothing of';
      if (booking === null || !booking.told) continue;
      const has = occupant?.kind === 'booking' && occupant.by === booking.by;
      if (booking.cancel !== null && has) return 'a cancelled booking keeps its time';
      if (booking.cancel === null && !has) return 'a confirmed booking does not have its time';
      if (booking.cancel === null && server.database.places[slot]?.booked[booking.by] !== 'applied') return 'a confirmed booking is not in the server’s books';
    }
  }
  for (const { occupant } of server.database.places) {
    if (occupant?.kind !== 'lease' || isExempt(next, occupant.identity)) continue;
    if (!devices[occupant.identity]?.sides.some(({ lease }) => lease === occupant.id)) return 'a time is leased to a device that does not know it';
  }
  return null;
}

/** Nobody has anything to send or to hear. */
function isQuiet(world: World, rules: Rules): boolean {
  return replicas.every((replica) => (world.devices[replica]?.epoch ?? world.server.epoch) === world.server.epoch && sendable(world, replica, rules).length === 0);
}

function greeted(world: World, rules: Rules): World {
  let next = world;
  for (const replica of replicas) {
    const device = next.devices[replica];
    if (device && device.epoch !== next.server.epoch) next = answered(next, { kind: 'ask', from: replica, epoch: device.epoch, slot: 0 }, { kind: 'newEpoch' }, rules);
  }
  return next;
}

import type { Answer, Booking, Database, Device, Occupant, Outcome, Request, World } from './world.ts';

const answerCode: Record<Answer, number> = { queued: 1, applied: 2, refused: 3, aside: 4 };
const outcomeCode = (outcome: Outcome | null): number => (outcome === null ? 0 : outcome === 'applied' ? 1 : 2);
const flags = (list: readonly boolean[]): number => list.reduce((sum, flag, index) => sum + (flag ? 1 << index : 0), 0);

/** Words of the server are compared and never counted: what matters is which of those still remembered is the later one. */
type Rank = (word: number) => number;

function occupantCodes(occupant: Occupant, rank: Rank): number[] {
  if (occupant.kind === 'free') return [0];
  return occupant.kind === 'booking' ? [1 + occupant.by] : [8 + occupant.identity, rank(occupant.id)];
}

function bookingCodes(booking: Booking | null, rank: Rank): number[] {
  if (booking === null) return [0];
  const { by, told, lease, word, answer, cancel } = booking;
  return [1 + by * 2 + (told ? 1 : 0), rank(lease), rank(word), answerCode[answer] * 8 + (cancel === null ? 0 : answerCode[cancel])];
}

function deviceCodes(device: Device | null, rank: Rank): number[] {
  if (device === null) return [99];
  return [device.epoch * 2 + (device.reportDue ? 1 : 0), ...device.sides.flatMap(({ lease, returning, booking }) => [rank(lease), rank(returning), ...bookingCodes(booking, rank)])];
}

function databaseCodes(database: Database | null, rank: Rank): number[] {
  if (database === null) return [99];
  const places = database.places.flatMap(({ occupant, word, booked, cancelled, cases }) => [
    ...[...occupantCodes(occupant, rank), rank(word), flags(cases)],
    ...[booked, cancelled].map((outcomes) => outcomes.reduce((sum, outcome) => sum * 3 + outcomeCode(outcome), 0)),
  ]);
  return [flags(database.enrolled), ...places];
}

function requestCodes(request: Request | null, rank: Rank): number[] {
  if (request === null) return [99];
  const from = request.from + 4 * request.epoch;
  switch (request.kind) {
    case 'ask':
      return [1, from, request.slot];
    case 'return':
      return [2, from, request.slot, rank(request.id)];
    case 'book':
      return [3, from, request.slot, request.by, rank(request.lease), rank(request.word)];
    case 'cancel':
      return [4, from, request.slot, request.by];
    case 'report':
      return [5, from, ...request.leases.map(rank), ...request.claims.flatMap((claim) => (claim === null ? [9] : [claim.by, rank(claim.word)]))];
  }
}

function wordsOf({ server, devices, late }: World): number[] {
  const of = (database: Database | null): number[] => (database?.places ?? []).flatMap(({ occupant, word }) => (occupant.kind === 'lease' ? [word, occupant.id] : [word]));
  const ofDevices = devices.flatMap((device) => (device?.sides ?? []).flatMap(({ lease, returning, booking }) => [lease, returning, booking?.lease ?? 0, booking?.word ?? 0]));
  const ofLate = late === null ? [] : late.kind === 'report' ? [...late.leases, ...late.claims.map((claim) => claim?.word ?? 0)] : late.kind === 'return' ? [late.id] : late.kind === 'book' ? [late.lease, late.word] : [];
  return [...of(server.database), ...of(server.backup), ...ofDevices, ...ofLate];
}

/** Worlds in which the same may happen have the same key, and no others. `counted`: where a restored database counts its words anew, the numbers themselves matter. */
export function keyOf(world: World, counted: boolean): string {
  const { server, devices, late, granted, words, cloned } = world;
  const order = counted ? [] : [...new Set([0, ...wordsOf(world)])].toSorted((a, b) => a - b);
  const rank: Rank = counted ? (word) => word : (word) => order.indexOf(word);
  const head = server.epoch + (server.closed ? 2 : 0) + (cloned ? 4 : 0);
  return String.fromCharCode(
    ...[head, granted, flags(server.reported) + flags(server.revoked) * 4 + flags(server.excluded) * 16],
    ...(counted ? [words, server.database.words, server.backup?.words ?? 0] : []),
    ...databaseCodes(server.database, rank),
    ...databaseCodes(server.backup, rank),
    ...devices.flatMap((device) => deviceCodes(device, rank)),
    ...requestCodes(late, rank),
  );
}

import { waiting, type WaitingEntry, type WaitingOffer } from '../../../shared/features/waiting.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { dayOf, instant, type Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { findPlace, listEntries, listOffers, listRequests, type EntryRow, type OfferedTimeRow, type PlaceRow, type RequestRow } from './store.ts';

/** An entry of the list with what only the device needs to know of it. */
export interface KnownEntry extends WaitingEntry {
  readonly roleId: Id | null;
}

interface Asked {
  readonly joins: ReadonlyMap<Id, RequestRow>;
  readonly leaves: ReadonlyMap<Id, RequestRow>;
  readonly answers: ReadonlyMap<Id, { readonly how: 'accept' | 'decline'; readonly request: RequestRow }>;
}

/** What this device has asked for, the last request of a kind counting. */
function askedBy(db: ReadDb, patientId: Id): Asked {
  const joins = new Map<Id, RequestRow>();
  const leaves = new Map<Id, RequestRow>();
  const answers = new Map<Id, { how: 'accept' | 'decline'; request: RequestRow }>();
  for (const request of listRequests(db, patientId)) {
    const input: unknown = JSON.parse(request.input);
    if (request.channel === 'waiting.join') joins.set(waiting['waiting.join'].input.parse(input).entryId, request);
    else if (request.channel === 'waiting.leave') leaves.set(waiting['waiting.leave'].input.parse(input).entryId, request);
    else answers.set(waiting[request.channel].input.parse(input).offerId, { how: request.channel === 'waiting.accept' ? 'accept' : 'decline', request });
  }
  return { joins, leaves, answers };
}

const doctorOf = (place: PlaceRow | undefined): WaitingOffer['doctor'] => ({ family: place?.family ?? '', given: place?.given ?? '', patronymic: place?.patronymic ?? null });

function fromServer(db: ReadDb, row: EntryRow, leave: RequestRow | undefined): KnownEntry {
  const { id, number, part, joinedAt, roleId } = row;
  return {
    ...{ id, number, part, joinedAt, roleId, state: 'waiting' },
    doctor: roleId === null ? null : doctorOf(findPlace(db, roleId)),
    speciality: { ru: row.specialityRu, en: row.specialityEn },
    from: dayOf(row.fromAt),
    // Half-open on the wire: the last day that belongs to it is the one before its end.
    until: dayOf(instant(row.untilAt - 1)),
    leaving: leave?.state === 'open',
    refusal: leave?.refusal ?? null,
  };
}

/** Null once the server has taken it: its own row tells then, and when that is gone, so is the wish. */
function fromRequest(db: ReadDb, request: RequestRow, leave: RequestRow | undefined): KnownEntry | null {
  if (request.state === 'applied') return null;
  const { entryId, roleId, anyDoctor, from, until, part } = waiting['waiting.join'].input.parse(JSON.parse(request.input));
  const { number } = waiting['waiting.join'].output.parse(JSON.parse(request.output));
  const place = findPlace(db, roleId);
  const refused = request.state === 'refused';
  return {
    ...{ id: entryId, number, from, until, part, joinedAt: request.askedAt, roleId: anyDoctor ? null : roleId },
    state: refused ? 'refused' : 'sending',
    doctor: anyDoctor ? null : doctorOf(place),
    speciality: { ru: place?.specialityRu ?? '', en: place?.specialityEn ?? null },
    leaving: !refused && leave?.state === 'open',
    refusal: request.refusal,
  };
}

/** What the server has, with what this device has asked for laid over it: nothing of the server's is changed before it has answered. */
export function listKnown(db: ReadDb, patientId: Id, now: Instant): readonly KnownEntry[] {
  const { joins, leaves } = askedBy(db, patientId);
  const rows = listEntries(db, patientId);
  const known = rows.map((row) => fromServer(db, row, leaves.get(row.id)));
  const there = new Set(rows.map(({ id }) => id));
  for (const [id, request] of joins) {
    const entry = there.has(id) ? null : fromRequest(db, request, leaves.get(id));
    if (entry !== null) known.push(entry);
  }
  // Whose last day is over waits for nothing; the server closes it by itself.
  return known.filter(({ until }) => until >= dayOf(now)).toSorted((a, b) => a.joinedAt - b.joinedAt);
}

function toOffer(db: ReadDb, row: OfferedTimeRow, asked: { how: 'accept' | 'decline'; request: RequestRow } | undefined): WaitingOffer {
  const place = findPlace(db, row.roleId);
  const { id, entryId, startsAt, offeredAt, untilAt: until } = row;
  return {
    ...{ id, entryId, startsAt, offeredAt, until },
    durationMinutes: Math.round((row.endsAt - startsAt) / 60_000),
    doctor: doctorOf(place),
    speciality: { ru: place?.specialityRu ?? '', en: place?.specialityEn ?? null },
    office: { ru: place?.officeRu ?? '', en: place?.officeEn ?? null },
    officeAddress: place?.addressRu == null ? null : { ru: place.addressRu, en: place.addressEn },
    room: { ru: place?.roomRu ?? '', en: place?.roomEn ?? null },
    floor: place?.floor ?? null,
    answering: asked?.request.state === 'open' ? asked.how : null,
    refusal: asked?.request.refusal ?? null,
  };
}

/** Offers that can still be answered, or whose answer is under way. */
export function listOpenOffers(db: ReadDb, patientId: Id, now: Instant): readonly WaitingOffer[] {
  const { answers } = askedBy(db, patientId);
  return listOffers(db, patientId)
    .map((row) => toOffer(db, row, answers.get(row.id)))
    .filter(({ id, until, answering }) => answers.get(id)?.request.state !== 'applied' && (until > now || answering !== null));
}

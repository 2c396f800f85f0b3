import type { Visit } from '../../../shared/features/appointments.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { instant, type Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { listArrivals, listRequests, type ArrivalRequest, type VisitRequest } from './requestStore.ts';
import { findVisitPlace, listAppointments, type AppointmentRow, type VisitPlaceRow } from './store.ts';

const hourMs = 3_600_000;

/**
 * A visit is what the server has, with what this device has asked for laid over it. Nothing of the server's is changed here before
 * the server has answered, so a refusal needs no undoing, and a patient who comes back to the kiosk finds the unsettled booking again.
 */
interface Known {
  readonly id: Id;
  readonly number: string;
  readonly queueNumber: string | null;
  readonly status: Visit['status'];
  readonly roleId: Id;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly kopecks: Visit['kopecks'];
  readonly cancelReason: string | null;
  readonly pending: Visit['pending'];
  readonly refusal: string | null;
  /** The time an unsettled move asks for. */
  readonly movingTo: VisitRequest['wanted'];
}

/** A check-in on its way, or one the server has refused; of several the last. Whatever else is on its way about the visit comes first. */
function withArrival(known: Known, arrival: ArrivalRequest | undefined): Known {
  if (arrival === undefined || known.status === 'arrived') return known;
  if (arrival.state === 'open' && known.pending === null) return { ...known, pending: { commandId: arrival.commandId, kind: 'arrive' } };
  return arrival.state === 'refused' && known.status === 'booked' && known.refusal === null ? { ...known, refusal: arrival.refusal } : known;
}

function overlay(row: AppointmentRow, requests: readonly VisitRequest[]): Known {
  const open = requests.findLast(({ state }) => state === 'open');
  const { patientId: _, ...visit } = row;
  return {
    ...visit,
    pending: open ? { commandId: open.commandId, kind: open.kind } : null,
    refusal: requests.at(-1)?.refusal ?? null,
    movingTo: requests.findLast(({ state, kind }) => state === 'open' && kind === 'move')?.wanted ?? null,
  };
}

/** A booking the server has not confirmed: only the request knows it. Null once the server has taken it and later removed it. */
function fromBooking(requests: readonly VisitRequest[]): Known | null {
  const booking = requests.find(({ kind }) => kind === 'book');
  if (booking?.wanted == null || booking.state === 'applied') return null;
  const { roleId, startsAt, endsAt, kopecks } = booking.wanted;
  const open = requests.findLast(({ state }) => state === 'open');
  return {
    ...{ id: booking.appointmentId, number: booking.number ?? '', queueNumber: null, roleId, startsAt, endsAt, kopecks, cancelReason: null },
    // Confirmed by a lease, or by a server that has gone back in time since: it stands, and is only on its way.
    status: booking.state !== 'open' ? 'refused' : booking.word !== null && !booking.isAside ? 'booked' : 'sending',
    pending: open ? { commandId: open.commandId, kind: open.kind } : null,
    refusal: booking.refusal,
    movingTo: requests.findLast(({ state, kind }) => state === 'open' && kind === 'move')?.wanted ?? null,
  };
}

export function listKnown(db: ReadDb, patientId: Id): Known[] {
  const byAppointment = new Map<Id, VisitRequest[]>();
  for (const request of listRequests(db, patientId)) {
    byAppointment.set(request.appointmentId, [...(byAppointment.get(request.appointmentId) ?? []), request]);
  }
  const rows = listAppointments(db, patientId);
  const known = rows.map((row) => overlay(row, byAppointment.get(row.id) ?? []));
  for (const { id } of rows) byAppointment.delete(id);
  const booked = [...byAppointment.values()].map(fromBooking).filter((visit) => visit !== null);
  const arrivals = new Map(listArrivals(db, patientId).map((arrival) => [arrival.appointmentId, arrival]));
  return [...known, ...booked].map((visit) => withArrival(visit, arrivals.get(visit.id))).toSorted((a, b) => a.startsAt - b.startsAt);
}

/** Status under which a patient is expected to come. */
const expected: readonly Visit['status'][] = ['sending', 'proposed', 'booked', 'arrived'];

export function isExpected({ status }: Pick<Known, 'status'>): boolean {
  return expected.includes(status);
}

/** Whether it can still be cancelled or moved at all; how late is the clinic's policy. */
export function isChangeable({ status, pending }: Known): boolean {
  return isExpected({ status }) && status !== 'arrived' && pending?.kind !== 'cancel';
}

/** How many visits are still to come, by which the clinic limits a patient. */
export function countActive(visits: readonly Known[], now: Instant): number {
  return visits.filter((visit) => isExpected(visit) && visit.pending?.kind !== 'cancel' && visit.startsAt > now).length;
}

/** Times the patient will be busy at, as far as this device knows. A visit being cancelled counts no more; one being moved counts twice. */
export function occupied(visits: readonly Known[], except?: Id): { startsAt: number; durationMinutes: number }[] {
  return visits
    .filter((visit) => visit.id !== except && isExpected(visit) && visit.pending?.kind !== 'cancel')
    .flatMap(({ startsAt, endsAt, movingTo }) => [{ startsAt, endsAt }, ...(movingTo ? [movingTo] : [])])
    .map(({ startsAt, endsAt }) => ({ startsAt, durationMinutes: minutes(startsAt, endsAt) }));
}

function minutes(startsAt: Instant, endsAt: Instant): number {
  return Math.round((endsAt - startsAt) / 60_000);
}

export function changeableUntil(startsAt: Instant, changeableHours: number): Instant {
  return instant(startsAt - changeableHours * hourMs);
}

export function toVisit(db: ReadDb, known: Known, changeableHours: number): Visit {
  const { id, number, queueNumber, status, roleId, startsAt, endsAt, kopecks, cancelReason, pending, refusal } = known;
  return {
    ...{ id, number, queueNumber, status, startsAt, roleId, kopecks, cancelReason, pending, refusal },
    durationMinutes: minutes(startsAt, endsAt),
    changeableUntil: changeableUntil(startsAt, changeableHours),
    ...describe(findVisitPlace(db, roleId)),
  };
}

/** A visit is shown even if the doctor's rows have not arrived: a patient must never miss one over that. */
function describe(place: VisitPlaceRow | undefined): Pick<Visit, 'doctor' | 'office' | 'officeAddress' | 'room' | 'floor'> {
  return {
    doctor: {
      family: place?.family ?? '',
      given: place?.given ?? '',
      patronymic: place?.patronymic ?? null,
      speciality: { ru: place?.specialityRu ?? '', en: place?.specialityEn ?? null },
      category: place?.categoryRu == null ? null : { ru: place.categoryRu, en: place.categoryEn },
    },
    office: { ru: place?.officeRu ?? '', en: place?.officeEn ?? null },
    officeAddress: place?.addressRu == null ? null : { ru: place.addressRu, en: place.addressEn },
    room: { ru: place?.roomRu ?? '', en: place?.roomEn ?? null },
    floor: place?.floor ?? null,
  };
}

/** A doctor by the role they received in; null when the clinic does not say. */
export function readDoctor(db: ReadDb, roleId: Id): Pick<Visit['doctor'], 'family' | 'given' | 'patronymic' | 'speciality'> | null {
  const place = findVisitPlace(db, roleId);
  if (place === undefined) return null;
  const { family, given, patronymic, speciality } = describe(place).doctor;
  return { family, given, patronymic, speciality };
}

/** One visit of one patient; how the slip gets at it too. */
export function readVisit(db: ReadDb, patientId: Id, appointmentId: Id, changeableHours: number): Visit | null {
  const known = listKnown(db, patientId).find(({ id }) => id === appointmentId);
  return known ? toVisit(db, known, changeableHours) : null;
}

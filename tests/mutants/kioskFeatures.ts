import type { Mutant } from './mutant.ts';

const visits = { runner: 'unit', file: 'tests/backend/features/visits.test.ts' } as const;
const changes = { runner: 'unit', file: 'tests/backend/features/visitChanges.test.ts' } as const;
const slips = { runner: 'unit', file: 'tests/backend/features/signInAndSlip.test.ts' } as const;
const requests = { runner: 'unit', file: 'tests/backend/features/wireRequests.test.ts' } as const;
const times = { runner: 'unit', file: 'tests/backend/features/schedule.test.ts' } as const;
const doctors = { runner: 'unit', file: 'tests/backend/features/doctors.test.ts' } as const;
const pages = { runner: 'unit', file: 'tests/backend/features/clinicPages.test.ts' } as const;
const whole = { runner: 'integration', file: 'tests/integration/backend/features/visits.test.ts' } as const;
const restarted = { runner: 'integration', file: 'tests/integration/backend/features/holdOutlivesBackend.test.ts' } as const;
const words = { runner: 'page', file: 'tests/renderer/features/words/words.test.ts' } as const;

const handlers = 'backend/features/appointments/handlers.ts';
const known = 'backend/features/appointments/visits.ts';
const sync = 'backend/features/appointments/sync.ts';
const store = 'backend/features/appointments/store.ts';
const holds = 'backend/features/appointments/holds.ts';
const slipHandlers = 'backend/features/slips/handlers.ts';
const identity = 'backend/features/identity/handlers.ts';
const timeState = 'backend/features/schedule/timeState.ts';

/** What a kiosk itself knows and says before and after the server has answered. */
export const kioskFeaturesMutants: readonly Mutant[] = [
  {
    rule: 'S3', what: 'a backend that was started anew does not ask whose hold it is', file: holds,
    find: 'if (consumed || (held !== null && held.holdId !== holdId))', replace: 'if (consumed || held?.holdId !== holdId)',
    proof: { ...restarted, title: 'S3 a held time is extended and booked by a backend that was started anew in the middle of the visit' },
  },
  {
    rule: 'S3', what: 'a time asked for here is offered to the next patient', file: timeState,
    find: "if (row.askedFor === 1) return 'busy';", replace: '',
    proof: { ...visits, title: 'S3 a booking waits for the server with everything the slip needs, and its time is no longer offered here' },
  },
  {
    rule: 'S3', what: 'a booking is shown as sure before the server has said so', file: known,
    find: "booking.word !== null && !booking.isAside ? 'booked' : 'sending'", replace: "!booking.isAside ? 'booked' : 'sending'",
    proof: { ...visits, title: 'S3 a booking waits for the server with everything the slip needs, and its time is no longer offered here' },
  },
  {
    rule: 'S3', what: 'the server’s answer is not kept with the settling', file: sync,
    find: 'if (row !== null && store.hasPatient(tx, row.patientId)) store.saveAppointment(tx, row);', replace: '',
    proof: { ...visits, title: 'S3 the server’s answer becomes the visit in the moment the entry settles' },
  },
  {
    rule: 'K2', what: 'an answer is written beside another patient', file: sync,
    find: 'row !== null && store.hasPatient(tx, row.patientId)', replace: 'row !== null',
    proof: { ...visits, title: 'S3 an answer that comes when another patient stands at the kiosk shows nothing of the first' },
  },
  {
    rule: 'S3', what: 'a past time is booked', file: handlers,
    find: "if (slot.startsAt <= now) return 'slot_past';", replace: '',
    proof: { ...visits, title: 'S3 past and unknown times are refused, and a time held before a restart of the backend is left to the server' },
  },
  {
    rule: 'S3', what: 'leaving keeps the time held', file: holds,
    find: 'if (holdId !== null) await release(holdId);\n    }),', replace: '}),',
    proof: { ...whole, title: 'S3 a patient who leaves gives the held time back within a second' },
  },
  {
    rule: 'S5', what: 'a patient books two visits at one hour here', file: handlers,
    find: "if (occupied(visits).some((other) => overlaps(other, span(wanted)))) return new Refusal('patient_busy');", replace: '',
    proof: { ...visits, title: 'S5 a patient is not booked into two overlapping visits, and may come to the next one the same minute' },
  },
  {
    rule: 'S4', what: 'the clinic’s limit of visits is not asked here', file: handlers,
    find: "if (countActive(visits, now) >= device().policy.maxActiveVisits) return new Refusal('too_many_visits');", replace: '',
    proof: { ...visits, title: 'S4 the clinic’s limit of active visits counts what is on its way and not what is over or given up' },
  },
  {
    rule: 'S4', what: 'visits that are being cancelled still count', file: known,
    find: "isExpected(visit) && visit.pending?.kind !== 'cancel' && visit.startsAt > now", replace: 'isExpected(visit) && visit.startsAt > now',
    proof: { ...visits, title: 'S4 the clinic’s limit of active visits counts what is on its way and not what is over or given up' },
  },
  {
    rule: 'S4', what: 'the last moment to cancel is not the clinic’s', file: known,
    find: 'startsAt - changeableHours * hourMs', replace: 'startsAt',
    proof: { ...changes, title: 'S4 the last moment to cancel or move is the clinic’s setting, by the server’s clock' },
  },
  {
    rule: 'S4', what: 'patients see each other’s visits', file: store,
    find: 'appointment.id WHERE patient_id = $patientId ORDER BY', replace: 'appointment.id WHERE $patientId IS NOT NULL ORDER BY',
    proof: { ...changes, title: 'S4 nobody can cancel, move or see another patient’s visit' },
  },
  {
    rule: 'S4', what: 'patients see each other’s unsettled requests', file: 'backend/features/appointments/requestStore.ts',
    find: 'WHERE outbox.patient_id = $patientId AND outbox.refusal', replace: 'WHERE $patientId IS NOT NULL AND outbox.refusal',
    proof: { ...visits, title: 'S3 an answer that comes when another patient stands at the kiosk shows nothing of the first' },
  },
  {
    rule: 'S4', what: 'a visit that is over can be cancelled', file: known,
    find: "return isExpected({ status }) && status !== 'arrived' && pending?.kind !== 'cancel';", replace: "return pending?.kind !== 'cancel';",
    proof: { ...changes, title: 'S4 a visit that is over, cancelled, missed or begun can be neither cancelled nor moved' },
  },
  {
    rule: 'S4', what: 'while a visit moves only its old time counts', file: known,
    find: '...(movingTo ? [movingTo] : [])', replace: '',
    proof: { ...changes, title: 'S4 a move keeps the old time until the server has answered, and both times are the patient’s meanwhile' },
  },
  {
    rule: 'O3', what: 'what goes out is not the sign-in it was made in', file: 'backend/features/appointments/toWire.ts',
    find: '...(entry.signInId === null ? {} : { signInId: entry.signInId }),\n    body', replace: 'body',
    proof: { ...requests, title: 'A4 a booking goes out as a valid R4 Appointment under the sign-in it was made in, also when the patient has left' },
  },
  {
    rule: 'R4', what: 'the whole phone is shown', file: identity,
    find: 'phone === null ? null : maskedPhone(phone)', replace: 'phone',
    proof: { ...slips, title: 'R4 the patient is shown with a masked phone, and nothing of the patient after leaving' },
  },
  {
    rule: 'R4', what: 'two sign-ins run at once', file: 'backend/server/signIns.ts',
    find: "if (doing !== null) return new Refusal('try_later');", replace: '',
    proof: { ...whole, title: 'R4 of two sign-ins at one moment the second is asked to wait' },
  },
  {
    rule: 'K5', what: 'a slip tells the whole name', file: slipHandlers,
    find: "patientShort: initials(name)", replace: 'patientShort: `${name.family} ${name.given}`',
    proof: { ...slips, title: 'K5 a slip carries surname and initials, a seal in its code and nothing else of the patient' },
  },
  {
    rule: 'K5', what: 'a print window keeps its slip after the paper is out', file: slipHandlers,
    find: 'jobs.delete(printJob);', replace: '',
    proof: { ...slips, title: 'K5 a print window sees the one slip it was opened for, and nothing once the paper is out' },
  },
  {
    rule: 'K5', what: 'a printer that did not print is not told', file: slipHandlers,
    find: "return outcome === 'printed' ? {} : new Refusal(outcome);", replace: 'return {};',
    proof: { ...slips, title: 'is told to the patient' },
  },
  {
    rule: 'S2', what: 'a time nobody can explain is offered', file: timeState,
    find: "return row.status === 'free' ? 'free' : 'busy';", replace: "return 'free';",
    proof: { ...times, title: 'S2 free, busy, closed and past times of a day can be told apart' },
  },
  {
    rule: 'S2', what: 'a switched-off schedule is offered', file: timeState,
    find: "row.status === 'busy-unavailable' || row.scheduleActive === 0", replace: "row.status === 'busy-unavailable'",
    proof: { ...times, title: 'S2 a switched-off schedule is closed, a mistaken time is gone, a removed one too' },
  },
  {
    rule: 'S1', what: 'a retired doctor is offered', file: 'backend/features/doctors/store.ts',
    find: 'WHERE role.active = 1 AND ($speciality', replace: 'WHERE ($speciality',
    proof: { ...doctors, title: 'S1 a doctor whose role is retired or removed is no longer offered' },
  },
  {
    rule: 'S1', what: 'a coming price is shown as today’s', file: 'backend/features/doctors/store.ts',
    find: 'AND price.starts_at <= $now AND (price.ends_at', replace: 'AND (price.ends_at',
    proof: { ...doctors, title: 'S1 the price in force is shown: neither the former nor the coming one' },
  },
  {
    rule: 'S1', what: 'the search knows one layout only', file: 'shared/lib/fold.ts',
    find: 'return swapped === lower ? null : swapped;', replace: 'return null;',
    proof: { runner: 'unit', file: 'tests/shared/lib/fold.test.ts', title: 'S1 a name typed in the wrong layout is found in the other' },
  },
  {
    rule: 'S1', what: 'ё is not е', file: 'shared/lib/fold.ts',
    find: ".replaceAll('ё', 'е')", replace: '',
    proof: { runner: 'unit', file: 'tests/shared/lib/fold.test.ts', title: 'S1 ё and е, case and spaces make no difference' },
  },
  {
    rule: 'P1', what: 'a price that has ended is still shown', file: 'backend/features/prices/store.ts',
    find: 'AND (price.ends_at IS NULL OR price.ends_at > $now)', replace: '',
    proof: { ...pages, title: 'P1 a price that has ended today is valid to the end of the Moscow day' },
  },
  {
    rule: 'P1', what: 'kopecks are lost on the way from the wire', file: 'shared/lib/money.ts',
    find: 'Math.round(value * 100)', replace: 'Math.floor(value * 100)',
    proof: { runner: 'unit', file: 'tests/shared/lib/money.test.ts', title: 'P1 a decimal of roubles from the wire loses no kopeck' },
  },
  {
    rule: 'D5', what: 'withdrawn notices are shown', file: 'backend/features/notices/store.ts',
    find: 'FROM notice WHERE shown = 1 AND', replace: 'FROM notice WHERE shown >= 0 AND',
    proof: { ...pages, title: 'D5 notices are shown while the clinic says so, urgent ones first, then the newest' },
  },
  {
    rule: 'S3', what: 'the screen calls an unanswered booking sure', file: 'renderer/words/visit.ts',
    find: "'arrived' ? 'sure' : 'waiting'", replace: "'arrived' ? 'sure' : 'sure'",
    proof: { ...words, title: 'S3 a booking is sure only after the server has said so' },
  },
  {
    rule: 'S4', what: 'the screen calls an unanswered cancellation done', file: 'renderer/words/visit.ts',
    find: "visit.pending === null ? 'cancelled' : 'cancelling'", replace: "'cancelled'",
    proof: { ...words, title: 'S4 a cancellation or move the server has not settled is never shown as done' },
  },
];

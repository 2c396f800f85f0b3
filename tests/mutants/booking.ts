import type { Mutant } from './mutant.ts';

const memory = { runner: 'unit', file: 'tests/clinic-server/scheduling/memorySlotStore.test.ts' } as const;
const postgres = { runner: 'integration', file: 'tests/integration/clinic-server/scheduling/postgresSlotStore.test.ts' } as const;
const races = { runner: 'integration', file: 'tests/integration/clinic-server/scheduling/races.test.ts' } as const;
const plain = { runner: 'integration', file: 'tests/integration/clinic-server/scheduling/plainWrites.test.ts' } as const;
const between = { runner: 'integration', file: 'tests/integration/clinic-server/scheduling/betweenDevices.test.ts' } as const;
const operations = { runner: 'integration', file: 'tests/integration/clinic-server/scheduling/operations.test.ts' } as const;

const book = 'clinic-server/scheduling/book.ts';
const hold = 'clinic-server/scheduling/hold.ts';
const change = 'clinic-server/scheduling/change.ts';
const open = 'clinic-server/scheduling/openSlot.ts';
const claims = 'clinic-server/scheduling/claims.ts';
const store = 'clinic-server/scheduling/postgresSlotStore.ts';
const plainWrites = 'clinic-server/scheduling/plainWrites.ts';
const once = 'clinic-server/scheduling/answerOnce.ts';
const doors = 'clinic-server/scheduling/operations.ts';

/** Times of the clinic: who gets them, who gives them back, and what a request may ask. */
export const bookingMutants: readonly Mutant[] = [
  // S3: a time is held, shown as held, and given back.
  {
    rule: 'S3', what: 'a hold of another device is stepped over', file: open,
    find: 'const mine = occupant.device === own.device && occupant.holdId === own.holdId;', replace: 'const mine = true;',
    proof: { ...memory, title: 'S3 a held time shows as held and refuses another device' },
  },
  {
    rule: 'S3', what: 'knowing a hold’s number is enough, from whatever device', file: open,
    find: 'occupant.device === own.device && occupant.holdId', replace: 'occupant.holdId',
    proof: { ...memory, title: 'S3 a hold’s number in another device’s hands is worth nothing' },
  },
  {
    rule: 'S3', what: 'a hold that ran out still keeps others away', file: open,
    find: 'mine || occupant.expiresAt <= now', replace: 'mine',
    proof: { ...memory, title: 'S3 a hold that ran out is nobody’s' },
  },
  {
    rule: 'S3', what: 'asking again for the same hold gives more time', file: hold,
    find: 'if (same.expiresAt > now) return same;', replace: '',
    proof: { ...memory, title: 'S3 the same hold asked for again is the same answer and not more time' },
  },
  {
    rule: 'S3', what: 'a hold’s number may be used for another time', file: hold,
    find: "if (same.device !== request.device || same.slot !== request.slot) return refuse('id_reused');", replace: '',
    proof: { ...memory, title: 'S3 the same hold asked for again is the same answer and not more time' },
  },
  {
    rule: 'S3', what: 'a device keeps the hold it had', file: hold,
    find: 'if (before) await store.dropHold(before);', replace: '',
    proof: { ...memory, title: 'S3 a device has one hold: asking for another gives the first back' },
  },
  {
    rule: 'S3', what: 'a hold is extended again and again', file: hold,
    find: "if (found.extended) return refuse('already_extended');", replace: '',
    proof: { ...memory, title: 'S3 a hold is extended once, and not when it is gone' },
  },
  {
    rule: 'S3', what: 'a hold that ran out is extended', file: hold,
    find: 'if (!found || found.expiresAt <= now)', replace: 'if (!found)',
    proof: { ...memory, title: 'S3 a hold is extended once, and not when it is gone' },
  },
  {
    rule: 'S3', what: 'another device may extend or give back a hold', file: hold,
    find: 'if (!found || found.device !== device) return null;', replace: 'if (!found) return null;',
    proof: { ...memory, title: 'S3 a hold given back frees the time at once, also when given back twice or by a stranger' },
  },
  {
    rule: 'S3', what: 'the sweep frees holds that still run', file: hold,
    find: 'if (!current || current.expiresAt > now) continue;', replace: 'if (!current) continue;',
    proof: { ...memory, title: 'S3 the sweep spares a hold that was extended between the look and the lock' },
  },
  {
    rule: 'S3', what: 'past times are given out', file: open,
    find: "if (slot.startsAt <= now) return refuse('slot_past');", replace: '',
    proof: { ...memory, title: 'S3 a closed, past, unknown or foreign time is refused with its reason' },
  },
  {
    rule: 'S3', what: 'closed times are given out', file: open,
    find: "slot === 'removed' || slot.status === 'busy-unavailable'", replace: "slot === 'removed'",
    proof: { ...memory, title: 'S3 a closed, past, unknown or foreign time is refused with its reason' },
  },
  {
    rule: 'S3', what: 'a time the clinic moved meanwhile is booked at its new hour', file: book,
    find: "if (request.startsAt !== null && request.startsAt !== slot.startsAt) return refuse('slot_closed');", replace: '',
    proof: { ...memory, title: 'S3 a closed, past, unknown or foreign time is refused with its reason' },
  },
  {
    rule: 'S3', what: 'signing out leaves the time held', file: 'clinic-server/identity/signIn.ts',
    find: 'await releaseHoldsOf(parts, caller.deviceId);', replace: '',
    proof: { ...operations, title: 'S3 leaving gives the held time back at once' },
  },
  {
    rule: 'S3', what: 'nobody sweeps', file: 'clinic-server/scheduling/sweeper.ts',
    find: 'inRounds(app, everyMs, sweep);', replace: '',
    proof: { ...between, title: 'S3 a running server looks for holds that ran out by itself' },
  },
  // S4: changes, and the clinic's limits.
  {
    rule: 'S4', what: 'any number of visits may be booked', file: book,
    find: "if ((await store.activeVisits(request.patient, now)) >= policy.maxActiveVisits) return refuse('too_many_visits');", replace: '',
    proof: { ...memory, title: 'S4 nobody has more upcoming visits than the clinic allows' },
  },
  {
    rule: 'S4', what: 'a visit is cancelled however late', file: change,
    find: "if (visit.startsAt - now < changeableHours * 3_600_000) return refuse('too_late');", replace: '',
    proof: { ...memory, title: 'S4 a visit is cancelled by its patient, in time and once' },
  },
  {
    rule: 'S4', what: 'a visit is cancelled twice', file: change,
    find: "if (!isActive(visit)) return refuse('not_active');", replace: '',
    proof: { ...memory, title: 'S4 a visit is cancelled by its patient, in time and once' },
  },
  {
    rule: 'S4', what: 'another patient’s visit is cancelled', file: change,
    find: 'if (visit?.patient === patient) return visit;', replace: 'if (visit) return visit;',
    proof: { ...memory, title: 'S4 a visit is cancelled by its patient, in time and once' },
  },
  {
    rule: 'S4', what: 'a move takes a time somebody has', file: change,
    find: 'const instead = stepOver(slot, await store.occupant(slot.id), request, now);', replace: 'const instead = null;',
    proof: { ...memory, title: 'S4 moving keeps the old time until the new one is sure' },
  },
  {
    rule: 'S4', what: 'a moved visit keeps its old time as well', file: store,
    find: 'await vacate(visit.id);\n      await occupy(to.id, visit.id, instead, word);', replace: 'await occupy(to.id, visit.id, instead, word);',
    proof: { ...postgres, title: 'S4 moving keeps the old time until the new one is sure' },
  },
  {
    rule: 'S4', what: 'a cancelled visit keeps its time', file: store,
    find: 'await disengage(visit.id);\n      await vacate(visit.id);', replace: 'await disengage(visit.id);',
    proof: { ...postgres, title: 'S4 a visit is cancelled by its patient, in time and once' },
  },
  {
    rule: 'S4', what: 'a cancelled visit keeps its patient', file: store,
    find: 'await disengage(visit.id);', replace: '',
    proof: { ...postgres, title: 'S4 nobody has more upcoming visits than the clinic allows' },
  },
  {
    rule: 'S4', what: 'a visit cancelled by plain FHIR keeps its time', file: plainWrites,
    find: 'if (!keeps) await claims.vacate(id);', replace: '',
    proof: { ...plain, title: 'frees its time and its patient' },
  },
  // S5: a time once, a patient once.
  {
    rule: 'S5', what: 'a time the clinic has marked busy is given out', file: open,
    find: "return slot.status === 'free' ? null : refuse('slot_taken');", replace: 'return null;',
    proof: { ...memory, title: 'S3 a closed, past, unknown or foreign time is refused with its reason' },
  },
  {
    rule: 'S5', what: 'a visit’s number may be used again', file: book,
    find: "if (await store.visit(request.appointment)) return refuse('id_reused');", replace: '',
    proof: { ...memory, title: 'S5 a time is booked once, whoever asks and however' },
  },
  {
    rule: 'S4', what: 'a patient’s bookings at one moment do not wait for each other', file: store,
    find: 'await lock(`patient:${patient}`);', replace: '',
    proof: { ...between, title: 'S4 requests at one moment cannot book more visits than the clinic allows' },
  },
  {
    rule: 'S5', what: 'the database’s no is an error and not a refusal', file: claims,
    find: "if (sqlState(error) === '23505' && violatedConstraint(error) === 'occupancy_pkey') return refuse('slot_taken');", replace: '',
    proof: { ...between, title: 'S5 the server turns the database’s own no into a refusal a patient understands' },
  },
  {
    rule: 'S5', what: 'the database’s no to an overlap is an error and not a refusal', file: claims,
    find: "if (sqlState(error) === '23P01' && violatedConstraint(error) === 'appointment_span_patient_busy') return refuse('patient_busy');", replace: '',
    proof: { ...postgres, title: 'S5 one patient is not booked into two overlapping visits' },
  },
  {
    rule: 'S5', what: 'the database gives a time to two', file: 'clinic-server/db/migrations/0004-scheduling.ts',
    find: 'primary key (slot, seat),', replace: '',
    proof: { ...races, title: 'S5 the database itself refuses an overlap and a second holder' },
  },
  {
    rule: 'S5', what: 'the patient’s hour is not written', file: store,
    find: 'await engage(visit, overlapAccepted);', replace: '',
    proof: { ...postgres, title: 'S5 one patient is not booked into two overlapping visits' },
  },
  {
    rule: 'S5', what: 'a moved visit leaves the patient’s hour behind', file: store,
    find: 'await engage({ ...to, id: visit.id, patient: visit.patient, slot: to.id }, overlapAccepted);', replace: '',
    proof: { ...postgres, title: 'S4 a move onto another visit of the same patient is refused and changes nothing' },
  },
  {
    rule: 'S5', what: 'the database lets a patient be in two places', file: 'clinic-server/db/migrations/0004-scheduling.ts',
    find: 'during with &&', replace: 'during with =',
    proof: { ...races, title: 'S5 the database itself refuses an overlap and a second holder' },
  },
  {
    rule: 'S5', what: 'plain FHIR frees or moves a time somebody has', file: plainWrites,
    find: "if (moved || !shows[occupant.kind].includes(now.status as SlotStatus)) refuse('slot_occupied');", replace: '',
    proof: { ...plain, title: 'S5 a time somebody has is not freed, moved or removed by a plain write' },
  },
  {
    rule: 'S5', what: 'a visit may name another hour than its time has', file: plainWrites,
    find: "if (asked && (asked.startsAt !== slot.startsAt || asked.endsAt !== slot.endsAt)) return refuse('slot_closed');", replace: '',
    proof: { ...plain, title: 'S5 what does not say one time and one patient is refused and claims nothing' },
  },
  {
    rule: 'S5', what: 'a visit is booked for another patient than signed in', file: doors,
    find: "if (visit.patient !== patientId) throw new FhirRefusal(403, 'forbidden');", replace: '',
    proof: { ...operations, title: 'S5 a visit is booked, cancelled and moved only for the patient of the sign-in, and only from its device' },
  },
  // O3: exactly once.
  {
    rule: 'O3', what: 'a repeated request is done again', file: once,
    find: 'if (claimed.count === 0) {', replace: 'if (claimed.count < 0) {',
    proof: { ...races, title: 'O3 one request sent a hundred times at once has one effect and one answer' },
  },
  {
    rule: 'O3', what: 'a refused request may succeed when it is repeated', file: once,
    find: 'if (!(error instanceof FhirRefusal) || error.status >= 500) throw error;', replace: 'throw error;',
    proof: { ...races, title: 'O3 a refused request stays refused when it is sent again, although the time is free by then' },
  },
  {
    rule: 'O3', what: 'a refused command leaves half of itself', file: once,
    find: "await tx.query('rollback to savepoint effect');", replace: '',
    proof: { ...races, title: 'S5 a patient asking for two overlapping visits at once gets one' },
  },
  {
    rule: 'O3', what: 'a key answers whatever is asked under it', file: once,
    find: '!stored.hash.equals(requestHash)', replace: 'false',
    proof: { ...races, title: 'O3 one request sent a hundred times at once has one effect and one answer' },
  },
  {
    rule: 'O3', what: 'a key answers any device', file: once,
    find: 'stored.caller !== caller', replace: 'false',
    proof: { ...between, title: 'O3 a key is worth nothing in another device’s hands' },
  },
];

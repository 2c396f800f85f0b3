import type { Mutant } from './mutant.ts';

const server = { runner: 'integration', file: 'tests/integration/clinic-server/scheduling/checkIn.test.ts' } as const;
const slip = { runner: 'integration', file: 'tests/integration/clinic-server/scheduling/checkInBySlip.test.ts' } as const;
const days = { runner: 'unit', file: 'tests/shared/lib/waitEstimate.test.ts' } as const;
const device = { runner: 'unit', file: 'tests/backend/features/checkIn.test.ts' } as const;
const page = { runner: 'page', file: 'tests/renderer/features/checkIn/checkIn.test.tsx' } as const;

const decision = 'clinic-server/scheduling/checkIn.ts';
const arrivals = 'clinic-server/scheduling/arrivals.ts';
const routes = 'clinic-server/scheduling/checkInRoutes.ts';
const wait = 'clinic-server/scheduling/dayWait.ts';
const estimate = 'shared/lib/waitEstimate.ts';
const handlers = 'backend/features/checkIn/handlers.ts';
const answers = 'backend/features/checkIn/answers.ts';

const reasons = 'S8 each reason why not has its own word, and none of them gives a number away';

/** Check-in: who gets a number and who does not, what a slip opens, and that no wait is promised that nobody can keep. */
export const checkInMutants: readonly Mutant[] = [
  { rule: 'S8', what: 'another patient’s visit is checked in', file: decision, find: '!visit || visit.patient !== patient', replace: '!visit', proof: { ...server, title: reasons } },
  { rule: 'S8', what: 'tomorrow’s visit is checked in', file: decision, find: 'if (visitDay > day)', replace: 'if (visitDay > day && false)', proof: { ...server, title: reasons } },
  { rule: 'S8', what: 'a visit whose time is over is checked in', file: decision, find: "&& visit.endsAt <= now", replace: "&& visit.endsAt <= now && false", proof: { ...server, title: reasons } },
  { rule: 'S8', what: 'a cancelled visit is checked in', file: decision, find: "visit.status !== 'booked' && visit.status !== 'arrived'", replace: "visit.status === 'proposed'", proof: { ...server, title: reasons } },
  { rule: 'S8', what: 'a visit is checked in from another house', file: decision, find: '(await store.officeOf(visit)) !== office', replace: "(await store.officeOf(visit)) === ''", proof: { ...server, title: reasons } },
  { rule: 'S8', what: 'asked twice is another number', file: decision, find: "if (given !== null && visit.status === 'arrived')", replace: "if (given === '')", proof: { ...server, title: 'S8 whoever checks in has a number' } },
  {
    rule: 'S8', what: 'the next number is read before it is taken', file: arrivals,
    find: "'insert into queue_counter as q (office, day, last) values ($1, $2, 1) on conflict (office, day) do update set last = q.last + 1 returning last'",
    replace: "'select (count(*) + 1)::int as last from check_in c where c.office = $1 and c.day = $2'",
    proof: { ...server, title: 'S8 visits at once through two servers' },
  },
  { rule: 'S8', what: 'anybody on the device is told how long another waits', file: routes, find: 'row.deleted || row.patient !== patientId', replace: "row.deleted || row.patient === ''", proof: { ...server, title: 'S8 nobody is told how long another waits' } },
  { rule: 'S8', what: 'any sealed paper opens a visit', file: routes, find: "seal?.kind === 'slip' ?", replace: 'seal ?', proof: { ...slip, title: 'S8 whatever is wrong with a slip has one refusal' } },
  { rule: 'S8', what: 'a slip goes through beside a sign-in', file: routes, find: "caller.kind !== 'device' || caller.signIn !== null", replace: "caller.kind === 'system' || caller.kind === 'staff'", proof: { ...slip, title: 'S8 the slip is a device’s alone' } },
  { rule: 'S8', what: 'wrong slips are not counted', file: routes, find: 'if (seconds > 0)', replace: 'if (seconds > 1e9)', proof: { ...slip, title: 'S8 a device that scans rubbish waits' } },
  { rule: 'S8', what: 'wrong slips close the sign-in of the device', file: routes, find: "claimAttempt(tx, deviceRule, `slip ${device}`", replace: 'claimAttempt(tx, deviceRule, device', proof: { ...slip, title: 'S8 a device that scans rubbish waits' } },
  { rule: 'S8', what: 'good slips are counted as wrong ones', file: routes, find: 'await inTransaction(parts.pool, (tx) => forgiveAttempt', replace: 'if (seconds > 1e9) await inTransaction(parts.pool, (tx) => forgiveAttempt', proof: { ...slip, title: 'S8 a device that scans rubbish waits' } },
  { rule: 'S8', what: 'a visit in the room is taken for one outside', file: wait, find: "in ('in-progress', 'finished')", replace: "in ('finished')", proof: { ...server, title: 'S8 without a visit begun today' } },
  { rule: 'S8', what: 'minutes are told before the doctor has begun', file: estimate, find: 'if (begun.length === 0) return silence;', replace: '', proof: { ...days, title: 'S8 before the doctor has begun' } },
  { rule: 'S8', what: 'an open visit of hours is believed', file: estimate, find: 'visit.lasts > longestVisitTimes * visit.plannedMinutes', replace: 'visit.lasts < 0', proof: { ...days, title: 'S8 a visit that nobody has closed' } },
  { rule: 'S8', what: 'an empty room beside people who wait is believed', file: estimate, find: 'if (idle > longestPauseMinutes) return silence;', replace: '', proof: { ...days, title: 'S8 a visit that nobody has closed' } },
  { rule: 'S8', what: 'a range of hours is told', file: estimate, find: 'return until - from > widestMinutes ? silence :', replace: 'return until < 0 ? silence :', proof: { ...days, title: 'S8 a range is two multiples of five' } },
  { rule: 'S8', what: 'the narrow half of the days is told for all', file: estimate, find: 'const tail = 0.12;', replace: 'const tail = 0.25;', proof: { ...days, title: 'S8 of more than two thousand simulated patients' } },
  { rule: 'S8', what: 'half a range is a range', file: answers, find: 'from.success && until.success && from.data < until.data', replace: 'from.success && until.success', proof: { ...device, title: 'S8 the wait is asked for with the patient’s own token' } },
  { rule: 'S8', what: 'the device sends what no answer could change', file: handlers, find: "return isHere(tx, visit) ? { appointmentId } : new Refusal('another_office');", replace: 'return { appointmentId };', proof: { ...device, title: 'S8 what no answer could change' } },
  { rule: 'S8', what: 'the slip goes under the sign-in of whoever stands there', file: handlers, find: "path: '/fhir/Appointment/$check-in-by-slip', as: 'device'", replace: "path: '/fhir/Appointment/$check-in-by-slip', as: 'patient'", proof: { ...device, title: 'S8 a slip goes as the device alone' } },
  { rule: 'S8', what: 'an old range stays when no answer comes', file: 'renderer/features/checkIn/useAsking.ts', find: 'setState(next);', replace: 'setState((was) => ({ told: next.told ?? was.told, failure: next.failure }));', proof: { ...page, title: 'S8 a range grows old' } },
  { rule: 'S8', what: 'the screen checks in again each time it is drawn', file: 'renderer/features/checkIn/CheckInScreen.tsx', find: '    if (begun.current) return;\n', replace: '', proof: { ...page, title: 'S8 the number, the room, who is ahead' } },
];

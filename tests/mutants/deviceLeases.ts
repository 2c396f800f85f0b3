import type { Mutant } from './mutant.ts';

const unit = (file: string) => (title: string): Mutant['proof'] => ({ runner: 'unit', file: `tests/backend/${file}.test.ts`, title });
const exchange = unit('sync/leases');
const model = unit('sync/leasesModel');
const visit = unit('features/leasedVisits');
const wholeWay = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/backend/sync/leases.test.ts', title });

const leases = 'backend/sync/leases.ts';
const statement = 'backend/sync/leaseStatement.ts';
const store = 'backend/sync/leaseStore.ts';
const handlers = 'backend/features/appointments/handlers.ts';

/** Leases on the device: each rule of the model (tests/model/lease/rules.ts) that is the device's to keep, and what is promised on them. */
export const deviceLeasesMutants: readonly Mutant[] = [
  { rule: 'O2', what: 'a lease nobody has signed is kept', file: statement, find: `if (!verify(null, bytes, key, Buffer.from(signature, 'base64url'))) return null;`, replace: `verify(null, bytes, key, Buffer.from(signature, 'base64url'));`, proof: exchange('O2 a lease is kept when the clinic’s key has signed it') },
  { rule: 'O2', what: 'another paper of the clinic passes for a lease', file: statement, find: `kind: z.literal('kabinet lease 1'),`, replace: 'kind: z.string(),', proof: exchange('O2 a lease is kept when the clinic’s key has signed it') },
  { rule: 'O2', what: 'another device’s lease is kept', file: leases, find: ' || said.device !== device.deviceId', replace: '', proof: exchange('O2 a lease is kept when the clinic’s key has signed it') },
  { rule: 'O2', what: 'a time that has begun is kept', file: leases, find: ' || said.startsAt <= now()', replace: '', proof: exchange('O2 a lease is kept when the clinic’s key has signed it') },
  { rule: 'O2', what: 'a lease the server has taken back is promised on', file: leases, find: '  for (const lease of listLeases(tx)) if (!named.some(({ leaseId }) => leaseId === lease.leaseId)) dropLease(tx, lease);\n', replace: '', proof: exchange('O2 an answer that is none takes no lease away') },
  { rule: 'O2', what: 'a lease goes back while it is still here', file: leases, find: '      dropLease(tx, lease);\n      addReturn(tx, lease);', replace: '      addReturn(tx, lease);', proof: exchange('O2 a lease that is asked back is dropped on disk before it is sent back') },
  { rule: 'O2', what: 'a lease on its way back is taken again', file: leases, find: ' && !returning.has(lease.slotId)', replace: '', proof: exchange('O2 a lease that is asked back is dropped on disk before it is sent back') },
  { rule: 'O2', what: 'a return is forgotten before the server has it', file: leases, find: '    for (const lease of listReturns(db.read)) {\n', replace: '    for (const lease of listReturns(db.read)) {\n      db.write((tx) => returnAcknowledged(tx, lease));\n', proof: exchange('O2 a lease that is asked back is dropped on disk before it is sent back') },
  { rule: 'O2', what: 'a time with an open entry is given back', file: leases, find: 'unsettled.has(lease.slotId) || lease.slotId === inUse()', replace: 'lease.slotId === inUse()', proof: exchange('O2 a time with an entry that is queued') },
  { rule: 'O2', what: 'a time with an open entry is taken anew', file: leases, find: '!unsettled.has(lease.slotId) && ', replace: '', proof: exchange('O2 a booking made while the answer was on its way') },
  { rule: 'O2', what: 'what was set aside counts as settled', file: 'backend/db/migrations/0016-leases.ts', find: `WHERE outbox.state IN ('queued', 'sent', 'aside');`, replace: `WHERE outbox.state IN ('queued', 'sent');`, proof: exchange('O2 a time with an entry that is aside') },
  { rule: 'O2', what: 'the server is not told which times are not settled', file: leases, find: `await post('/fhir/Slot/$lease', open)`, replace: `await post('/fhir/Slot/$lease', open.slice(open.length))`, proof: exchange('O2 a time with an entry that is queued') },
  { rule: 'O2', what: 'a time is given back under the hands of whoever books it', file: leases, find: ' || lease.slotId === inUse()', replace: '', proof: exchange('O2 a time somebody here is about to book') },
  { rule: 'O2', what: 'leases are asked for before the report is answered', file: leases, find: '      if (reportDue(db.read) !== null) return;\n', replace: '', proof: exchange('O2 to a server of another history') },
  { rule: 'O2', what: 'a report counts as answered when it is sent', file: leases, find: `    const answer = await post('/fhir/Slot/$report', [...leases, ...claims]);`, replace: `    db.write((tx) => reportAnswered(tx, epoch));\n    const answer = await post('/fhir/Slot/$report', [...leases, ...claims]);`, proof: exchange('O2 to a server of another history') },
  { rule: 'O2', what: 'the answer of one history settles the report to the next', file: store, find: 'DELETE FROM report_due WHERE epoch = $epoch', replace: 'DELETE FROM report_due WHERE length($epoch) > 0', proof: exchange('O2 a report that was answered by one history') },
  { rule: 'O2', what: 'a cancelled visit is claimed', file: 'backend/db/migrations/0016-leases.ts', find: `later.kind = 'cancel' OR `, replace: '', proof: exchange('O2 the report stands for what somebody was told') },
  { rule: 'O2', what: 'what nobody was told of is claimed', file: 'backend/db/migrations/0016-leases.ts', find: 'WHERE told.word IS NOT NULL AND told.slot_id IS NOT NULL', replace: 'WHERE told.slot_id IS NOT NULL', proof: exchange('O2 the report stands for what somebody was told') },
  { rule: 'O2', what: 'the queue is sent to a restored server before the report', file: 'backend/sync/engine.ts', find: '      await leasing.report();\n      again = await push(pushDeps);', replace: '      again = await push(pushDeps);\n      await leasing.report();', proof: model('O2 I1 seed 2:') },
  { rule: 'O2', what: 'a new history of the server asks for no report', file: 'backend/sync/engine.ts', find: '      setReportDue(tx, theirs);\n', replace: '', proof: model('O2 I1 seed 2:') },
  { rule: 'O2', what: 'the word of the server is not kept', file: 'backend/sync/push.ts', find: `    if (state === 'applied') keepWordOf(tx, entry.commandId, body);\n`, replace: '', proof: model('O2 I1 seed 2:') },
  { rule: 'O2', what: 'one lease is promised to two', file: handlers, find: '      if (lease !== null) dropLease(tx, lease);\n      holds.consume(slotId);\n      return { appointmentId, number, confirmed', replace: '      holds.consume(slotId);\n      return { appointmentId, number, confirmed', proof: visit('O2 a visit on a leased time is confirmed at once') },
  { rule: 'O2', what: 'a time the clinic has closed is promised', file: handlers, find: 'const lease = isClosed ? null : (findLease(db, slot) ?? null);', replace: 'const lease = findLease(db, slot) ?? null;', proof: visit('O2 nothing is promised on a time the clinic has closed or moved') },
  { rule: 'O2', what: 'an hour the clinic has moved is promised', file: store, find: 'WHERE slot_id = $slotId AND starts_at = $startsAt', replace: 'WHERE slot_id = $slotId AND starts_at < $startsAt + 86400000', proof: visit('O2 nothing is promised on a time the clinic has closed or moved') },
  { rule: 'O3', what: 'a mere request is shown as confirmed', file: 'backend/features/appointments/visits.ts', find: `booking.word !== null && !booking.isAside ? 'booked' : 'sending'`, replace: `!booking.isAside ? 'booked' : 'sending'`, proof: visit('O2 a booking on a time that is not this kiosk’s') },
  { rule: 'O3', what: 'what was set aside is still called confirmed', file: 'backend/features/appointments/visits.ts', find: ' && !booking.isAside', replace: '', proof: visit('O2 a confirmed visit that was set aside') },
  { rule: 'O3', what: 'the paper of a confirmed visit says that it waits', file: 'backend/features/slips/handlers.ts', find: ` || (pending.kind === 'book' && status === 'booked')`, replace: '', proof: visit('O2 a visit on a leased time is confirmed at once') },
  { rule: 'O2', what: 'a cancellation told again passes for a new one', file: 'backend/sync/leaseWord.ts', find: '  else keepWordOfCancelled(tx, commandId);\n', replace: '', proof: visit('O2 a cancellation that was done says so') },
  { rule: 'O2', what: 'a booking told again by its word is taken for another one', file: 'clinic-server/scheduling/operations.ts', find: 'withoutWord(request.body ?? null)', replace: 'withoutWord(null) ?? request.body ?? null', proof: wholeWay('O2 a booking that is told again by its word') },
];

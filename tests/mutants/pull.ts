import type { Mutant } from './mutant.ts';

const office = { runner: 'integration', file: 'tests/integration/clinic-server/fhir/officeScope.test.ts' } as const;
const reading = { runner: 'unit', file: 'tests/backend/sync/pull.test.ts' } as const;
const killed = { runner: 'integration', file: 'tests/integration/backend/sync/firstLoad.test.ts' } as const;

const scope = 'clinic-server/fhir/officeScope.ts';
const list = 'clinic-server/db/migrations/0028-office-scope.ts';
const rows = 'backend/sync/feedRows.ts';
const store = 'backend/sync/feedStore.ts';
const size = 'backend/sync/pageSize.ts';

const onlyTheirs = { ...office, title: 'O1 a desk reads the records of its office’s patients and of nobody else, and of them no results' };
const nobodyElse = { ...office, title: 'O1 neither a kiosk nor a person is given the records of an office, and a desk none of another' };
const comesAndLeaves = { ...office, title: 'O1 whoever comes brings a whole record however old, and whoever leaves takes it all away, page by page' };
const quiet = { ...office, title: 'O5 a quiet office does not look through what the others write, and misses nothing that is still open' };
const belongs = { ...office, title: 'O1 a patient belongs by a visit within two years or to come, by an order and by a registration there' };
const leftAndWaited = { ...reading, title: 'O1 what left waits for an unsent change of it, and goes when the change has settled' };
const leftAndForgotten = { ...reading, title: 'O1 what left is gone here and forgotten: it comes back in the very version it had' };

/** What a desk is given of its office's patients, and how pages come over a bad line. */
export const pullMutants: readonly Mutant[] = [
  { rule: 'O1', what: 'a kiosk is given the records of an office', file: scope, find: "caller.kind !== 'device' || caller.profile === 'kiosk'", replace: "caller.kind !== 'device'", proof: nobodyElse },
  { rule: 'O1', what: 'a person is given the records of an office', file: scope, find: "if (caller.kind !== 'device' || caller.profile === 'kiosk')", replace: "if (caller.kind === 'system' || (caller.kind === 'device' && caller.profile === 'kiosk'))", proof: nobodyElse },
  { rule: 'O1', what: 'a desk is given every office’s patients', file: scope, find: 'm.office = ${bind.add(office)} and', replace: '${bind.add(office)}::uuid is not null and', proof: onlyTheirs },
  { rule: 'O1', what: 'a desk is given results and papers', file: scope, find: "and r.type in (${officeTypes.map((type) => `'${type}'`).join(', ')}) and", replace: 'and', proof: onlyTheirs },
  { rule: 'D1', what: 'a desk is given what its patient has deleted', file: scope, find: '(r.deleted or r.held is not null) as deleted', replace: 'r.deleted as deleted', proof: onlyTheirs },
  { rule: 'L1', what: 'a desk is told of what was never released', file: scope, find: "and r.held is distinct from 'never'`;", replace: '`;', proof: onlyTheirs },
  { rule: 'O1', what: 'who comes brings only what changes from then on', file: scope, find: '(not m.present or (r.xid, r.seq) < (m.xid, m.seq))', replace: 'not m.present', proof: comesAndLeaves },
  { rule: 'O1', what: 'who leaves takes nothing away', file: scope, find: '(not m.present or (r.xid, r.seq) < (m.xid, m.seq))', replace: '(m.present and (r.xid, r.seq) < (m.xid, m.seq))', proof: comesAndLeaves },
  { rule: 'O1', what: 'nobody ever leaves', file: scope, find: 'where o.present and o.until <= $1', replace: 'where false and o.until <= $1', proof: comesAndLeaves },
  { rule: 'O1', what: 'a page inside one record is read on from its beginning', file: scope, find: 'and (m.xid, m.seq, r.seq) > (${after.xid}, ${after.seq}, ${after.rest})', replace: 'and (m.xid, m.seq) > (${after.xid}, ${after.seq}) and ${after.rest} >= 0', proof: comesAndLeaves },
  { rule: 'O5', what: 'an office’s rows are handed out before an open transaction that could precede them', file: scope, find: "const horizon = 'pg_snapshot_xmin(pg_current_snapshot())';", replace: "const horizon = 'pg_snapshot_xmax(pg_current_snapshot())';", proof: quiet },
  { rule: 'O5', what: 'a quiet office looks through what the others write again with each question', file: scope, find: "last ?? { xid: horizon, seq: '0', rest: '0' }", replace: 'last ?? page.at(-1)?.at ?? cursorOf(cursor, epoch)', proof: quiet },
  { rule: 'O1', what: 'a visit of long ago makes a patient the office’s', file: list, find: 'or ends is null or ends <= transaction_timestamp() then return;', replace: 'or ends is null then return;', proof: belongs },
  { rule: 'O1', what: 'whoever signs in by a password at a kiosk becomes the office’s patient', file: list, find: "when (new.method <> 'password') execute", replace: 'execute', proof: belongs },
  { rule: 'O1', what: 'an order makes nobody the office’s patient', file: list, find: 'perform office_takes(coalesce(place, office_of_sign_in(new.content)), new.patient, office_moment(new.content));', replace: 'perform office_takes(place, new.patient, office_moment(new.content));', proof: belongs },
  { rule: 'O1', what: 'what left is taken for removed, and stays away when it returns', file: rows, find: 'if (row.left) forgetVersion(tx, scope, type, row.id);\n  else saveVersion', replace: 'saveVersion', proof: leftAndForgotten },
  { rule: 'O1', what: 'what left in the version it is known in stays', file: rows, find: 'if (!row.left && row.version', replace: 'if (row.version', proof: leftAndForgotten },
  { rule: 'O1', what: 'what left and came back goes when a change settles', file: rows, find: 'dropDeferredLeaving(tx, scope, row.type, row.id);\n', replace: '', proof: leftAndWaited },
  { rule: 'O1', what: 'what waits to leave is forgotten to be a leaving', file: store, find: '({ deleted, left }: Pick<FeedRow, \'deleted\' | \'left\'>): number => (left ? 2 : deleted ? 1 : 0)', replace: '({ deleted }: Pick<FeedRow, \'deleted\' | \'left\'>): number => (deleted ? 1 : 0)', proof: leftAndWaited },
  { rule: 'O5', what: 'a page too long for the line is asked for again as long', file: size, find: 'cut: () => to(rows / 2),', replace: 'cut: () => undefined,', proof: { ...reading, title: 'O5 a line that carries only short pages gets them' } },
  { rule: 'O5', what: 'a slow line is asked for pages that grow for ever', file: size, find: 'Math.max(0.5, targetMs / ownMs)', replace: '2', proof: { ...reading, title: 'O5 a page takes about 300 ms of what the line carries' } },
  { rule: 'O5', what: 'a load that was killed begins again', file: 'backend/sync/pull.ts', find: "const after = cursor === null ? '' :", replace: "const after = cursor === null || deps.pageSize.rows() === 50 ? '' :", proof: { ...killed, title: 'O5 a first load killed at any page goes on from the last one it had whole' }, takesLong: true },
];

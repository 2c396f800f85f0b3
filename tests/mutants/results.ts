import type { Mutant } from './mutant.ts';

const table = { runner: 'integration', file: 'tests/integration/clinic-server/results/released.test.ts' } as const;
const seen = { runner: 'integration', file: 'tests/integration/clinic-server/results/seen.test.ts' } as const;
const letters = { runner: 'integration', file: 'tests/integration/clinic-server/results/letters.test.ts' } as const;

const migration = 'clinic-server/db/migrations/0017-released-results.ts';
const scopes = 'clinic-server/fhir/access.ts';
const routes = 'clinic-server/results/routes.ts';
const files = 'clinic-server/results/resultFiles.ts';
const writes = 'clinic-server/results/plainWrites.ts';
const telling = 'clinic-server/results/tellOfResults.ts';
const ownerTable = { ...table, title: 'L1 L2 L3 owner: by every call' } as const;
const moves = { ...seen, title: 'L1 L2 devices hear in order of what is released' } as const;

/** Results: a patient reads what the clinic has released and nothing else, by whatever call. */
export const resultsMutants: readonly Mutant[] = [
  {
    rule: 'L1', what: 'a search shows what is not released', file: scopes,
    find: '`(r.patient is null or (r.patient = ${bind.add(scope.patient)} and r.held is null))`', replace: '`(r.patient is null or r.patient = ${bind.add(scope.patient)})`',
    proof: ownerTable,
  },
  {
    rule: 'L1', what: 'a read says that there is something not released', file: scopes,
    find: "and r.held is distinct from 'never'))`;", replace: '))`;',
    proof: { ...table, title: 'L1 L2 L3 owner reads what is released' },
  },
  {
    rule: 'L1', what: 'a read shows what was taken back', file: scopes,
    find: '`(r.deleted or r.held is not null)`', replace: "'r.deleted'",
    proof: ownerTable,
  },
  {
    rule: 'L1', what: 'the feed tells of what was never released', file: 'clinic-server/fhir/feed.ts',
    find: " and r.held is distinct from 'never'`", replace: '`',
    proof: ownerTable,
  },
  {
    rule: 'L1', what: 'any status is a release', file: migration,
    find: "and coalesce(new.content->>'status' in ('final', 'amended', 'corrected', 'appended'), false)", replace: '',
    proof: ownerTable,
  },
  {
    rule: 'L2', what: 'a value is released by itself', file: migration,
    find: "not new.deleted and exists (select from report_names n where n.type = 'Observation' and n.id = new.id and n.patient = new.patient)", replace: 'not new.deleted',
    proof: ownerTable,
  },
  {
    rule: 'L2', what: 'a draft stays readable as an older version', file: migration,
    find: "case when p.held = 'never' then 'never' else coalesce(r.held, p.held) end", replace: 'r.held',
    proof: ownerTable,
  },
  {
    rule: 'L2', what: 'what is taken back stays readable as an older version', file: migration,
    find: "case when p.held = 'never' then 'never' else coalesce(r.held, p.held) end", replace: 'p.held',
    proof: ownerTable,
  },
  {
    rule: 'L2', what: 'values stay when their report is taken back', file: migration,
    find: 'delete from report_names n where n.report = new.id;', replace: 'if new.held is null then delete from report_names n where n.report = new.id; end if;',
    proof: ownerTable,
  },
  {
    rule: 'L2', what: 'a device is told of a value under a version it has already', file: migration,
    find: 'set version = r.version + case when named.ours then 0 else 1 end, xid', replace: 'set version = r.version, xid',
    proof: moves,
  },
  {
    rule: 'L3', what: 'a file is there before its report is released', file: files,
    find: "(exists (select from report_names n where n.type = 'Binary' and n.id = f.id::text and n.patient = f.patient)", replace: '(true',
    proof: ownerTable,
  },
  {
    rule: 'L3', what: 'a file is anybody’s who knows its number', file: files,
    find: '(f.patient = $2\n       and (exists', replace: '(true\n       and (exists',
    proof: ownerTable,
  },
  {
    rule: 'L3', what: 'a file changes under its report', file: files,
    find: "if (same.count === 0) throw new FhirRefusal(409, 'id_taken');", replace: '',
    proof: { ...seen, title: 'L3 a file is what it was and whose it was' },
  },
  {
    rule: 'L3', what: 'anybody brings files', file: routes,
    find: 'assertMayWrite(callerOf(request));', replace: '',
    proof: { ...seen, title: 'L3 a file is what it was and whose it was' },
  },
  {
    rule: 'L2', what: 'a report names another patient’s value', file: writes,
    find: "if (observations.length > 0) mixed('DiagnosticReport.result');", replace: '',
    proof: { ...table, title: 'L2 a report, its values and its files are one patient’s' },
  },
  {
    rule: 'L3', what: 'a report names another patient’s file', file: writes,
    find: "if (others.length > 0) mixed('DiagnosticReport.presentedForm');", replace: '',
    proof: { ...table, title: 'L2 a report, its values and its files are one patient’s' },
  },
  {
    rule: 'L2', what: 'a value comes to another patient than its report', file: writes,
    find: "if (rows.length > 0) mixed('Observation.subject');", replace: '',
    proof: { ...table, title: 'L2 a report, its values and its files are one patient’s' },
  },
  {
    rule: 'L1', what: 'a patient sets any tag', file: routes,
    find: "const SeenMeta = z.strictObject({ tag: z.tuple([z.strictObject({ system: z.literal(systems.seen), code: z.literal('seen') })]) });", replace: 'const SeenMeta = z.looseObject({ });',
    proof: { ...seen, title: 'L1 nobody sets another tag' },
  },
  {
    rule: 'L1', what: 'a device is told of a report after its patient has left', file: routes,
    find: 's.ended_at is null and', replace: '',
    proof: { ...seen, title: 'L1 an outbox entry of somebody who has left is done' },
  },
  {
    rule: 'L1', what: 'an answer that was remembered outlives the release', file: routes,
    find: "      await markSeen(tx, patientId, id);\n      return { status: 200, body: null };", replace: "      await markSeen(tx, patientId, id);\n      return { status: 200, body: await readInScope(tx, { kind: 'patient', patient: patientId }, 'DiagnosticReport', id) };",
    proof: { ...seen, title: 'L1 the same key asked again after the report was taken back' },
  },
  {
    rule: 'L3', what: 'a first load writes to everybody about results of years ago', file: telling,
    find: 'return at > now - freshMs ? patientOf(after) : null;', replace: 'return patientOf(after);',
    proof: { ...letters, title: 'L3 no letter of what is not released' },
  },
  {
    rule: 'L3', what: 'every report is a letter', file: telling,
    find: 'where l.sends_at <= $3', replace: 'where $3::timestamptz is not null',
    proof: { ...letters, title: 'L3 several reports in an hour are one letter' },
  },
  {
    rule: 'L3', what: 'a locked account’s mailbox is written to', file: telling,
    find: ' and a.locked_at is null', replace: '',
    proof: { ...letters, title: 'L3 no letter to who has no account' },
  },
  {
    rule: 'L3', what: 'the letter says that it is about results', file: telling,
    find: 'появились новые документы', replace: 'появились результаты анализов',
    proof: { ...letters, title: 'L3 a released report is told by a letter' },
  },
];

import type { Mutant } from './mutant.ts';

const looked = { runner: 'integration', file: 'tests/integration/clinic-server/ownData/whoLooked.test.ts' } as const;
const everything = { runner: 'integration', file: 'tests/integration/clinic-server/ownData/everything.test.ts' } as const;
const paper = { runner: 'integration', file: 'tests/integration/clinic-server/ownData/paper.test.ts' } as const;
const words = { runner: 'unit', file: 'tests/clinic-server/ownData/paperText.test.ts' } as const;
const home = { runner: 'integration', file: 'tests/integration/clinic-server/ownData/takeHome.test.ts' } as const;
const device = { runner: 'unit', file: 'tests/backend/features/ownData.test.ts' } as const;
const screens = { runner: 'page', file: 'tests/renderer/features/ownData/screens.test.tsx' } as const;

const log = 'clinic-server/ownData/accessLog.ts';
const trail = 'clinic-server/ownData/auditTrail.ts';
const collecting = 'clinic-server/ownData/collect.ts';
const routes = 'clinic-server/ownData/routes.ts';
const store = 'clinic-server/ownData/takeHomeStore.ts';
const handlers = 'backend/features/ownData/handlers.ts';
const whole = { ...everything, title: 'D4 a whole record is its patient’s' } as const;
const system = { ...looked, title: 'D4 the clinic’s own system: read is one line' } as const;
const goesOn = { ...looked, title: 'D4 a reader who goes on looking is one line' } as const;
const ownTrail = { ...looked, title: 'D4 a trail is read by its patient' } as const;
const lives = { ...home, title: 'D4 a link lives a day' } as const;
const five = { ...home, title: 'D4 five wrong codes are the end of a link' } as const;
const secrets = { ...home, title: 'D4 neither link nor code lies in the database' } as const;
const goes = { ...device, title: 'D4 once the patient has left the paper is overwritten' } as const;

/** D4: everything held, who has looked, and the way home of a copy. */
export const ownDataMutants: readonly Mutant[] = [
  { rule: 'D4', what: 'what systems read is not written down', file: log, find: "if (caller.kind === 'system') return { reader: 'system',", replace: "if (caller.kind === 'system') return { reader: 'self',", proof: system },
  { rule: 'D4', what: 'who acts for a patient leaves no trace', file: log, find: "reader: representation ?? 'self'", replace: "reader: 'self'", proof: { ...looked, title: 'D4 who acts for the patient: read of the person' } },
  { rule: 'D4', what: 'what cannot be written down is shown', file: log, find: "  await inTransaction(parts.pool, (tx) => writeAccess(tx, access, eyes, parts.now()));\n}", replace: "  await inTransaction(parts.pool, (tx) => writeAccess(tx, access, eyes, parts.now())).catch(() => undefined);\n}", proof: { ...looked, title: 'D4 what cannot be written down is not shown' } },
  { rule: 'D4', what: 'each look is a line of its own', file: log, find: 'looks.includes(deed) ? Math.floor(now / spanMs) : null', replace: 'null', proof: goesOn },
  { rule: 'D4', what: 'a line forgets what was seen later', file: log, find: 'do update set things = access_log.things || array(select t from unnest(excluded.things) as t where t <> all(access_log.things)) where not access_log.things @> excluded.things', replace: 'do nothing', proof: goesOn },
  { rule: 'D4', what: 'only the first patient of a list is told', file: log, find: 'patients: seen.map(({ patient }) => patient)', replace: 'patients: seen.map(({ patient }) => patient).slice(0, 1)', proof: { ...looked, title: 'D4 a list of several people’s' } },
  { rule: 'D4', what: 'a file is shown and nobody told', file: 'clinic-server/documents/routes.ts', find: 'patients: owner === null ? [] : [owner]', replace: 'patients: []', proof: { ...looked, title: 'D4 the clinic’s own system: a file' } },
  { rule: 'D4', what: 'cases are looked through unseen', file: 'clinic-server/locks/routes.ts', find: "patients: cases.flatMap(({ patient, otherPatient }) => [patient, otherPatient]).filter((id) => id !== null)", replace: 'patients: []', proof: { ...looked, title: 'D4 a registrar sees the open cases' } },
  { rule: 'D4', what: 'a code for one visit is made unseen', file: 'clinic-server/registration/visitCodes.ts', find: "      await noteDeed(tx, parts, caller, { deed: 'codeMinted', patients: [patientId], things: [] });\n", replace: '', proof: { ...looked, title: 'D4 a registrar makes a code for one visit' } },
  { rule: 'D4', what: 'the people one may act for are shown unseen', file: 'clinic-server/representatives/actFor.ts', find: "patients: [person.id], things: ['person']", replace: "patients: [], things: ['person']", proof: { ...looked, title: 'D4 who is shown whom they may act for' } },
  { rule: 'D4', what: 'the log can be changed', file: 'clinic-server/db/migrations/0024-access-log.ts', find: "if new.things @> old.things and (to_jsonb(new) - 'things') = (to_jsonb(old) - 'things') then return new; end if;", replace: 'return new;', proof: ownTrail },
  { rule: 'D4', what: 'another patient’s trail is read', file: routes, find: "if (caller.kind === 'patient' && caller.patientId !== asked.patient) throw new FhirRefusal(404, 'not_found');", replace: '', proof: ownTrail },
  { rule: 'D4', what: 'a colleague’s whole name is told', file: trail, find: "kind === 'staff' ? initialsOf(row.staffName ?? '')", replace: "kind === 'staff' ? (row.staffName ?? '')", proof: { ...looked, title: 'D4 the patient reads their own trail' } },
  { rule: 'D4', what: 'a page of the trail begins anywhere', file: trail, find: '(u.at, u.id) < ($2::timestamptz, $3::text)', replace: 'u.at < $2::timestamptz and $3::text is null', proof: { ...looked, title: 'D4 the patient reads their own trail' } },
  { rule: 'D4', what: 'a device has a whole record', file: routes, find: "if (caller.kind !== 'patient' && caller.kind !== 'system') throw new FhirRefusal(403, 'forbidden');\n  return caller;", replace: "if (caller.kind === 'staff') throw new FhirRefusal(403, 'forbidden');\n  return caller as Reader;", proof: whole, takesLong: true },
  { rule: 'D4', what: 'what is not released goes along', file: collecting, find: ' and not r.deleted and ${scopeSql(scope, bind)} order', replace: ' and not r.deleted order', proof: { ...everything, title: 'D4 what the clinic has not released' }, takesLong: true },
  { rule: 'D4', what: 'files stay behind', file: collecting, find: 'if (content) files.push({ id, content });\n    else if', replace: 'if', proof: { ...everything, title: 'D4 the Bundle is valid R4, names whom' }, takesLong: true },
  { rule: 'D4', what: 'as many papers are made as are asked for', file: 'clinic-server/ownData/paperLine.ts', find: 'if (line.length >= waiting) throw', replace: 'if (line.length > 1e9) throw', proof: { ...paper, title: 'D4 as many papers wait as may' }, takesLong: true },
  { rule: 'D4', what: 'a paper that failed keeps its place in the line', file: 'clinic-server/ownData/paperLine.ts', find: 'else busy--;', replace: 'else busy = workers;', proof: { ...paper, title: 'D4 as many papers wait as may' }, takesLong: true },
  { rule: 'D4', what: 'invisible signs turn a line of paper round', file: 'clinic-server/ownData/paperText.ts', find: '[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}]', replace: '[\\p{Cc}]', proof: { ...words, title: 'D4 on paper nothing of a text is invisible' } },
  { rule: 'D4', what: 'a value loses its zeros on paper', file: 'clinic-server/ownData/paperText.ts', find: '(context?.source ?? value)', replace: 'value', proof: { ...words, title: 'D4 a value stands on paper with every digit' } },
  { rule: 'D4', what: 'a range of the other sex stands on paper', file: 'clinic-server/ownData/paperRecord.ts', find: 'if (sexes.length > 0 && gender !== undefined && !sexes.some((sex) => sex === gender)) return false;', replace: '', proof: { ...words, title: 'D4 the range is the one of this patient' } },
  { rule: 'D4', what: 'six digits may be tried for ever', file: store, find: "await tx.query('update take_home set code_tries = code_tries + 1 where id = $1', [row.id]);", replace: '', proof: five },
  { rule: 'D4', what: 'codes tried at one moment are counted once', file: store, find: ' and t.expires_at > $3 for update of t`', replace: ' and t.expires_at > $3`', proof: { ...home, title: 'D4 tried many times at one moment' } },
  { rule: 'D4', what: 'any code opens', file: store, find: 'if (!timingSafeEqual(row.codeHash, codeHash(link, code)))', replace: 'if (!timingSafeEqual(row.codeHash, row.codeHash))', proof: five },
  { rule: 'D4', what: 'a used link opens again', file: store, find: 't.code_hash as "codeHash", t.code_tries as tries from take_home t ${owners} where t.link_hash = $1 and t.opened_at is null', replace: 't.code_hash as "codeHash", t.code_tries as tries from take_home t ${owners} where t.link_hash = $1', proof: { ...home, title: 'D4 the letter has a link and nothing' } },
  { rule: 'D4', what: 'a link outlives its day', file: store, find: ' and t.expires_at > $3 for update of t`', replace: ' and $3::timestamptz is not null for update of t`', proof: lives },
  { rule: 'D4', what: 'the letter before stays good', file: store, find: 'delete from take_home where patient = $1 or expires_at < $2', replace: 'delete from take_home where patient = $1 and expires_at < $2', proof: lives },
  { rule: 'D4', what: 'a locked account’s mailbox gets the copy', file: store, find: 'a.locked_at is null and a.closed_at is null and t.login_hash', replace: 't.login_hash', proof: lives },
  { rule: 'D4', what: 'a former address gets the copy', file: store, find: " and t.login_hash = sha256(convert_to(a.login, 'UTF8'))`", replace: '`', proof: lives },
  { rule: 'D4', what: 'files are had for as long as one likes', file: store, find: ' and t.grant_ends_at > $3`, [hashOf(link), hashOf(grant)', replace: ' and $3::timestamptz is not null`, [hashOf(link), hashOf(grant)', proof: { ...home, title: 'D4 the letter has a link and nothing' } },
  { rule: 'D4', what: 'the link lies in the database', file: store, find: 'hashOf(login), hashOf(link), codeHash(link, code)', replace: 'hashOf(login), Buffer.from(link), codeHash(link, code)', proof: secrets },
  { rule: 'D4', what: 'the letter has the code', file: 'clinic-server/ownData/takeHome.ts', find: '/take-home/${link}`', replace: '/take-home/${link}?${code}`', proof: { ...home, title: 'D4 the letter has a link and nothing' } },
  { rule: 'D4', what: 'a letter is sent for somebody else', file: 'clinic-server/ownData/takeHome.ts', find: "if (request.params.id !== owner.patientId) throw new FhirRefusal(404, 'not_found');", replace: '', proof: { ...home, title: 'D4 a letter goes to the owner’s own address' } },
  { rule: 'D4', what: 'letters without an end', file: 'clinic-server/ownData/takeHome.ts', find: "    await inTransaction(parts.pool, (tx) => claimLetter(tx, { device: owner.deviceId, caller: null, address: login }, parts.now()));\n", replace: '', proof: { ...home, title: 'D4 a letter goes to the owner’s own address' } },
  { rule: 'D4', what: 'a paper that comes too late stays', file: handlers, find: 'if (now.patientId !== patientId || now.signInId !== signInId) {', replace: 'if (now.patientId === undefined) {', proof: goes },
  { rule: 'D4', what: 'the same person’s next visit has the paper of the one before', file: handlers, find: ' || now.signInId !== signInId', replace: '', proof: goes },
  { rule: 'D4', what: 'each press has another paper made', file: handlers, find: '        coming.get(key) ??\n', replace: '', proof: { ...device, title: 'D4 the paper is made once' } },
  { rule: 'D4', what: 'the whole address stands on the glass', file: handlers, find: '${email.slice(0, Math.min(2, at))}***${email.slice(at)}', replace: '${email}', proof: { ...device, title: 'D4 the letter’s address is shown' } },
  { rule: 'D4', what: 'another person’s trail is joined to this one’s', file: 'renderer/features/ownData/useAccessLines.ts', find: ' || answer.patientId !== patientId', replace: '', proof: { ...screens, title: 'D4 lines stand under their days' } },
];

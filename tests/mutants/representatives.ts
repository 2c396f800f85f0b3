import type { Mutant } from './mutant.ts';

const rules: Mutant['proof'] & { runner: 'unit' } = { runner: 'unit', file: 'tests/clinic-server/representatives/representationRules.test.ts', title: '' };
const server = (file: 'actFor' | 'desk' | 'records', title: string): Mutant['proof'] => ({ runner: 'integration', file: `tests/integration/clinic-server/representatives/${file}.test.ts`, title });
const switching = (title: string): Mutant['proof'] => ({ runner: 'unit', file: 'tests/backend/server/switching.test.ts', title });
const rule = 'R10';

const ruleFile = 'clinic-server/representatives/representationRules.ts';
const deskFile = 'clinic-server/representatives/deskRoutes.ts';
const actFile = 'clinic-server/representatives/actFor.ts';
const storeFile = 'clinic-server/representatives/representationStore.ts';
const signInFile = 'clinic-server/identity/signInStore.ts';

export const representativesMutants: readonly Mutant[] = [
  {
    rule, what: 'a grown-up is somebody’s child', file: ruleFile,
    find: "if (relationship !== 'proxy' && !isChild) throw new FhirRefusal(409, 'not_a_child');", replace: '',
    proof: { ...rules, title: 'R10 nobody is the parent or guardian of a grown-up, from the very birthday on' },
  },
  {
    rule, what: 'a child acts for others', file: ruleFile,
    find: "if (representativeGrownUp === null || representativeGrownUp > today) throw new FhirRefusal(409, 'representative_is_child');", replace: '',
    proof: { ...rules, title: 'R10 a child acts for nobody' },
  },
  {
    rule, what: 'a right outlasts childhood', file: ruleFile,
    find: '|| last > latest)', replace: ')',
    proof: { ...rules, title: 'R10 a parent’s right lasts to the birthday' },
  },
  {
    rule, what: 'a right that is over is granted', file: ruleFile,
    find: '|| last < today ', replace: '',
    proof: { ...rules, title: 'R10 a right that would be over already is not granted' },
  },
  {
    rule, what: 'a power of attorney for a child outlasts childhood', file: ruleFile,
    find: '(longest === null ? grownUp : earlier(longest, grownUp))', replace: '(longest ?? grownUp)',
    proof: { ...rules, title: 'R10 a power of attorney has a day, three years ahead at most' },
  },
  {
    rule, what: 'a right is granted without a document seen', file: deskFile,
    find: 'documentSeen: z.literal(true),', replace: 'documentSeen: z.unknown(),',
    proof: server('desk', 'R10 without a document seen, with one of another kind, or for oneself nothing is granted'),
  },
  {
    rule, what: 'any document will do', file: deskFile,
    find: '.refine(({ relationship, document }) => documentOf[relationship] === document)', replace: '',
    proof: server('desk', 'R10 without a document seen, with one of another kind, or for oneself nothing is granted'),
  },
  {
    rule, what: 'anybody who is signed in grants', file: deskFile,
    find: "const by = staffOf(request, 'registrar');\n    const asked = read(Grant, request);", replace: "const by = { staffId: '', deviceId: '', ...(request.caller?.kind === 'staff' ? request.caller : {}) };\n    const asked = read(Grant, request);",
    proof: server('desk', 'R10 nobody but staff gives, takes back or lists rights'),
  },
  {
    rule, what: 'a grant leaves no trace', file: deskFile,
    find: "await audit(tx, { action: 'representative_granted', staff: by.staffId, device: by.deviceId, patient, representative: representativeId, representation: id, now });", replace: '',
    proof: server('desk', 'R10 a registrar who has seen the document gives the right'),
  },
  {
    rule, what: 'a merged record has rights', file: deskFile,
    find: "if (patient.active === false) throw new FhirRefusal(404, 'not_found');", replace: '',
    proof: server('desk', 'R10 people who are nobody here, or were merged into others'),
  },
  {
    rule, what: 'one acts for whom one has no right to', file: actFile,
    find: 'if (!right || !represented || represented.deleted ||', replace: 'if (!represented || represented.deleted ||',
    proof: server('actFor', 'R10 acting opens the other’s record and closes one’s own'),
  },
  {
    rule, what: 'a right goes on to whom the represented person acts for', file: actFile,
    find: 'representation?.representativeId ?? patientId;', replace: 'patientId ?? representation?.representativeId;',
    proof: server('actFor', 'R10 a right does not go on'),
  },
  {
    rule, what: 'the account of a locked person is acted for', file: actFile,
    find: '  await assertOpen(tx, [self, patientId]);\n', replace: '',
    proof: server('actFor', 'R10 a lock of the mother ends what she does for her son'),
  },
  {
    rule, what: 'a sign-in that has ended opens another', file: actFile,
    find: 'from sign_in s where s.id = $1 and s.ended_at is null for update', replace: 'from sign_in s where s.id = $1 for update',
    proof: server('actFor', 'R10 a sign-in that has ended opens no other'),
  },
  {
    rule, what: 'each change begins a new hour', file: actFile,
    find: 'acting: { representation: right?.id ?? null, provedAt } });', replace: 'acting: { representation: right?.id ?? null, provedAt: now } });',
    proof: server('actFor', 'R10 going from one to another never makes a visit longer'),
  },
  {
    rule, what: 'what is done for somebody outlives the account', file: actFile,
    find: 'openSignIn(tx, parts, { deviceId, profile, accountId: account,', replace: 'openSignIn(tx, parts, { deviceId, profile, accountId: null,',
    proof: server('actFor', 'R10 a new password of the mother ends what she does for her son'),
  },
  {
    rule, what: 'acting leaves no trace', file: actFile,
    find: "await audit(tx, { action: 'acts_for',", replace: "if (now < 0) await audit(tx, { action: 'acts_for',",
    proof: server('actFor', 'R10 from one represented person to the next'),
  },
  {
    rule, what: 'a right taken back ends nothing', file: storeFile,
    find: "where representation = $1 and ended_at is null returning device", replace: "where false and representation = $1 and ended_at is null returning device",
    proof: server('actFor', 'R10 a right taken back ends what is done by it'),
  },
  {
    rule, what: 'a lock of the mother leaves what she does for her son', file: 'clinic-server/locks/lock.ts',
    find: '(patient = $1 or representation in (select p.id from representation p where p.representative = $1))', replace: 'patient = $1',
    proof: server('actFor', 'R10 a lock of the mother ends what she does for her son'),
  },
  {
    rule, what: 'a right outlives its last day in a sign-in', file: signInFile,
    find: 'p.revoked_at is null and p.until >= ${day} and not ${shut}', replace: 'p.revoked_at is null and ${day}::date is not null and not ${shut}',
    proof: server('actFor', 'R10 on the morning after its last day a right is over'),
  },
  {
    rule, what: 'who acts for somebody signs in at Gosuslugi in their name', file: 'clinic-server/esia/routes.ts',
    find: "if (caller.kind === 'patient' && caller.representation) throw new FhirRefusal(403, 'forbidden');", replace: '',
    proof: server('actFor', 'R10 a sign-in that has ended opens no other, and one at Gosuslugi is not begun'),
  },
  {
    rule, what: 'a visit does not say who booked it', file: 'clinic-server/scheduling/operations.ts',
    find: 'signIn?.representation?.relatedPersonId ?? null', replace: 'null',
    proof: server('records', 'R10 a visit the mother books names the son as patient'),
  },
  {
    rule, what: 'a visit does not say who changed it', file: 'clinic-server/scheduling/postgresSlotStore.ts',
    find: '...withRelatedPerson(before, relatedPerson), status', replace: '...before, status',
    proof: server('records', 'R10 a visit the clinic made for the son names the mother'),
  },
  {
    rule, what: 'a consent does not say who gave it', file: 'clinic-server/documents/writeConsent.ts',
    find: 'performer: [{ reference: `RelatedPerson/${representative.relatedPersonId}` }]', replace: '',
    proof: server('records', 'R10 a consent the mother signs for her son'),
  },
  {
    rule, what: 'the paper copy does not say who signed', file: 'clinic-server/documents/paperCopy.ts',
    find: "...(representative ? [fact('Кто', `${representative.name}, ${byRight[representative.relationship]}`)] : []),", replace: '',
    proof: server('records', 'R10 a consent the mother signs for her son'),
  },
  {
    rule, what: 'the first person’s rows stay', file: 'backend/server/signIns.ts',
    find: '      session.end();\n      session.begin(', replace: '      session.begin(',
    proof: switching('R10 the first person’s rows are gone from the device before the second’s come'),
  },
  {
    rule, what: 'who left meanwhile is signed in again', file: 'backend/server/signIns.ts',
    find: "if (session.actor().signInId !== before) return new Refusal('try_later');", replace: '',
    proof: switching('R10 whoever left while the server thought'),
  },
  {
    rule, what: 'half a record of the second person stays', file: 'backend/server/signIns.ts',
    find: '      await signOut();\n      session.end();\n', replace: '      await signOut();\n',
    proof: switching('R10 when the second person’s records do not come'),
  },
  {
    rule, what: 'the device’s audit takes the child for who acted', file: 'backend/server/audit.ts',
    find: 'actor.representative?.patientId ?? actor.patientId', replace: 'actor.patientId',
    proof: switching('R10 what is done for another is in the device’s audit'),
  },
];

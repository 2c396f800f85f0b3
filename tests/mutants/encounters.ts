import type { Mutant } from './mutant.ts';

const everyCall = { runner: 'integration', file: 'tests/integration/clinic-server/encounters/access.test.ts' } as const;
const writes = { runner: 'integration', file: 'tests/integration/clinic-server/encounters/plainWrites.test.ts' } as const;
const device = { runner: 'unit', file: 'tests/backend/features/encounters.test.ts' } as const;
const page = { runner: 'page', file: 'tests/renderer/features/encounters/screens.test.tsx' } as const;

const migration = 'clinic-server/db/migrations/0020-visit-documents.ts';
const rules = 'clinic-server/encounters/plainWrites.ts';
const files = 'clinic-server/results/resultFiles.ts';
const store = 'backend/features/encounters/store.ts';
const read = 'backend/features/encounters/readResources.ts';
const money = 'backend/features/encounters/readMoney.ts';
const screen = 'renderer/features/encounters/PastVisit.tsx';
const owner = { ...everyCall, title: 'S7 owner: by every call' } as const;
const named = { ...writes, title: 'S7 what names a visit of another patient' } as const;
const others = { ...device, title: 'S7 H16 a visit, a service, a paper and a result of another patient' } as const;
const nothing = { ...device, title: 'S7 nothing is told of a visit that is ahead' } as const;
const prices = { ...device, title: 'S7 X1 a price is read by its digits' } as const;
const hostile = { ...device, title: 'S7 X1 nonsense in a visit’s rows' } as const;

/** S7: what was done at past visits is read by its own patient, is one patient's together, and every price is the clinic's to the kopeck. */
export const encountersMutants: readonly Mutant[] = [
  // On the server: who reads.
  { rule: 'S7', what: 'a document is read while the doctor writes it', file: migration, find: "coalesce(new.content->>'docStatus', 'final') in ('final', 'amended')", replace: 'true', proof: owner, takesLong: true },
  { rule: 'S7', what: 'a document taken back stays readable', file: migration, find: "coalesce(new.content->>'status', '') in ('current', 'superseded')", replace: 'true', proof: owner, takesLong: true },
  { rule: 'S7', what: 'a draft leaves a trace that it was there', file: migration, find: "new.held := 'never'", replace: "new.held := 'back'", proof: { ...everyCall, title: 'S7 the patient reads the own visit' }, takesLong: true },
  { rule: 'S7', what: 'a file is there before its document is signed', file: files, find: 'and not r.deleted and r.held is null and u.value', replace: 'and u.value', proof: owner, takesLong: true },
  // On the server: what belongs together.
  { rule: 'S7', what: 'a visit names another patient’s appointment', file: rules, find: "{ path: 'Encounter.appointment', type: 'Appointment', references: resource.appointment ?? [] },", replace: '', proof: named },
  { rule: 'S7', what: 'a service is put on another patient’s visit', file: rules, find: "return [{ path: 'ChargeItem.context', type: 'Encounter', references: [resource.context] }];", replace: 'return [];', proof: named },
  { rule: 'S7', what: 'a document is put to another patient’s visit', file: rules, find: "return [{ path: 'DocumentReference.context.encounter', type: 'Encounter', references: resource.context?.encounter ?? [] }];", replace: 'return [];', proof: named },
  { rule: 'S7', what: 'a result is put to another patient’s visit', file: rules, find: "if (count > 0) mixed('DiagnosticReport.encounter');", replace: '', proof: named },
  { rule: 'S7', what: 'one of several visits named is enough', file: rules, find: 'if (count !== ids.length) mixed(named.path);', replace: 'if (count === 0) mixed(named.path);', proof: named },
  { rule: 'S7', what: 'whose the named visit is does not matter', file: rules, find: 'and r.id = any($2) and r.patient::text = $3', replace: 'and r.id = any($2) and $3::text is not null', proof: named },
  { rule: 'S7', what: 'an address elsewhere is let through', file: rules, find: 'if (target === undefined || id === undefined) return mixed(path);', replace: 'if (target === undefined || id === undefined) return [];', proof: named },
  { rule: 'S7', what: 'another patient’s file is a document', file: rules, find: "if (count > 0) mixed('DocumentReference.content');", replace: '', proof: { ...writes, title: 'S7 the file of one patient is no document of another' } },
  // On the device: whose.
  { rule: 'H16', what: 'a visit of another patient is opened by its id', file: store, find: 'FROM encounter WHERE patient_id = $patientId AND appointment_id', replace: 'FROM encounter WHERE $patientId <> 0 AND appointment_id', proof: others },
  { rule: 'H16', what: 'another patient’s services are on the bill', file: store, find: 'ON charge.encounter_id = encounter.id AND charge.patient_id = encounter.patient_id\n        WHERE', replace: 'ON charge.encounter_id = encounter.id\n        WHERE', proof: others },
  { rule: 'H16', what: 'another patient’s papers are at the visit', file: store, find: ' AND document.patient_id = encounter.patient_id', replace: '', proof: others },
  { rule: 'H16', what: 'a file of another patient is opened by its number', file: store, find: 'FROM visit_document WHERE patient_id = $patientId AND', replace: 'FROM visit_document WHERE $patientId <> 0 AND', proof: others },
  { rule: 'H16', what: 'the list tells what others have paid', file: store, find: 'WHERE encounter.patient_id = $patientId GROUP BY', replace: 'WHERE $patientId <> 0 GROUP BY', proof: { ...device, title: 'S7 H16 costs of another patient are in no list' } },
  { rule: 'H16', what: 'an answer about somebody else is drawn', file: screen, find: 'one.data?.patientId === me?.id ? one.data : undefined', replace: 'one.data', proof: { ...page, title: 'S7 an answer about somebody else is never drawn' } },
  // On the device: what it tells.
  { rule: 'S7', what: 'a visit that is going on is told as over', file: read, find: "status !== 'finished' || ", replace: '', proof: nothing },
  { rule: 'S7', what: 'what was only planned is on the bill', file: read, find: '!rendered.has(status) || ', replace: '', proof: nothing },
  { rule: 'S7', what: 'the device shows a document nobody has signed', file: read, find: ' || !signed.has(docStatus)', replace: '', proof: nothing },
  { rule: 'S7', what: 'the device opens a file without its hash', file: read, find: ' || !sha256.success) continue;', replace: ') continue;', proof: hostile },
  { rule: 'S7', what: 'dollars are roubles', file: money, find: "|| (money.currency !== undefined && money.currency !== 'RUB')", replace: '', proof: prices },
  { rule: 'S7', what: 'parts of a kopeck are rounded away', file: money, find: '(\\d{1,2})0*)?$/.exec', replace: '(\\d{1,2})\\d*)?$/.exec', proof: prices },
  { rule: 'S7', what: 'a claim about another number is believed', file: money, find: 'written !== null && Number(written.plain) === value', replace: 'written !== null', proof: prices },
  { rule: 'S7', what: 'a line without a price is free', file: 'backend/features/encounters/total.ts', find: 'if (kopecks === null) return null;\n    sum += kopecks;', replace: 'sum += kopecks ?? 0;', proof: prices },
  { rule: 'S7', what: 'the list sums what has no price', file: store, find: ' HAVING count(*) = count(charge.kopecks)', replace: '', proof: prices },
  { rule: 'S7', what: 'lines beyond a hundred are left out silently', file: 'backend/features/encounters/handlers.ts', find: 'omitted: beyond(charges) + ', replace: 'omitted: ', proof: hostile },
];

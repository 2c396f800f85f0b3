import type { Mutant } from './mutant.ts';

const shown = { runner: 'unit', file: 'tests/backend/features/results.test.ts' } as const;
const hostile = { runner: 'unit', file: 'tests/backend/features/resultsHostile.test.ts' } as const;
const opened = { runner: 'unit', file: 'tests/backend/features/resultsSeen.test.ts' } as const;
const property = { runner: 'unit', file: 'tests/backend/features/resultsProperty.test.ts', title: 'L2 what the patient is shown of any report' } as const;
const digits = { runner: 'unit', file: 'tests/backend/sync/writtenDecimals.test.ts' } as const;

const store = 'backend/features/results/store.ts';
const ranges = 'backend/features/results/ranges.ts';
const value = 'backend/features/results/readValue.ts';
const observation = 'backend/features/results/readObservation.ts';
const report = 'backend/features/results/readReport.ts';
const reports = 'backend/features/results/reports.ts';
const sync = 'backend/features/results/sync.ts';

const held = { ...shown, title: 'L1 what the clinic has not released' } as const;
const others = { ...shown, title: 'L1 H16 a report of another patient' } as const;
const judged = { ...hostile, title: 'L2 a range the wrong way round' } as const;
const numbers = { ...hostile, title: 'L2 a number that is none' } as const;
const told = { ...opened, title: 'L1 the server is told by a tag' } as const;

/** Results on the device: whose they are, what they say, and what a server may not make of them. */
export const resultsDeviceMutants: readonly Mutant[] = [
  // Whose, and whether at all.
  { rule: 'L1', what: 'the device keeps a report that is not released', file: report, find: '!released.has(resource.status) || ', replace: '', proof: held },
  { rule: 'L1', what: 'a report that was taken back stays', file: sync, find: 'if (read === null) store.removeReport(tx, id);\n  else store', replace: 'if (read !== null) store', proof: held },
  { rule: 'L2', what: 'a value that is not final is shown', file: observation, find: 'settled.has(resource.status) ? valueOf(resource) : absent', replace: 'valueOf(resource)', proof: held },
  { rule: 'H16', what: 'a report of another patient is opened by its id', file: store, find: 'WHERE id = $reportId AND patient_id = $patientId', replace: 'WHERE id = $reportId AND $patientId <> 0', proof: others },
  { rule: 'H16', what: 'the list has reports of every patient', file: store, find: "const filtered = 'patient_id = $patientId AND ", replace: "const filtered = '$patientId <> 0 AND ", proof: others },
  { rule: 'H16', what: 'a report shows another patient’s value', file: store, find: ' AND value.patient_id = report.patient_id\n        ORDER', replace: '\n        ORDER', proof: others },
  { rule: 'H16', what: 'a trend has another patient’s values', file: store, find: 'WHERE value.patient_id = $patientId AND value.kind', replace: 'WHERE $patientId <> 0 AND value.kind', proof: others },
  {
    rule: 'H16', what: 'what one patient has opened is opened for the next', file: store,
    find: 'WHERE patient_id = $patientId AND channel', replace: 'WHERE $patientId <> 0 AND channel',
    proof: { ...opened, title: 'L1 what one has opened is not opened for the next' },
  },
  { rule: 'L1', what: 'the answer puts another patient’s report into memory', file: sync, find: ' || !store.hasPatient(tx, read.report.patientId)', replace: '', proof: told },
  { rule: 'L1', what: 'an older answer replaces what the feed has brought', file: sync, find: 'if (row.version > knownVersion(tx, \'personal\', row.type, row.id)) store', replace: 'store', proof: told },
  // What it says.
  { rule: 'L2', what: 'zeros at the end are lost on the way', file: 'backend/sync/writtenDecimals.ts', find: 'losing.test(text) ? keepWritten : undefined', replace: 'undefined', proof: { ...digits, title: 'L2 digits that a number cannot keep' } },
  {
    rule: 'L2', what: 'answers are read without their digits', file: 'backend/sync/httpClinicApi.ts', find: 'const body = parseKeepingDigits(text);', replace: 'const body: unknown = JSON.parse(text);',
    proof: { runner: 'integration', file: 'tests/integration/backend/features/resultsWire.test.ts', title: 'L2 X1 numbers as a server wrote them' },
  },
  { rule: 'L2', what: 'a value is shown with the digits of the number alone', file: value, find: 'decimal !== null && Number(decimal.plain) === value ? decimal : decimalOf(String(value))', replace: 'decimal === null ? null : decimalOf(String(value))', proof: property },
  { rule: 'L2', what: 'a claim about another number is believed', file: value, find: 'decimal !== null && Number(decimal.plain) === value ?', replace: 'decimal !== null ?', proof: { ...hostile, title: 'L2 a value is shown with the digits' } },
  { rule: 'L2', what: 'a number of forty digits is rounded', file: value, find: 'if (digits > mostDigits) return', replace: 'if (digits > 400) return', proof: { ...hostile, title: 'L2 a value is shown with the digits' } },
  { rule: 'L2', what: 'a mark we do not know is dropped', file: value, find: "if (comparator !== undefined && mark === null) return absent;", replace: '', proof: numbers },
  { rule: 'L2', what: '«NaN» is a result', file: value, find: 'russian === null || nothing.test(russian)', replace: 'russian === null', proof: numbers },
  { rule: 'L2', what: 'a number beyond all numbers is kept', file: value, find: " || !Number.isFinite(value)) return absent", replace: ') return absent', proof: numbers },
  { rule: 'L2', what: 'marks that turn the writing round stay in a text', file: 'backend/sync/plainText.ts', find: '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}]', replace: '[\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}]', proof: { ...hostile, title: 'L2 X1 markup stays text' } },
  { rule: 'L2', what: 'a text of megabytes is shown whole', file: 'backend/sync/plainText.ts', find: 'seen.length > limit ?', replace: 'seen.length > limit * 1e9 ?', proof: { ...hostile, title: 'L2 X1 markup stays text' } },
  // What it means.
  { rule: 'L2', what: 'the range of the other sex judges', file: ranges, find: '(sexes === null || (owner.sex !== null && sexes.includes(owner.sex))) && ', replace: '', proof: { ...shown, title: 'L2 the range is the first that fits' } },
  { rule: 'L2', what: 'the range of another age judges', file: ranges, find: ' && (age === null || fitsAge(age, owner, day))', replace: '', proof: { ...shown, title: 'L2 the range is the first that fits' } },
  { rule: 'L2', what: 'the age is that of the year, not of the day', file: ranges, find: ' - (day.slice(8) < birthDate.slice(8) ? 1 : 0)', replace: '', proof: { ...shown, title: 'L2 the range is the first that fits' } },
  { rule: 'L2', what: 'a range for a group we do not know judges', file: ranges, find: ' || sexes.some((sex) => sex === undefined)', replace: '', proof: { ...shown, title: 'L2 the range is the first that fits' } },
  { rule: 'L2', what: 'a range in another unit judges', file: ranges, find: 'if (isOtherUnit || from', replace: 'if (from', proof: judged },
  { rule: 'L2', what: 'a range the wrong way round judges', file: ranges, find: ' || (from !== null && to !== null && from > to)', replace: '', proof: judged },
  { rule: 'L2', what: 'our comparison wins over the laboratory’s word', file: reports, find: 'row.flag ?? (range === null ? null : compare(row, range))', replace: '(range === null ? row.flag : compare(row, range))', proof: { ...shown, title: 'L2 the laboratory’s own word wins' } },
  { rule: 'L2', what: '«less than» is compared like a number', file: ranges, find: "if (comparator === null) return low", replace: 'return low', proof: { ...shown, title: 'L2 the laboratory’s own word wins' } },
  { rule: 'L2', what: 'values of another unit stand in the trend', file: 'backend/features/results/trend.ts', find: '.filter(({ unitKey }) => unitKey === newest?.unitKey)', replace: '', proof: { ...shown, title: 'L2 a report has its values in their order' } },
  // What is not here.
  { rule: 'L1', what: 'a time nobody has lived to see is a release', file: report, find: '(stored === null ? said : notAfter(said, stored))', replace: 'said', proof: { ...hostile, title: 'L1 a time nobody has lived to see' } },
  { rule: 'L2', what: 'lines beyond two hundred are left out silently', file: reports, find: 'Math.max(0, lines.length - mostAnalytes) +', replace: '0 +', proof: { ...hostile, title: 'L2 five thousand values' } },
  { rule: 'L2', what: 'lines that lead nowhere are left out silently', file: reports, find: ' + report.unread', replace: '', proof: { ...hostile, title: 'L1 a report whose parts are nonsense' } },
  { rule: 'L2', what: 'a value that never came is left out silently', file: reports, find: 'return isComplete ? [nothingCame(id)] : [];', replace: 'return [];', proof: { ...shown, title: 'L2 a value that has not come yet' } },
  { rule: 'L2', what: 'a value on its way is said to be missing', file: reports, find: 'return isComplete ? [nothingCame(id)] : [];', replace: 'return [nothingCame(id)];', proof: { ...shown, title: 'L2 a value that has not come yet' } },
];

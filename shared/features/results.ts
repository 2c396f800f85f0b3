import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { command, query, task } from '../rpc/procedure.ts';

export const ResultKind = z.enum(['laboratory', 'imaging']);
export type ResultKind = z.infer<typeof ResultKind>;

/** What a value means beside its reference range; null where the laboratory gave no range and no word of its own. */
export const ResultFlag = z.enum(['normal', 'low', 'high', 'criticalLow', 'criticalHigh', 'abnormal']);
export type ResultFlag = z.infer<typeof ResultFlag>;

/** A report the clinic has released, as a line of the list. */
export const ResultLine = z.object({
  reportId: Id,
  kind: ResultKind,
  title: LocalText,
  /** When the material was taken or the picture made; null when the clinic did not say. */
  takenAt: Instant.nullable(),
  releasedAt: Instant,
  /** Nobody has opened it in this patient's cabinet yet. */
  isNew: z.boolean(),
  /** How many of its values are outside their range, of how many that could be read. */
  outside: z.int().nonnegative(),
  values: z.int().nonnegative(),
});
export type ResultLine = z.infer<typeof ResultLine>;

/** `number`: a finite decimal with the comparator the laboratory wrote (`<0,01`). `text`: anything else it wrote, shown as it is and never drawn. */
export const ResultValue = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), number: z.number(), digits: z.int().min(0).max(6), comparator: z.enum(['<', '<=', '>', '>=']).nullable() }),
  z.object({ kind: z.literal('text'), text: LocalText }),
  /** Not done, or the value the server sent cannot be read: said in words. */
  z.object({ kind: z.literal('absent') }),
]);
export type ResultValue = z.infer<typeof ResultValue>;

/** The range for this patient, by sex and age on the day. Either end may be open. `digits` after the comma of the end that has more. */
export const ReferenceRange = z.object({ low: z.number().nullable(), high: z.number().nullable(), digits: z.int().min(0).max(6), text: LocalText.nullable() });
export type ReferenceRange = z.infer<typeof ReferenceRange>;

export const Analyte = z.object({
  observationId: Id,
  /** Joins the values of one analyte over the years (LOINC, or the clinic's own code); null: it has no trend. */
  code: z.string().nullable(),
  name: LocalText,
  value: ResultValue,
  unit: LocalText.nullable(),
  range: ReferenceRange.nullable(),
  flag: ResultFlag.nullable(),
  /** The value before it, if there is one in the same unit. */
  before: z.object({ value: ResultValue, at: Instant }).nullable(),
  /** Points of its trend, this one included. */
  points: z.int().nonnegative(),
});
export type Analyte = z.infer<typeof Analyte>;

export const ResultReport = z.object({
  ...ResultLine.shape,
  /** Changed after it was released: the clinic's own word `amended` or `corrected`. */
  isAmended: z.boolean(),
  analytes: z.array(Analyte).max(200),
  /** Lines beyond those, or that lead nowhere: said on the page, never left out silently. */
  omitted: z.int().nonnegative(),
  /** Plain text; whatever markup the server sent is shown as text. */
  conclusion: LocalText.nullable(),
  /** The signed conclusion as a file, shown by `papers.read`. */
  paper: z.object({ binaryId: Id, bytes: z.int().positive().nullable() }).nullable(),
});
export type ResultReport = z.infer<typeof ResultReport>;

/** One report on paper (K5, L2). The patient is surname and initials. */
export const ResultSheet = z.object({
  report: ResultReport,
  /** Of the sheet, for people: a report has none of its own. */
  number: z.string(),
  patientId: Id,
  patientShort: z.string(),
  clinic: z.object({ name: LocalText, phone: z.string() }),
  deviceCode: z.string(),
  printedAt: Instant,
  line: z.enum(['up', 'down']),
  language: z.enum(['ru', 'en']),
  /** What the QR code carries: a seal of this device (shared/lib/seal.ts), nothing personal. */
  qr: z.string(),
});
export type ResultSheet = z.infer<typeof ResultSheet>;

export const TrendPoint = z.object({ at: Instant, number: z.number(), digits: z.int().min(0).max(6), comparator: z.enum(['<', '<=', '>', '>=']).nullable(), range: ReferenceRange.nullable(), flag: ResultFlag.nullable(), reportId: Id });
export type TrendPoint = z.infer<typeof TrendPoint>;

/** Rows L1, L2, L3. A released report only: what is not released never reaches the device. */
export const results = {
  /** The newest release first. `total`: of this filter; `fresh`: all that nobody has opened, whatever the filter. */
  'results.list': query({
    allow: ['patient'],
    /** `months`: released within so many months before today; null: all. */
    input: z.object({ kind: ResultKind.nullable(), months: z.int().min(1).max(120).nullable(), offset: z.int().nonnegative(), limit: z.int().min(1).max(50) }),
    output: z.object({ patientId: Id, total: z.int(), fresh: z.int(), lines: z.array(ResultLine) }),
    subjects: ({ patientId }) => [patientId],
  }),
  'results.one': query({
    allow: ['patient'],
    input: z.object({ reportId: Id }),
    output: z.object({ patientId: Id, report: ResultReport.nullable() }),
    subjects: ({ patientId }) => [patientId],
  }),
  /** Oldest first, of one unit: the newest value's. `otherUnits` values are left out and said so. */
  'results.trend': query({
    allow: ['patient'],
    input: z.object({ code: z.string().min(1).max(100) }),
    output: z.object({ patientId: Id, name: LocalText.nullable(), unit: LocalText.nullable(), points: z.array(TrendPoint).max(1_000), otherUnits: z.int().nonnegative() }),
    subjects: ({ patientId }) => [patientId],
  }),
  /** Prints the report on A4 without any dialog. Answers when the paper is on its way out. */
  'results.print': task({ allow: ['patient'], input: z.object({ reportId: Id, language: z.enum(['ru', 'en']) }), output: z.object({}), errors: ['not_found', 'no_printer', 'failed'] }),
  /** What the hidden print window draws: the one job its port was opened for. */
  'results.job': query({ allow: ['print'], input: z.object({}), output: ResultSheet.nullable(), subjects: (sheet) => (sheet === null ? [] : [sheet.patientId]) }),
  /** The patient has opened it: «новое» goes, on every device. */
  'results.seen': command({ allow: ['patient'], version: 1, input: z.object({ commandId: Id, reportId: Id }), output: z.object({}), errors: ['not_found', 'deleted'] }),
};

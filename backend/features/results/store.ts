import * as z from 'zod';
import type { ResultFlag, ResultKind } from '../../../shared/features/results.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { LocalText } from '../../../shared/lib/localText.ts';
import type { Instant, MoscowDay } from '../../../shared/lib/moscow.ts';
import type { Params, ReadDb, WriteTx } from '../../db/types.ts';
import { KeptRange, type Owner } from './ranges.ts';
import type { ReadValue } from './readValue.ts';

export interface ReportRow {
  readonly id: Id;
  readonly patientId: Id;
  readonly kind: ResultKind;
  readonly title: LocalText;
  readonly takenAt: Instant | null;
  readonly releasedAt: Instant;
  readonly amended: 0 | 1;
  readonly seen: 0 | 1;
  readonly conclusion: LocalText | null;
  readonly paperId: Id | null;
  readonly paperBytes: number | null;
  readonly paperSha256: string | null;
  /** Lines that name no observation. */
  readonly unread: number;
}

export interface ObservationRow extends ReadValue {
  readonly id: Id;
  readonly patientId: Id;
  readonly code: string | null;
  readonly name: LocalText;
  readonly at: Instant | null;
  readonly unit: LocalText | null;
  readonly unitKey: string;
  readonly ranges: readonly KeptRange[];
  readonly flag: ResultFlag | null;
}

/** A value in its report. `at` is when it was taken, as well as anybody knows. */
export interface ResultRow extends ObservationRow {
  readonly reportId: Id;
  readonly at: Instant;
}

interface StoredReport extends Omit<ReportRow, 'title' | 'conclusion'> {
  readonly titleRu: string;
  readonly titleEn: string | null;
  readonly conclusionRu: string | null;
  readonly conclusionEn: string | null;
}

interface StoredResult extends Omit<ResultRow, 'name' | 'text' | 'unit' | 'ranges'> {
  readonly nameRu: string;
  readonly nameEn: string | null;
  readonly textRu: string | null;
  readonly textEn: string | null;
  readonly unitRu: string | null;
  readonly unitEn: string | null;
  readonly ranges: string;
}

const reportColumns = /* sql */ `id, patient_id AS patientId, kind, title_ru AS titleRu, title_en AS titleEn, taken_at AS takenAt, released_at AS releasedAt,
  amended, seen, conclusion_ru AS conclusionRu, conclusion_en AS conclusionEn, paper_id AS paperId, paper_bytes AS paperBytes, paper_sha256 AS paperSha256, unread`;

/** Taken after its report was released is a slip of the pen: then the report's own time is nearer the truth. */
const resultColumns = (ranges: 'value.ranges' | "'[]'"): string => /* sql */ `value.id, value.patient_id AS patientId, value.code, value.name_ru AS nameRu, value.name_en AS nameEn,
  CASE WHEN value.at <= report.released_at + 86400000 THEN value.at ELSE COALESCE(report.taken_at, report.released_at) END AS at,
  value.kind, value.number, value.digits, value.comparator, value.text_ru AS textRu, value.text_en AS textEn,
  value.unit_ru AS unitRu, value.unit_en AS unitEn, value.unit_key AS unitKey, ${ranges} AS ranges, value.flag, report.id AS reportId`;

const localOf = (ru: string | null, en: string | null): LocalText | null => (ru === null ? null : { ru, en });

function toReport({ titleRu, titleEn, conclusionRu, conclusionEn, ...rest }: StoredReport): ReportRow {
  return { ...rest, title: { ru: titleRu, en: titleEn }, conclusion: localOf(conclusionRu, conclusionEn) };
}

function toResults(rows: readonly StoredResult[]): ResultRow[] {
  // Hundreds of values of one analyte have the same ranges: each text is read once.
  const read = new Map<string, readonly KeptRange[]>([['[]', []]]);
  const rangesOf = (text: string): readonly KeptRange[] => {
    const kept = read.get(text) ?? z.array(KeptRange).parse(JSON.parse(text));
    read.set(text, kept);
    return kept;
  };
  return rows.map(({ nameRu, nameEn, textRu, textEn, unitRu, unitEn, ranges, ...rest }) => ({
    ...rest,
    ...{ name: { ru: nameRu, en: nameEn }, text: localOf(textRu, textEn), unit: localOf(unitRu, unitEn), ranges: rangesOf(ranges) },
  }));
}

/** `from`: released not before; null: all. */
export interface ReportFilter {
  readonly patientId: Id;
  readonly kind: ResultKind | null;
  readonly from: Instant | null;
}

const filtered = 'patient_id = $patientId AND ($kind IS NULL OR kind = $kind) AND ($from IS NULL OR released_at >= $from)';

export function listReports(db: ReadDb, filter: ReportFilter, page: { readonly offset: number; readonly limit: number }): ReportRow[] {
  const params: Params = { ...filter, ...page };
  return db.all<StoredReport>(`SELECT ${reportColumns} FROM diagnostic_report WHERE ${filtered} ORDER BY released_at DESC, id LIMIT $limit OFFSET $offset`, params).map(toReport);
}

export function countReports(db: ReadDb, filter: ReportFilter): number {
  return db.get<{ total: number }>(`SELECT count(*) AS total FROM diagnostic_report WHERE ${filtered}`, { ...filter })?.total ?? 0;
}

export function listUnseen(db: ReadDb, patientId: Id): Id[] {
  return db.all<{ id: Id }>('SELECT id FROM diagnostic_report WHERE patient_id = $patientId AND seen = 0', { patientId }).map(({ id }) => id);
}

export function findReport(db: ReadDb, patientId: Id, reportId: Id): ReportRow | undefined {
  const row = db.get<StoredReport>(`SELECT ${reportColumns} FROM diagnostic_report WHERE id = $reportId AND patient_id = $patientId`, { patientId, reportId });
  return row && toReport(row);
}

/** The values of these reports by report, in their order; a line whose value is not here (or is another patient's) is missing. */
export function listResults(db: ReadDb, reportIds: readonly Id[], most: number): ResultRow[] {
  return toResults(
    db.all<StoredResult>(
      /* sql */ `SELECT ${resultColumns('value.ranges')} FROM json_each($reportIds) AS wanted
        JOIN diagnostic_report AS report ON report.id = wanted.value
        JOIN report_result AS line ON line.report_id = report.id AND line.position < $most
        JOIN observation AS value ON value.id = line.observation_id AND value.patient_id = report.patient_id
        ORDER BY report.id, line.position`,
      { reportIds: JSON.stringify(reportIds), most },
    ),
  );
}

/** What the report names, whether it has come or not. */
export function listLines(db: ReadDb, reportId: Id): Id[] {
  return db.all<{ id: Id }>('SELECT observation_id AS id FROM report_result WHERE report_id = $reportId ORDER BY position', { reportId }).map(({ id }) => id);
}

/** Each value once, with the report that was released last, the oldest first. */
const history = (condition: string, ranges: 'value.ranges' | "'[]'"): string => /* sql */ `
  SELECT ${resultColumns(ranges)}, max(report.released_at) AS lastRelease FROM observation AS value
  JOIN report_result AS line ON line.observation_id = value.id
  JOIN diagnostic_report AS report ON report.id = line.report_id AND report.patient_id = value.patient_id
  WHERE value.patient_id = $patientId AND value.kind <> 'absent' AND ${condition}
  GROUP BY value.id ORDER BY at, value.id`;

export function listHistory(db: ReadDb, patientId: Id, code: string): ResultRow[] {
  return toResults(db.all<StoredResult>(history('value.code = $code', 'value.ranges'), { patientId, code }));
}

/** The same for every analyte of one report, without the ranges: thousands of them would be read for nothing. */
export function listHistories(db: ReadDb, patientId: Id, reportId: Id): ResultRow[] {
  const codes = /* sql */ `value.code IN (SELECT mine.code FROM report_result AS own JOIN observation AS mine ON mine.id = own.observation_id WHERE own.report_id = $reportId)`;
  return toResults(db.all<StoredResult>(history(codes, `'[]'`), { patientId, reportId }));
}

/** What this patient has opened here and the server has not answered for. */
export function listOpened(db: ReadDb, patientId: Id): Id[] {
  return db
    .all<{ id: Id }>(
      /* sql */ `SELECT json_extract(input, '$.reportId') AS id FROM outbox
        WHERE patient_id = $patientId AND channel = 'results.seen' AND state IN ('queued', 'sent', 'aside')`,
      { patientId },
    )
    .map(({ id }) => id);
}

export function saveReport(tx: WriteTx, { title, conclusion, ...report }: ReportRow, observationIds: readonly Id[]): void {
  removeReport(tx, report.id);
  tx.run(
    /* sql */ `INSERT INTO diagnostic_report (id, patient_id, kind, title_ru, title_en, taken_at, released_at, amended, seen, conclusion_ru, conclusion_en, paper_id, paper_bytes, paper_sha256, unread)
      VALUES ($id, $patientId, $kind, $titleRu, $titleEn, $takenAt, $releasedAt, $amended, $seen, $conclusionRu, $conclusionEn, $paperId, $paperBytes, $paperSha256, $unread)`,
    { ...report, titleRu: title.ru, titleEn: title.en, conclusionRu: conclusion?.ru ?? null, conclusionEn: conclusion?.en ?? null },
  );
  observationIds.forEach((observationId, position) =>
    tx.run('INSERT INTO report_result (report_id, position, observation_id) VALUES ($reportId, $position, $observationId)', { reportId: report.id, position, observationId }),
  );
}

export function removeReport(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM report_result WHERE report_id = $id', { id });
  tx.run('DELETE FROM diagnostic_report WHERE id = $id', { id });
}

export function saveObservation(tx: WriteTx, { name, text, unit, ranges, ...row }: ObservationRow): void {
  removeObservation(tx, row.id);
  tx.run(
    /* sql */ `INSERT INTO observation (id, patient_id, code, name_ru, name_en, at, kind, number, digits, comparator, text_ru, text_en, unit_ru, unit_en, unit_key, ranges, flag)
      VALUES ($id, $patientId, $code, $nameRu, $nameEn, $at, $kind, $number, $digits, $comparator, $textRu, $textEn, $unitRu, $unitEn, $unitKey, $ranges, $flag)`,
    {
      ...{ ...row, nameRu: name.ru, nameEn: name.en, textRu: text?.ru ?? null, textEn: text?.en ?? null },
      ...{ unitRu: unit?.ru ?? null, unitEn: unit?.en ?? null, ranges: JSON.stringify(ranges) },
    },
  );
}

export function removeObservation(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM observation WHERE id = $id', { id });
}

export function findOwner(db: ReadDb, patientId: Id): Owner {
  const row = db.get<{ sex: string | null; birthDate: MoscowDay | null }>('SELECT sex, birth_date AS birthDate FROM result_owner WHERE patient_id = $patientId', { patientId });
  return row ?? { sex: null, birthDate: null };
}

export function saveOwner(tx: WriteTx, patientId: Id, { sex, birthDate }: Owner): void {
  tx.run(
    /* sql */ `INSERT INTO result_owner (patient_id, sex, birth_date) VALUES ($patientId, $sex, $birthDate)
      ON CONFLICT (patient_id) DO UPDATE SET sex = $sex, birth_date = $birthDate`,
    { patientId, sex, birthDate },
  );
}

export function removeOwner(tx: WriteTx, patientId: Id): void {
  tx.run('DELETE FROM result_owner WHERE patient_id = $patientId', { patientId });
}

/** Whether this patient's records are here: on a kiosk only those of the one who is signed in are. */
export function hasPatient(db: ReadDb, patientId: Id): boolean {
  return db.get('SELECT 1 FROM result_owner WHERE patient_id = $patientId', { patientId }) !== undefined;
}

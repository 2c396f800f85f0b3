import type { Analyte, ReferenceRange, ResultFlag, ResultLine, ResultReport, ResultValue } from '../../../shared/features/results.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { position } from '../../sync/feedStore.ts';
import { compare, rangeFor, type Owner } from './ranges.ts';
import * as store from './store.ts';

/** What fits on a page anybody reads; the page says how many more there are. */
const mostAnalytes = 200;

interface Counts {
  readonly outside: number;
  readonly values: number;
}

const none: Counts = { outside: 0, values: 0 };

/** By report; one that has no values is missing. */
export function countOutside(db: ReadDb, reports: readonly store.ReportRow[], owner: Owner): ReadonlyMap<Id, Counts> {
  const counts = new Map<Id, Counts>();
  for (const row of store.listResults(db, reports.map(({ id }) => id), Number.MAX_SAFE_INTEGER)) {
    if (row.kind === 'absent') continue;
    const { outside, values } = counts.get(row.reportId) ?? none;
    const { flag } = judge(row, owner);
    counts.set(row.reportId, { outside: outside + (flag === null || flag === 'normal' ? 0 : 1), values: values + 1 });
  }
  return counts;
}

/** The laboratory's word wins over our own comparison: it knows the method and the patient better. */
export function judge(row: store.ResultRow, owner: Owner): { readonly range: ReferenceRange | null; readonly flag: ResultFlag | null } {
  const range = rangeFor(row.ranges, owner, () => dayOf(row.at));
  return { range, flag: row.flag ?? (range === null ? null : compare(row, range)) };
}

export function toLine({ id, kind, title, takenAt, releasedAt, seen }: store.ReportRow, opened: ReadonlySet<Id>, counts: Counts = none): ResultLine {
  return { reportId: id, kind, title, takenAt, releasedAt, isNew: seen === 0 && !opened.has(id), ...counts };
}

export function readOneReport(db: ReadDb, patientId: Id, reportId: Id): ResultReport | null {
  const report = store.findReport(db, patientId, reportId);
  if (report === undefined) return null;
  const owner = store.findOwner(db, patientId);
  const lines = store.listLines(db, reportId);
  const history = bySeries(store.listHistories(db, patientId, reportId));
  const found = new Map(store.listResults(db, [reportId], mostAnalytes).map((row) => [row.id, row]));
  // Until the first load is whole a value that is not here yet is no missing value.
  const isComplete = position(db, 'personal').complete;
  const analytes = lines.slice(0, mostAnalytes).flatMap((id): readonly Analyte[] => {
    const row = found.get(id);
    if (row !== undefined) return [toAnalyte(row, owner, history)];
    return isComplete ? [nothingCame(id)] : [];
  });
  return {
    ...toLine(report, new Set(store.listOpened(db, patientId)), countOutside(db, [report], owner).get(reportId)),
    ...{ isAmended: report.amended === 1, analytes, omitted: Math.max(0, lines.length - mostAnalytes) + report.unread, conclusion: report.conclusion },
    paper: report.paperId === null ? null : { binaryId: report.paperId, bytes: report.paperBytes },
  };
}

function nothingCame(observationId: Id): Analyte {
  return { observationId, code: null, name: { ru: '', en: null }, value: { kind: 'absent' }, unit: null, range: null, flag: null, before: null, points: 0 };
}

/** Values that may stand in one line. */
const seriesOf = ({ code, unitKey }: store.ResultRow): string => `${code} ${unitKey}`;

function bySeries(rows: readonly store.ResultRow[]): ReadonlyMap<string, readonly store.ResultRow[]> {
  const series = new Map<string, store.ResultRow[]>();
  for (const row of rows) {
    const known = series.get(seriesOf(row));
    if (known === undefined) series.set(seriesOf(row), [row]);
    else known.push(row);
  }
  return series;
}

function toAnalyte(row: store.ResultRow, owner: Owner, history: ReadonlyMap<string, readonly store.ResultRow[]>): Analyte {
  const same = row.code === null ? [] : (history.get(seriesOf(row)) ?? []);
  const before = same.findLast(({ id, at }) => id !== row.id && at < row.at);
  return {
    ...{ observationId: row.id, code: row.code, name: row.name, value: valueOf(row), unit: row.unit, ...judge(row, owner) },
    before: before === undefined ? null : { value: valueOf(before), at: before.at },
    points: same.filter(({ kind }) => kind === 'number').length,
  };
}

export function valueOf({ kind, number, digits, comparator, text }: store.ResultRow): ResultValue {
  if (kind === 'number' && number !== null && digits !== null) return { kind, number, digits, comparator };
  return kind === 'text' && text !== null ? { kind, text } : { kind: 'absent' };
}

import type { VisitResult } from '../../../shared/features/encounters.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { ReadDb } from '../../db/types.ts';
import { countOutside, toLine } from './reports.ts';
import * as store from './store.ts';

/** S7: those of these reports that are this patient's, the newest release first. */
export function listVisitResults(db: ReadDb, patientId: Id, reportIds: readonly Id[]): VisitResult[] {
  const reports = reportIds.flatMap((id) => store.findReport(db, patientId, id) ?? []).toSorted((a, b) => b.releasedAt - a.releasedAt);
  const opened = new Set(store.listOpened(db, patientId));
  const counts = countOutside(db, reports, store.findOwner(db, patientId));
  return reports.map((report) => {
    const { reportId, kind, title, releasedAt, isNew, outside } = toLine(report, opened, counts.get(report.id));
    return { reportId, kind, title, releasedAt, isNew, outside };
  });
}

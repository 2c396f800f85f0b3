import type { Id } from '../../../shared/lib/ids.ts';
import { addMonths, dayOf, startOf, type Instant } from '../../../shared/lib/moscow.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import { countOutside, readOneReport, toLine } from './reports.ts';
import * as store from './store.ts';
import { readTrend } from './trend.ts';

export function createResultsHandlers(): HandlersOf<'results'> {
  return {
    'results.list': (db, { kind, months, offset, limit }, context) => {
      const patientId = patientOf(context);
      const filter = { patientId, kind, from: months === null ? null : monthsAgo(context.now, months) };
      const opened = new Set(store.listOpened(db, patientId));
      const reports = store.listReports(db, filter, { offset, limit });
      const counts = countOutside(db, reports, store.findOwner(db, patientId));
      return {
        ...{ patientId, total: store.countReports(db, filter) },
        fresh: store.listUnseen(db, patientId).filter((id) => !opened.has(id)).length,
        lines: reports.map((report) => toLine(report, opened, counts.get(report.id))),
      };
    },

    'results.one': (db, { reportId }, context) => {
      const patientId = patientOf(context);
      return { patientId, report: readOneReport(db, patientId, reportId) };
    },

    'results.trend': (db, { code }, context) => {
      const patientId = patientOf(context);
      return { patientId, ...readTrend(db, patientId, code) };
    },

    'results.seen': (tx, { reportId }, context) => (store.findReport(tx, patientOf(context), reportId) === undefined ? new Refusal('not_found') : {}),
  };
}

function monthsAgo(now: Instant, months: number): Instant {
  return startOf(addMonths(dayOf(now), -months));
}

/** `allow` lets only patients in; anything else is a fault of ours. */
function patientOf({ actor }: CallContext): Id {
  if (actor.patientId === null) throw new Error('no patient in this session');
  return actor.patientId;
}

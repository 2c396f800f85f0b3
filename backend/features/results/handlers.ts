import type { Output } from '../../../shared/contract.ts';
import type { ResultReport } from '../../../shared/features/results.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { addMonths, dayOf, startOf, type Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import type { SealFacts } from '../../server/sealing.ts';
import { countOutside, readOneReport, toLine } from './reports.ts';
import * as store from './store.ts';
import { readTrend } from './trend.ts';

export interface ResultsNeeds extends Pick<BackendParts, 'device' | 'newId' | 'onLeave' | 'read' | 'seal' | 'shell' | 'sync'> {
  /** Surname and initials, for paper. */
  readonly patientShort: (db: ReadDb, patientId: Id) => string;
}

export function createResultsHandlers({ device, newId, onLeave, patientShort, read, seal, shell, sync }: ResultsNeeds): HandlersOf<'results'> {
  /** What the hidden windows of this moment were opened to draw, exactly as the patient saw it when asking for paper. */
  const jobs = new Map<Id, NonNullable<Output<'results.job'>>>();
  onLeave(async () => jobs.clear());

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

    'results.print': async ({ reportId, language }, context) => {
      const patientId = patientOf(context);
      const report = readOneReport(read, patientId, reportId);
      if (report === null) return new Refusal('not_found');
      const { clinic, code, phone } = device();
      const number = numberOf(reportId);
      const printJob = newId();
      jobs.set(printJob, {
        ...{ report, number, patientId, language, printedAt: context.now, deviceCode: code, line: sync.status().line },
        ...{ patientShort: patientShort(read, patientId), clinic: { name: clinic, phone }, qr: seal(sealFacts(report, number, patientId, context.now)) },
      });
      try {
        const outcome = await shell.print({ printJob, paper: 'a4' });
        return outcome === 'printed' ? {} : new Refusal(outcome);
      } finally {
        jobs.delete(printJob);
      }
    },

    'results.job': (_db, _input, { printJob }) => (printJob === null ? null : (jobs.get(printJob) ?? null)),

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

/** `3F2A-91C0`: for people, to hold the paper against what a check says of it. */
function numberOf(reportId: Id): string {
  return `${reportId.slice(0, 4)}-${reportId.slice(4, 8)}`.toUpperCase();
}

function sealFacts({ reportId: id, takenAt, releasedAt, isAmended, analytes, conclusion }: ResultReport, number: string, patientId: Id, at: Instant): SealFacts {
  const values = analytes.map(({ observationId, value, unit, range, flag }) => [observationId, value, unit, range, flag]);
  return { kind: 'result', id, number, at, time: takenAt ?? releasedAt, state: isAmended ? 'amended' : 'final', content: { patientId, releasedAt, values, conclusion } };
}

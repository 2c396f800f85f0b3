import type { Output } from '../../../shared/contract.ts';
import type { TrendPoint } from '../../../shared/features/results.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { ReadDb } from '../../db/types.ts';
import { judge } from './reports.ts';
import * as store from './store.ts';

const mostPoints = 1_000;

/** Values in words and in another unit than the newest are not drawn: nothing is ever converted here. */
export function readTrend(db: ReadDb, patientId: Id, code: string): Omit<Output<'results.trend'>, 'patientId'> {
  const all = store.listHistory(db, patientId, code);
  const numbers = all.filter(({ kind }) => kind === 'number');
  const newest = numbers.at(-1);
  const same = numbers.filter(({ unitKey }) => unitKey === newest?.unitKey);
  const owner = store.findOwner(db, patientId);
  return {
    ...{ name: (newest ?? all.at(-1))?.name ?? null, unit: newest?.unit ?? null, otherUnits: numbers.length - same.length },
    points: same.slice(-mostPoints).flatMap((row) => toPoint(row, judge(row, owner))),
  };
}

function toPoint({ at, number, digits, comparator, reportId }: store.ResultRow, judged: Pick<TrendPoint, 'range' | 'flag'>): TrendPoint[] {
  return number === null || digits === null ? [] : [{ at, number, digits, comparator, ...judged, reportId }];
}

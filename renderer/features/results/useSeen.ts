import { useEffect, useRef } from 'react';
import type { ResultLine } from '../../../shared/features/results.ts';
import { call } from '../../app/client.ts';

/** Says once that a new report was opened. Nothing waits for it: what could not be told now is told when it is opened next. */
export function useSeen(report: Pick<ResultLine, 'reportId' | 'isNew'> | null): void {
  const told = useRef<string | null>(null);
  const freshId = report?.isNew === true ? report.reportId : null;
  useEffect(() => {
    if (freshId === null || told.current === freshId) return;
    told.current = freshId;
    call('results.seen', { commandId: crypto.randomUUID(), reportId: freshId }).catch(() => undefined);
  }, [freshId]);
}

import { useEffect, useRef } from 'react';
import { useApp } from './appContext.ts';
import { featureOfKey } from './client.ts';
import { useToday } from './clock.ts';

/** At midnight in Moscow another price list may come into force (P1): what shows prices is read again. */
export function useNewDay(): void {
  const { reads } = useApp();
  const today = useToday();
  const before = useRef(today);
  useEffect(() => {
    if (before.current === today) return;
    before.current = today;
    reads.changed((key) => ['prices', 'orders'].includes(featureOfKey(key)));
  }, [reads, today]);
}

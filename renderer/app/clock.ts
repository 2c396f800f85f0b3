import { useEffect, useState } from 'react';
import { dayOf, instant, type Instant, type MoscowDay } from '../../shared/lib/moscow.ts';
import { useApp } from './appContext.ts';
import { useRead } from './client.ts';

/**
 * The clinic's time: this machine's clock corrected by what the server told. It is what people see; it never orders anything.
 * `everyMs` is how often the page looks at the clock.
 */
export function useNow(everyMs = 1_000): Instant {
  const { now } = useApp();
  const offset = useRead('sync.status', {}).data?.clockOffsetMs ?? 0;
  const [at, setAt] = useState(now);
  useEffect(() => {
    setAt(now());
    const timer = setInterval(() => setAt(now()), everyMs);
    return () => clearInterval(timer);
  }, [now, everyMs]);
  return instant(at + offset);
}

export function useToday(): MoscowDay {
  return dayOf(useNow(10_000));
}

/** Whole seconds until then, below zero never; null when there is nothing to wait for. */
export function useSecondsUntil(until: Instant | null): number | null {
  const now = useNow(250);
  return until === null ? null : Math.max(0, Math.ceil((until - now) / 1_000));
}

import { useEffect, useState } from 'react';
import { useApp } from './appContext.ts';

/** Whole seconds left of a span that began at `at` by this machine's clock. */
export function useSecondsAfter(at: number, seconds: number): number {
  const { now } = useApp();
  const [moment, setMoment] = useState(now);
  useEffect(() => {
    setMoment(now());
    const timer = setInterval(() => setMoment(now()), 500);
    return () => clearInterval(timer);
  }, [now, at]);
  return Math.max(0, Math.ceil((at + seconds * 1_000 - moment) / 1_000));
}

import { useEffect, useState } from 'react';

/**
 * What a hand has stopped at. A scanner types two hundred letters at once: asked at every one of them, the page drew so many answers
 * that it did not answer itself any more.
 */
export function useSettled<T>(value: T, restMs = 120): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), restMs);
    return () => clearTimeout(timer);
  }, [value, restMs]);
  return settled;
}

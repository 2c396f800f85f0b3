import { useEffect, useRef, useState } from 'react';

interface IdleOptions {
  readonly active: boolean;
  readonly idleSeconds: number;
  readonly warnSeconds: number;
  readonly now: () => number;
  readonly onOver: () => void;
}

const signs = ['pointerdown', 'keydown', 'wheel', 'input'] as const;

/**
 * Counts from the last touch or key. The warning ends only by an answer or by its own end: a sleeve brushing the glass must not keep a
 * stranger's cabinet open. Time is read from the clock, not counted in ticks, so a sleeping machine wakes up with the visit over.
 */
export function useIdle({ active, idleSeconds, warnSeconds, now, onOver }: IdleOptions): { readonly secondsLeft: number | null; readonly stay: () => void } {
  const last = useRef(now());
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  const warning = useRef(false);
  const over = useRef(onOver);
  over.current = onOver;

  useEffect(() => {
    const note = () => {
      if (!warning.current) last.current = now();
    };
    for (const sign of signs) window.addEventListener(sign, note, { capture: true, passive: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, note, { capture: true });
    };
  }, [now]);

  useEffect(() => {
    warning.current = false;
    setSecondsLeft(null);
    if (!active) return undefined;
    last.current = now();
    const timer = setInterval(() => {
      const quiet = (now() - last.current) / 1_000;
      warning.current = quiet >= idleSeconds;
      const left = Math.ceil(idleSeconds + warnSeconds - quiet);
      setSecondsLeft(warning.current ? Math.max(0, left) : null);
      if (left <= 0) {
        clearInterval(timer);
        warning.current = false;
        setSecondsLeft(null);
        over.current();
      }
    }, 250);
    return () => clearInterval(timer);
  }, [active, idleSeconds, warnSeconds, now]);

  const stay = () => {
    warning.current = false;
    last.current = now();
    setSecondsLeft(null);
  };
  return { secondsLeft, stay };
}

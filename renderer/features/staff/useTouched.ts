import { useEffect } from 'react';
import { call } from '../../app/client.ts';

const signs = ['pointerdown', 'keydown', 'wheel', 'input'] as const;
/** Ten minutes are counted from these words; saying it at every key would be a flood. */
const everyMs = 15_000;
const everyMsAtTheEnd = 1_000;

/** Tells the backend that somebody is here. It closes the desk by itself when the word does not come, whatever this page does. `isClosing`: it has said that it is about to. */
export function useTouched(isActive: boolean, isClosing: boolean): void {
  useEffect(() => {
    if (!isActive) return undefined;
    let toldAt = Number.NEGATIVE_INFINITY;
    const note = () => {
      if (performance.now() - toldAt < (isClosing ? everyMsAtTheEnd : everyMs)) return;
      toldAt = performance.now();
      call('staff.touched', {}).catch(() => undefined);
    };
    for (const sign of signs) window.addEventListener(sign, note, { capture: true, passive: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, note, { capture: true });
    };
  }, [isActive, isClosing]);
}

import { useRef, type KeyboardEvent, type ReactNode } from 'react';

const steps: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The button nearest in the direction of the arrow; sideways distance counts double, so a column is kept. */
function nearest(from: DOMRect, buttons: readonly HTMLElement[], [dx, dy]: readonly [number, number]): HTMLElement | null {
  let best: { element: HTMLElement; distance: number } | null = null;
  for (const element of buttons) {
    const to = element.getBoundingClientRect();
    const x = to.x + to.width / 2 - (from.x + from.width / 2);
    const y = to.y + to.height / 2 - (from.y + from.height / 2);
    const along = dx * x + dy * y;
    if (along <= 1) continue;
    const distance = along + 2 * Math.abs(dx === 0 ? x : y);
    if (best === null || distance < best.distance) best = { element, distance };
  }
  return best?.element ?? null;
}

/** Buttons that lie in rows and columns: arrow keys walk them as the eye does; Tab goes through them one by one as everywhere. */
export function ArrowGroup({ className, label, children }: { className: string; label: string; children: ReactNode }): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const focused = document.activeElement;
    if (step === undefined || ref.current === null || !(focused instanceof HTMLElement) || focused instanceof HTMLInputElement) return;
    const next = nearest(focused.getBoundingClientRect(), [...ref.current.querySelectorAll<HTMLElement>('button')].filter((button) => button !== focused), step);
    if (next === null) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div ref={ref} className={className} role="group" aria-label={label} onKeyDown={walk}>
      {children}
    </div>
  );
}

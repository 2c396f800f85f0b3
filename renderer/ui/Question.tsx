import { useEffect, useRef, type ReactNode } from 'react';

/** The one question of a screen. A new question takes the focus, so that it is read out first and Tab goes on from here. */
export function Question({ children, lead }: { children: string; lead?: ReactNode }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const focused = document.activeElement;
    // A field that asked for the focus keeps it: its label and the question are one thing then.
    if (focused instanceof HTMLInputElement && heading.current?.closest('main')?.contains(focused)) return;
    if (focused?.closest('[role="dialog"]')) return;
    heading.current?.focus();
  }, [children]);
  return (
    <div className="ask">
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
      {lead !== undefined && lead !== null && <p>{lead}</p>}
    </div>
  );
}

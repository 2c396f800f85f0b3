import type { ReactNode } from 'react';

/** For ears only. */
export function VisuallyHidden({ children }: { children: ReactNode }): ReactNode {
  return <span className="unseen">{children}</span>;
}

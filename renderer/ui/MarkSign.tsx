import type { ReactNode } from 'react';

/** A point between two lines: a value inside its band. */
export function MarkSign({ onDeep = false }: { onDeep?: boolean }): ReactNode {
  return (
    <svg className={onDeep ? 'mark__sign mark__sign--deep' : 'mark__sign'} viewBox="0 0 40 40" aria-hidden="true">
      <rect x="1.5" y="1.5" width="37" height="37" rx="9" />
      <path d="M9 12h22M9 28h22" />
      <circle cx="22" cy="20" r="4.6" />
    </svg>
  );
}

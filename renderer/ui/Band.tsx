import type { ReactNode } from 'react';

/** The band and the point: how much is left, from 1 to 0. */
export function Band({ part, light = false }: { part: number; light?: boolean }): ReactNode {
  const percent = `${Math.min(100, Math.max(0, part * 100)).toFixed(2)}%`;
  return (
    <div className={light ? 'band band--light' : 'band'} aria-hidden="true">
      <i style={{ inlineSize: percent }} />
      <b style={{ insetInlineStart: percent }} />
    </div>
  );
}

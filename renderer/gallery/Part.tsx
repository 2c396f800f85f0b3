import type { ReactNode } from 'react';

export function Part({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <div className="gallery__stack">{children}</div>
    </section>
  );
}

/** The gallery shows looks; nothing happens on a press. */
export function nothing(): void {
  return undefined;
}

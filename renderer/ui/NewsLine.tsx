import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';

/** What the clinic has to say, as it stands on a first screen; at a desk whoever writes it sees the same. */
export function NewsLine({ label, urgent, children }: { label: string; urgent: boolean; children: ReactNode }): ReactNode {
  return (
    <section className={urgent ? 'home__news home__news--urgent' : 'home__news'} aria-label={label}>
      <Icon name={urgent ? 'triangle-alert' : 'info'} />
      {children}
    </section>
  );
}

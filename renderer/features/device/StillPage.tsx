import type { ReactNode } from 'react';
import { MarkSign } from '../../ui/MarkSign.tsx';

/** A page of the kiosk before it can do anything: sign, one sentence, and what goes on. */
export function StillPage({ title, text, children }: { title: string; text: string; children?: ReactNode }): ReactNode {
  return (
    <div className="kiosk kiosk--still">
      <main>
        <MarkSign />
        <h1>{title}</h1>
        <p className="lead">{text}</p>
        {children}
      </main>
    </div>
  );
}

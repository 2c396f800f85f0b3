import type { ReactNode } from 'react';
import { Facts, type FactLine } from './Facts.tsx';
import { Icon } from './Icon.tsx';

interface SlipPaperProps {
  readonly tone: 'sure' | 'ask' | 'draft';
  /** Name of the paper for those who do not see it. */
  readonly label: string;
  readonly head?: string;
  readonly number?: ReactNode;
  readonly time: string;
  readonly day: readonly string[];
  readonly note?: string;
  readonly facts: readonly FactLine[];
  /** Below the facts: code, telephone. */
  readonly children?: ReactNode;
}

/** The slip on screen is the slip in the hand: a sure one has a solid head, a request a dashed one, a draft none. */
export function SlipPaper({ tone, label, head, number, time, day, note, facts, children }: SlipPaperProps): ReactNode {
  return (
    <section className={`slip slip--${tone}`} aria-label={label}>
      <div className="slip__paper">
        {head !== undefined && (
          <p className="slip__head">
            <span>
              <Icon name={{ sure: 'check', ask: 'hourglass', draft: 'info' }[tone]} />
              {head}
            </span>
            {number !== undefined && <span className="nb">{number}</span>}
          </p>
        )}
        <div className="slip__when">
          <time>{time}</time>
          <p>
            {day.map((line) => (
              <span key={line}>{line}</span>
            ))}
            {note !== undefined && <small>{note}</small>}
          </p>
        </div>
        <Facts facts={facts} />
        {children !== undefined && children !== null && <div className="slip__foot">{children}</div>}
      </div>
    </section>
  );
}

import type { ReactNode } from 'react';

export interface FactLine {
  readonly label: string;
  readonly value: ReactNode;
  readonly detail?: ReactNode;
}

/** Names and values, a smaller line under a value. */
export function Facts({ facts }: { facts: readonly FactLine[] }): ReactNode {
  return (
    <dl className="facts">
      {facts.map(({ label, value, detail }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value}
            {detail !== undefined && detail !== '' && <small>{detail}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import './outcome.css';

const looks = { sure: ['seal', 'check'], ask: ['seal seal--ask', 'hourglass'], stop: ['seal seal--stop', 'triangle-alert'] } as const;

/** A seal seen across the room. */
export function Seal({ tone, icon }: { tone: keyof typeof looks; icon?: IconName }): ReactNode {
  const [look, drawn] = looks[tone];
  return (
    <span className={look} aria-hidden="true">
      <Icon name={icon ?? drawn} />
    </span>
  );
}

/** What became of it, in one sentence beside a seal. */
export function Outcome({ tone, children, icon }: { tone: keyof typeof looks; children: ReactNode; icon?: IconName }): ReactNode {
  return (
    <div className="outcome">
      <Seal tone={tone} {...(icon === undefined ? {} : { icon })} />
      <div>{children}</div>
    </div>
  );
}

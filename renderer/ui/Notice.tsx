import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';

interface NoticeProps {
  readonly tone: 'note' | 'wait' | 'stop';
  readonly title?: string;
  readonly children?: ReactNode;
}

const icons = { note: 'info', wait: 'hourglass', stop: 'triangle-alert' } as const;

/** Something happened: it is read out when it appears, at once only when a hand is needed. */
export function Notice({ tone, title, children }: NoticeProps): ReactNode {
  return (
    <div className={tone === 'note' ? 'notice' : `notice notice--${tone}`} role={tone === 'stop' ? 'alert' : 'status'}>
      <Icon name={icons[tone]} />
      <div>
        {title !== undefined && (
          <p>
            <b>{title}</b>
          </p>
        )}
        {children !== undefined && children !== '' && <div>{children}</div>}
      </div>
    </div>
  );
}

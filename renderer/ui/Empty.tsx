import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';

/** Nothing here: says what was looked for and what can be done next. */
export function Empty({ title, icon = 'search', children, action }: { title: string; icon?: IconName; children?: ReactNode; action?: ReactNode }): ReactNode {
  return (
    <div className="empty" role="status">
      <Icon name={icon} />
      <p>
        <b>{title}</b>
      </p>
      {children !== undefined && <div className="soft">{children}</div>}
      {action}
    </div>
  );
}

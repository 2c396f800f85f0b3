import { Children, useId, type ReactNode } from 'react';
import { Button as PressButton } from 'react-aria-components';
import { Icon, type IconName } from './Icon.tsx';

/** A group of ways on. The group is the card. `pairs`: two beside each other where the letters are small enough; of an odd number the first one over both. */
export function Rows({ children, label, pairs = false }: { children: ReactNode; label?: string; pairs?: boolean }): ReactNode {
  return (
    <ul className={pairs ? 'rows rows--pairs' : 'rows'} aria-label={label}>
      {Children.map(children, (child) => (child === null || child === false ? null : <li>{child}</li>))}
    </ul>
  );
}

interface RowProps {
  readonly icon: IconName;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  readonly badge?: string;
  readonly onPress?: () => void;
  readonly disabledReason?: string | undefined;
}

/** Without `onPress` it is a line to read. */
export function Row({ icon, title, detail, badge, onPress, disabledReason }: RowProps): ReactNode {
  const off = disabledReason !== undefined;
  const id = useId();
  const says = off || (detail !== undefined && detail !== '');
  const content = (
    <>
      <Icon name={icon} />
      <span className="row__words">
        <b>
          {title}
          {badge !== undefined && (
            <>
              {' '}
              <span className="badge">{badge}</span>
            </>
          )}
        </b>
        {/* The name of a row is its title; the rest is its description, read after it and only once. */}
        {says && (
          <span id={`${id}d`} aria-hidden={onPress !== undefined || undefined}>
            {off ? disabledReason : detail}
          </span>
        )}
      </span>
      {onPress !== undefined && <Icon name={off ? 'lock' : 'chevron-right'} />}
    </>
  );
  if (onPress === undefined) return <div className="row row--still">{content}</div>;
  return (
    <PressButton
      className="row"
      onPress={() => {
        if (!off) onPress();
      }}
      render={(props) => <button {...props} type="button" aria-disabled={off || undefined} aria-describedby={says ? `${id}d` : undefined} />}
    >
      {content}
    </PressButton>
  );
}

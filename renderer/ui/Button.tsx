import type { ReactNode } from 'react';
import { Button as PressButton } from 'react-aria-components';
import { Icon, type IconName } from './Icon.tsx';

interface ButtonProps {
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly icon?: IconName;
  /** Stands after the words: «дальше» points forward. */
  readonly iconAfter?: IconName;
  readonly small?: boolean;
  readonly className?: string;
  readonly busy?: boolean;
  readonly busyLabel?: string;
  readonly disabledReason?: string | undefined;
  readonly autoFocus?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/**
 * Busy and disabled buttons keep their place and stay focusable: a person who cannot see the screen still finds the button and hears
 * why it does nothing. A press then has no effect, whatever made it.
 */
export function Button({ kind = 'secondary', icon, iconAfter, small, className, busy = false, busyLabel, disabledReason, autoFocus, onPress, children }: ButtonProps): ReactNode {
  const off = disabledReason !== undefined;
  const names = ['btn', kind === 'secondary' ? '' : `btn--${kind}`, small ? 'btn--small' : '', className ?? ''].filter(Boolean).join(' ');
  return (
    <PressButton
      className={names}
      {...(autoFocus === undefined ? {} : { autoFocus })}
      onPress={() => {
        if (!off && !busy) onPress();
      }}
      render={(props) => <button {...props} type="button" aria-disabled={off || busy || undefined} aria-busy={busy || undefined} />}
    >
      {icon !== undefined && !busy && <Icon name={icon} />}
      <span className="btn__words">
        {busy ? (busyLabel ?? children) : children}
        {off && disabledReason !== '' && <small>{disabledReason}</small>}
      </span>
      {iconAfter !== undefined && !busy && <Icon name={iconAfter} />}
    </PressButton>
  );
}

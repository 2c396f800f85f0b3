import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import type { DockAction } from './layout.ts';

export interface ServiceAction {
  readonly id: string;
  /** «Сначала», «Завершить»: stands beside «Назад», not among the settings. */
  readonly wayOut?: boolean;
  readonly label: ReactNode;
  readonly onPress: () => void;
}

/** Beside the keys of a field a longer label stands in two lines. */
const longLabel = 11;

export function LowPrimary({ action }: { action: DockAction }): ReactNode {
  const { label, icon, onPress, busy, busyLabel, disabledReason } = action;
  return (
    <Button
      kind="primary"
      className={label.length > longLabel ? 'big big--long' : 'big'}
      {...(icon === undefined ? {} : { icon })}
      {...(busy === undefined ? {} : { busy })}
      {...(busyLabel === undefined ? {} : { busyLabel })}
      {...(disabledReason === undefined ? {} : { disabledReason })}
      onPress={onPress}
    >
      {label}
    </Button>
  );
}

export function LowService({ service }: { service: readonly ServiceAction[] }): ReactNode {
  return (
    <div className={service.length > 3 ? 'low__row low__row--four' : 'low__row'}>
      {service.map(({ id, label, onPress }) => (
        <Button key={id} className="big" onPress={onPress}>
          {label}
        </Button>
      ))}
    </div>
  );
}

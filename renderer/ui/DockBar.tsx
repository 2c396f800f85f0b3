import { useContext, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import type { Dock, DockAction } from './layout.ts';
import { UiWords } from './uiWords.ts';

/** The two answers of a screen, always at the same place. A button that stands alone takes the whole width. */
export function DockBar({ dock, focusPrimary = false }: { dock: Dock; focusPrimary?: boolean }): ReactNode {
  const words = useContext(UiWords);
  const { back, primary } = dock;
  return (
    <section className={back === undefined ? 'dock dock--single' : 'dock'} aria-label={words.actions}>
      {back !== undefined && <DockButton action={back} kind="secondary" />}
      {primary !== undefined && <DockButton action={primary} kind="primary" focus={focusPrimary} split={back === undefined && primary.detail !== undefined} />}
    </section>
  );
}

function DockButton({ action, kind, focus = false, split = false }: { action: DockAction; kind: 'primary' | 'secondary'; focus?: boolean; split?: boolean }): ReactNode {
  const { label, detail, icon, onPress, busy, busyLabel, disabledReason } = action;
  const forward = icon === 'arrow-right';
  return (
    <Button
      kind={kind}
      {...(split ? { className: 'btn--split', iconAfter: 'arrow-right' } : {})}
      {...(icon === undefined ? {} : forward && !split ? { iconAfter: icon } : { icon })}
      {...(busy === undefined ? {} : { busy })}
      {...(busyLabel === undefined ? {} : { busyLabel })}
      {...(disabledReason === undefined ? {} : { disabledReason })}
      {...(focus ? { autoFocus: true } : {})}
      onPress={onPress}
    >
      {label}
      {detail !== undefined && disabledReason === undefined && <small>{detail}</small>}
    </Button>
  );
}

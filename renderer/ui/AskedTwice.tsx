import { useContext, useState, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import type { IconName } from './Icon.tsx';
import { Notice } from './Notice.tsx';
import { UiWords } from './uiWords.ts';

interface AskedTwiceProps {
  readonly icon: IconName;
  /** Words of the first press, which only asks; `isDanger`: it already looks like what it leads to. */
  readonly label: string;
  readonly isDanger?: boolean;
  readonly disabledReason?: string | undefined;
  /** What will come of it, and words of the second press, which does it. */
  readonly warning: string;
  readonly reallyLabel: string;
  readonly busy: boolean;
  /** Whoever asks knows when it is done and sets it back. */
  readonly sure: boolean;
  readonly onSure: (sure: boolean) => void;
  readonly onDo: () => void;
}

/** What cannot be taken back is asked twice; the way out stands beside it, and focus goes on and comes back. */
export function AskedTwice({ icon, label, isDanger = false, disabledReason, warning, reallyLabel, busy, sure, onSure, onDo }: AskedTwiceProps): ReactNode {
  const words = useContext(UiWords);
  const [isBackHere, setIsBackHere] = useState(false);
  return (
    <>
      {sure && <Notice tone="wait" title={warning} />}
      <div className="desk__acts">
        {sure ? (
          <>
            <Button key="really" kind="danger" icon={icon} onPress={onDo} busy={busy} autoFocus>
              {reallyLabel}
            </Button>
            <Button
              onPress={() => {
                onSure(false);
                setIsBackHere(true);
              }}
            >
              {words.back}
            </Button>
          </>
        ) : (
          <Button key="first" {...(isDanger ? { kind: 'danger' } : {})} icon={icon} autoFocus={isBackHere} disabledReason={disabledReason} onPress={() => onSure(true)}>
            {label}
          </Button>
        )}
      </div>
    </>
  );
}

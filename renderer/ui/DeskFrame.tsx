import type { ReactNode } from 'react';

export interface DeskTab {
  readonly id: string;
  readonly label: string;
  /** The key that opens it, as it is called on the keyboard. */
  readonly keyName: string;
}

interface DeskFrameProps {
  readonly mark: ReactNode;
  readonly navLabel: string;
  readonly tabs: readonly DeskTab[];
  readonly current: string | null;
  readonly onTab: (id: string) => void;
  /** Right end of the bar: line, person, clock. */
  readonly end: ReactNode;
  readonly keys: readonly { readonly keyName: string; readonly label: string; readonly onPress: () => void }[];
  readonly keysLabel: string;
  /** Lies over the page, above the key line, and takes no focus. */
  readonly over?: ReactNode;
  readonly children: ReactNode;
}

/** A place of staff: bar, page, and the line that says what the keys do now. */
export function DeskFrame({ mark, navLabel, tabs, current, onTab, end, keys, keysLabel, over, children }: DeskFrameProps): ReactNode {
  return (
    <div className="desk">
      <header className="deskbar">
        {mark}
        {tabs.length > 0 && (
          <nav aria-label={navLabel}>
            <ul>
              {tabs.map(({ id, label }) => (
                <li key={id}>
                  <button className="tab" type="button" aria-current={id === current ? 'page' : undefined} onClick={() => onTab(id)}>
                    {label}
                  </button>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <div className="deskbar__end">{end}</div>
      </header>
      <main className="desk__page">{children}</main>
      {over}
      <nav className="keybar" aria-label={keysLabel}>
        {keys.map(({ keyName, label, onPress }) => (
          <button key={keyName} type="button" onClick={onPress}>
            <kbd className="keycap">{keyName}</kbd> {label}
          </button>
        ))}
      </nav>
    </div>
  );
}

import type { IconName } from './Icon.tsx';

/** What stands in the dock: the same on screens and sheets. */
export interface DockAction {
  readonly label: string;
  /** A second, smaller line of a button that stands alone. */
  readonly detail?: string;
  readonly icon?: IconName;
  readonly onPress: () => void;
  readonly busy?: boolean;
  readonly busyLabel?: string;
  /** Why the button does nothing now. It stays focusable, so that the reason can be read out. */
  readonly disabledReason?: string;
}

export interface Dock {
  readonly back?: DockAction;
  readonly primary?: DockAction;
}

export interface LowItem {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  /** A name that stays Russian on an English page. */
  readonly lang?: 'ru';
}

/** Accessible view: a list above the line, moved by two buttons below it. */
export interface LowList {
  readonly items: readonly LowItem[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
  readonly previousLabel: string;
  readonly nextLabel: string;
  readonly primaryLabel: string;
  readonly onPrimary: () => void;
  readonly busy?: boolean;
}

/** Accessible view: one field above the line, its keyboard below. */
export interface LowField {
  readonly field: true;
}

export type LowLayout = LowList | LowField;
export type KeyLayout = 'ru' | 'email' | 'digits' | 'latin';

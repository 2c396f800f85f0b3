import type { BrowserWindow, Session, WebContentsView } from 'electron';
import type { Log } from '../shell/log.ts';
import type { NavigationRule } from '../shell/navigation.ts';

export interface SignInWindowPorts {
  /** The window a person sees now; the views are laid over its page. */
  readonly front: () => BrowserWindow | null;
  /** Our own page around the foreign one, on a fresh session that serves our pages. */
  readonly openFrame: (partition: string) => WebContentsView;
  /** The foreign page, on a fresh session that `rule` lets out. */
  readonly openSite: (partition: string, rule: (session: Session) => NavigationRule) => WebContentsView;
  readonly wipe: (session: Session) => Promise<void>;
  readonly wipeClipboard: () => void;
  readonly after: (ms: number, run: () => void) => () => void;
  readonly now: () => number;
  readonly isKiosk: boolean;
  /** Somebody touched the foreign page or our frame around it. */
  readonly touched: () => void;
  /** Nobody is here any more: the whole session must end. */
  readonly left: () => void;
  readonly log: Log;
}

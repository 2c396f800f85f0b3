import type { WebContents } from 'electron';
import type { Log } from './log.ts';

/**
 * Takes every file chooser away from a page before the system can show it: no permission handler is asked for one, and it would
 * outlive the window. The dialog is intercepted through the debugging protocol, inside main; nothing listens on a port.
 */
export function interceptFileChoosers(contents: WebContents, log: Log): void {
  const { debugger: protocol } = contents;
  const attach = () => {
    if (contents.isDestroyed()) return;
    try {
      if (!protocol.isAttached()) protocol.attach('1.3');
      // Without the first the second is accepted and does nothing.
      Promise.all([protocol.sendCommand('Page.enable'), protocol.sendCommand('Page.setInterceptFileChooserDialog', { enabled: true })]).catch(failed);
    } catch (error) {
      failed(error);
    }
  };
  const failed = (error: unknown) => {
    if (contents.isDestroyed()) return;
    log.error({ error: error instanceof Error ? error.message : 'no error' }, 'file choosers are not intercepted');
    // A page that could open a dialog of the system is worse than none: it is ended like one that crashed.
    contents.forcefullyCrashRenderer();
  };
  // Whatever detaches us, the lock is on again before the page gets another turn.
  protocol.on('detach', () => setImmediate(attach));
  attach();
}

import { useCallback } from 'react';
import { useApp, type App } from './appContext.ts';
import { call } from './client.ts';

/**
 * Ends the visit to the kiosk. The page forgets first, without waiting for anybody: even if the answer never comes, nothing of the
 * patient is on the screen. The window itself is then destroyed from outside.
 */
export function leave(app: App, reason: 'left' | 'idle'): void {
  const { hold, sent, forget } = app.draft.getState();
  // A backend that restarted does not know the hold any more: the page gives it back, or others wait until it runs out.
  if (hold !== null && !sent) call('appointments.releaseHold', { holdId: hold.holdId }).catch(() => undefined);
  forget();
  app.router.getState().home();
  const { view, language, toggleView, setLanguage } = app.view.getState();
  if (view === 'accessible') toggleView();
  if (language !== 'ru') setLanguage('ru');
  app.reads.clear();
  call('identity.leave', { reason }).then(
    () => app.reads.changed(() => true),
    () => app.reads.changed(() => true),
  );
}

export function useLeave(): () => void {
  const app = useApp();
  return useCallback(() => leave(app, 'left'), [app]);
}

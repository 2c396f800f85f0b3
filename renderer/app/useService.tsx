import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';
import type { IconName } from '../ui/Icon.tsx';
import { useApp } from './appContext.ts';
import { call, useRead } from './client.ts';
import { useRouter } from './router.ts';
import { useLeave } from './session.ts';
import { useViewStore } from './view.ts';

interface Service {
  readonly id: 'language' | 'view' | 'help' | 'leave' | 'startOver';
  readonly icon: IconName;
  readonly wayOut?: boolean;
  readonly label: ReactNode;
  readonly onPress: () => void;
}

/** The row under everything: language, size, help, and the way out. While a patient is signed in the way out is always in view. */
export function useService(): readonly Service[] {
  const { t } = useTranslation();
  const app = useApp();
  const router = useRouter();
  const leave = useLeave();
  const { view, language, toggleView, setLanguage } = useViewStore();
  const signedIn = useRead('identity.me', {}).data?.role === 'patient';
  const other = language === 'ru' ? 'en' : 'ru';
  const startOver = () => {
    const { hold, forget } = app.draft.getState();
    // The time goes back to everybody at once; a lost answer does no harm, the hold runs out by itself.
    if (hold !== null) call('appointments.releaseHold', { holdId: hold.holdId }).catch(() => undefined);
    forget();
    router.home();
  };
  const language_: Service = { id: 'language', icon: 'languages', label: <span lang={other}>{other === 'en' ? 'English' : 'Русский'}</span>, onPress: () => setLanguage(other) };
  const size: Service = { id: 'view', icon: 'a-large-small', label: view === 'normal' ? t('shell.larger') : t('shell.normalView'), onPress: toggleView };
  const help: Service = { id: 'help', icon: 'concierge-bell', label: t('shell.help'), onPress: () => router.go({ name: 'help' }) };
  const out: Service = signedIn ? { id: 'leave', icon: 'log-out', label: t('shell.leave'), onPress: leave, wayOut: true } : { id: 'startOver', icon: 'rotate-ccw', label: t('shell.startOver'), onPress: startOver, wayOut: true };
  const first = view === 'normal' ? [language_, size] : [size, language_];
  return [...first, ...(router.route.name === 'help' ? [] : [help]), ...(router.route.name === 'home' && !signedIn ? [] : [out])];
}

export function ServiceRow({ only }: { only?: readonly Service['id'][] }): ReactNode {
  const { t } = useTranslation();
  const service = useService().filter(({ id }) => only === undefined || only.includes(id));
  return (
    <nav className="service" aria-label={t('shell.service')}>
      {service.map(({ id, icon, label, onPress }) => (
        <Button key={id} kind="quiet" icon={icon} onPress={onPress}>
          {label}
        </Button>
      ))}
    </nav>
  );
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Band } from '../../ui/Band.tsx';
import { Sheet, SheetFoot } from '../../ui/Sheet.tsx';
import { useApp } from '../appContext.ts';
import { useRead } from '../client.ts';
import { useDraft } from '../draft.ts';
import { useRouter } from '../router.ts';
import { leave } from '../session.ts';
import { ServiceRow } from '../useService.tsx';
import { useViewStore } from '../view.ts';
import { useIdle } from './useIdle.ts';

/** WCAG 2.2.1: at least twenty seconds to answer, whatever the clinic's policy says. */
const leastWarning = 20;

/** «Вы ещё здесь?» over any screen somebody has touched. An untouched home screen has nothing to forget and never asks. */
export function IdleGuard(): ReactNode {
  const { t } = useTranslation();
  const app = useApp();
  const { route } = useRouter();
  const { view, language } = useViewStore();
  const slot = useDraft((draft) => draft.slot);
  const signedIn = useRead('identity.me', {}).data?.role === 'patient';
  const device = useRead('device.state', {}).data;
  // A desk is closed by its backend, and nobody is asked there whether they are still here.
  const ready = device?.state === 'ready' && device.profile === 'kiosk' ? device : null;
  // Main asks over the window of Госуслуги, where the touches are; asked here as well, a question nobody sees would send them away.
  const away = useRead('esia.state', {}).data?.phase === 'open';
  const touched = route.name !== 'home' || signedIn || slot !== null || view !== 'normal' || language !== 'ru';
  const factor = view === 'accessible' ? 1.5 : 1;
  const warnSeconds = Math.max(leastWarning, Math.round((ready?.warnSeconds ?? leastWarning) * factor));
  const { secondsLeft, stay } = useIdle({
    active: ready !== null && touched && !away,
    idleSeconds: (ready?.idleSeconds ?? 60) * factor,
    warnSeconds,
    now: app.now,
    onOver: () => leave(app, 'idle'),
  });
  if (secondsLeft === null) return null;
  return (
    <SheetFoot value={<ServiceRow only={['language', 'view']} />}>
      <Sheet
        className="idle"
        title={t('shell.idle.title')}
        onClose={stay}
        dock={{ back: { label: t('shell.leave'), icon: 'log-out', onPress: () => leave(app, 'left') }, primary: { label: t('shell.idle.stay'), onPress: stay } }}
      >
        <p className="lead">{signedIn ? t('shell.idle.patient') : t('shell.idle.visitor')}</p>
        <p className="idle__count" role="timer">
          <b className="num">{secondsLeft}</b>
          {t('shell.idle.seconds', { count: secondsLeft })}
        </p>
        <Band light part={secondsLeft / warnSeconds} />
        <p className="unseen" role="alert">
          {t('shell.idle.spoken', { count: secondsLeft > 10 ? warnSeconds : 10 })}
        </p>
      </Sheet>
    </SheetFoot>
  );
}

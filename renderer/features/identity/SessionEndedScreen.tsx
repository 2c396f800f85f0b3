import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../../shared/features/identity.ts';
import { useApp } from '../../app/appContext.ts';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { leave } from '../../app/session.ts';
import { useView } from '../../app/view.ts';

/** Long enough to be read twice; then the next person finds the first screen. */
const shownMs = 60_000;

/** R6: the clinic, or the owner elsewhere, ended this session. It says why, what is safe and how to come in again; nothing of the person is left on it. */
export function SessionEndedScreen({ why }: { readonly why: NonNullable<Me['ended']> }): ReactNode {
  const { t } = useTranslation();
  const app = useApp();
  const accessible = useView() === 'accessible';
  const device = useRead('device.state', {}).data;
  // Where nobody comes in by password a new one opens nothing: the way back is the registrar and Gosuslugi (R5).
  const byEsia = (why === 'locked' || why === 'locked_by_rule') && device?.state === 'ready' && device.esia === 'required';
  useEffect(() => {
    const timer = setTimeout(() => leave(app, 'idle'), accessible ? shownMs * 1.5 : shownMs);
    return () => clearTimeout(timer);
  }, [app, accessible]);
  return (
    <KioskScreen
      title={t(`identity.ended.${why}.title`)}
      lead={t(`identity.ended.${why}.text`)}
      dock={{ primary: { label: t('identity.ended.done'), onPress: () => leave(app, 'left') } }}
    >
      <p className="lead" role="alert">
        {byEsia ? t('identity.ended.nextEsia') : t(`identity.ended.${why}.next`)}
      </p>
    </KioskScreen>
  );
}

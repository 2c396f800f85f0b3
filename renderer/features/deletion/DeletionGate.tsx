import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { useBack } from './useBack.ts';

/** A restart of the backend ends the sign-in; the way back through it leads here. */
export function DeletionGate({ to, children }: { readonly to: Route; readonly children: (patientId: string) => ReactNode }): ReactNode {
  const { t } = useTranslation();
  const { replace } = useRouter();
  const back = useBack();
  const me = useRead('identity.me', {}).data;
  const isOver = me?.role === 'visitor' && me.ended === undefined;
  useEffect(() => {
    if (isOver) replace({ name: 'signIn', then: to, reason: 'restarted' });
  }, [isOver, replace, to]);
  if (me?.patient != null) return children(me.patient.id);
  return (
    <KioskScreen title={t('deletion.title')} dock={{ back }}>
      {null}
    </KioskScreen>
  );
}

import { useEffect, type ReactNode } from 'react';
import { useRead } from './client.ts';
import { KioskScreen } from './KioskScreen.tsx';
import { useRouter } from './router.ts';
import type { Route } from './routerStore.ts';
import { useBack } from './useBack.ts';

/** For whoever is signed in. A restart of the backend ends the sign-in; the way back through it leads to `to`. */
export function SignedInGate({ to, title, children }: { readonly to: Route; readonly title: string; readonly children: (patientId: string) => ReactNode }): ReactNode {
  const { replace } = useRouter();
  const back = useBack();
  const me = useRead('identity.me', {}).data;
  const isOver = me?.role === 'visitor' && me.ended === undefined;
  useEffect(() => {
    if (isOver) replace({ name: 'signIn', then: to, reason: 'restarted' });
  }, [isOver, replace, to]);
  if (me?.patient != null) return children(me.patient.id);
  return (
    <KioskScreen title={title} dock={{ back }}>
      {null}
    </KioskScreen>
  );
}

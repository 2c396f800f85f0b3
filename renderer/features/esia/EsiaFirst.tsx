import type { ReactNode } from 'react';
import { useRead } from '../../app/client.ts';
import { EsiaScreen } from './EsiaScreen.tsx';

/** Where the clinic lets nobody in by password, its page stands in the place of the form. Who is signed in goes on as from any form. */
export function EsiaFirst({ children }: { children: ReactNode }): ReactNode {
  const device = useRead('device.state', {}).data;
  const me = useRead('identity.me', {}).data;
  if (device?.state !== 'ready' || me === undefined) return null;
  return device.esia === 'required' && me.role !== 'patient' ? <EsiaScreen only /> : children;
}

import { useRef, type ReactNode } from 'react';
import { useRead } from '../../app/client.ts';
import { EsiaScreen } from './EsiaScreen.tsx';

/** Where the clinic lets nobody in by password, its page stands in the place of the form. Who is signed in goes on as from any form. */
export function EsiaFirst({ children }: { children: ReactNode }): ReactNode {
  const device = useRead('device.state', {}).data;
  const me = useRead('identity.me', {}).data;
  // What was told last holds while a backend starts again: the form is not taken away, and neither is what was typed into it.
  const isRequired = useRef(false);
  if (device?.state === 'ready') isRequired.current = device.esia === 'required';
  return isRequired.current && me?.role !== 'patient' ? <EsiaScreen only /> : children;
}

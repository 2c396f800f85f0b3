import { useEffect } from 'react';
import type { GivenConsent } from '../../../shared/features/documents.ts';
import { useRead } from '../../app/client.ts';
import { useRouter } from '../../app/router.ts';

/** The patient's own consents; whoever a restart has signed out is asked to sign in again. */
export function useMine(name: 'consents' | 'withdraw'): readonly GivenConsent[] | undefined {
  const { replace } = useRouter();
  const me = useRead('identity.me', {}).data;
  const mine = useRead('documents.mine', me?.role === 'patient' ? {} : null).data;
  useEffect(() => {
    if (me?.role === 'visitor') replace({ name: 'signIn', then: { name }, reason: 'restarted' });
  }, [me, name, replace]);
  return mine?.consents;
}

import { useEffect } from 'react';
import { useRead } from '../../app/client.ts';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';

/** Whether somebody is signed in. Nobody is: the screen asks for it and is come back to. */
export function useSignedIn(then: Route): boolean {
  const { replace } = useRouter();
  const role = useRead('identity.me', {}).data?.role;
  useEffect(() => {
    if (role === 'visitor') replace({ name: 'signIn', then });
    // `then` is made anew with every drawing and says the same each time.
  }, [role, replace]);
  return role === 'patient';
}

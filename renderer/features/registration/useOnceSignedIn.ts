import { useEffect } from 'react';
import { useRead } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { useRouter } from '../../app/router.ts';

/** Whoever has come in goes back to the sign-in page, the one place that knows what was wanted before. Nothing typed stays behind. */
export function useOnceSignedIn(): void {
  const { backTo } = useRouter();
  const end = useDraft((draft) => draft.endRegistering);
  const role = useRead('identity.me', {}).data?.role;
  useEffect(() => {
    if (role !== 'patient') return;
    end();
    backTo('signIn');
  }, [role, end, backTo]);
}

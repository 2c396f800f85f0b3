import { useDraft } from '../../app/draft.ts';
import { useRouter } from '../../app/router.ts';

/** The server wants the documents signed anew: through their screen and back to the form, where everything typed still stands. */
export function useSignAgain(): () => void {
  const { replace } = useRouter();
  const setAcceptances = useDraft((draft) => draft.setAcceptances);
  return () => {
    setAcceptances([]);
    replace({ name: 'documents', purpose: 'register', then: { name: 'register' } });
  };
}

import { useCallback, useEffect, useState } from 'react';
import { useApp } from '../../app/appContext.ts';
import { call } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { refusalOf } from './refusals.ts';

type State = 'preparing' | 'waiting' | 'opened' | 'done' | 'gone';

/** How often the kiosk asks whether the telephone is done. */
const askEveryMs = 2_000;

/** R8: an address for the patient's telephone, and what happens there. It is kept over help and back: the page may be open already. */
export function usePhonePage(step: 'form' | 'password'): { readonly state: State; readonly refusal: string | null; readonly renew: () => void } {
  const { now, draft } = useApp();
  const page = useDraft(({ registering }) => registering.phonePage);
  const set = useDraft(({ setRegistering }) => setRegistering);
  const [state, setState] = useState<State>('preparing');
  const [refusal, setRefusal] = useState<string | null>(null);
  const current = page !== null && page.step === step && page.until > now() ? page.handoffId : null;

  const renew = useCallback(() => {
    const { acceptances, registering } = draft.getState();
    const registrationId = registering.sent?.registrationId;
    setRefusal(null);
    setState('preparing');
    if (step === 'password' && registrationId === undefined) return setRefusal('code_gone');
    call('registration.toPhone', registrationId !== undefined && step === 'password' ? { step, registrationId } : { step: 'form', acceptances: [...acceptances] }).then(
      ({ expiresInSeconds, ...made }) => {
        set({ phonePage: { step, ...made, until: now() + expiresInSeconds * 1_000 } });
        setState('waiting');
      },
      (error: unknown) => setRefusal(refusalOf(error)),
    );
  }, [draft, now, set, step]);

  useEffect(() => {
    if (current === null) renew();
    // Asked for once, on coming here; later ones by the button.
  }, []);

  useEffect(() => {
    if (current === null) return undefined;
    let stopped = false;
    const timer = setInterval(() => {
      call('registration.phoneState', { handoffId: current }).then(
        (answer) => {
          if (stopped) return;
          setRefusal(null);
          setState(answer.state);
        },
        // The telephone has a line of its own: it goes on, and so does the asking.
        (error: unknown) => {
          if (!stopped) setRefusal(refusalOf(error));
        },
      );
    }, askEveryMs);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [current]);
  return { state: current === null && state !== 'preparing' ? 'gone' : state === 'preparing' && current !== null ? 'waiting' : state, refusal, renew };
}

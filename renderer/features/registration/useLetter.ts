import { useState } from 'react';
import { useApp } from '../../app/appContext.ts';
import { call } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { codeFault } from '../../words/fieldFaults.ts';
import { refusalOf } from './refusals.ts';

/** What can be done about one letter: its code entered, another one asked for. */
export function useLetter(onGranted: () => void) {
  const { now } = useApp();
  const { code, sent } = useDraft((draft) => draft.registering);
  const set = useDraft((draft) => draft.setRegistering);
  const [fault, setFault] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [resent, setResent] = useState(false);
  const [busy, setBusy] = useState<'code' | 'letter' | null>(null);

  async function run(what: 'code' | 'letter', action: (registrationId: string) => Promise<void>): Promise<void> {
    if (busy !== null || sent === null) return;
    setRefusal(null);
    setResent(false);
    setBusy(what);
    try {
      await action(sent.registrationId);
    } catch (error) {
      const refused = refusalOf(error);
      // A wrong code is about the field, everything else about the whole.
      if (refused === 'wrong_code') setFault(refused);
      else setRefusal(refused);
    } finally {
      setBusy(null);
    }
  }

  return {
    ...{ code, fault, refusal, resent, busy },
    /** The sentence has been read. */
    readOn: () => setRefusal(null),
    type(text: string): void {
      set({ code: text });
      setFault(null);
    },
    async check(): Promise<void> {
      const found = codeFault(code);
      setFault(found);
      if (found !== null) return;
      await run('code', async (registrationId) => {
        await call('registration.enterCode', { registrationId, code });
        onGranted();
      });
    },
    resend: () =>
      run('letter', async (registrationId) => {
        const answer = await call('registration.resend', { registrationId });
        if (sent !== null) set({ sent: { purpose: sent.purpose, registrationId: answer.registrationId, codeSeconds: answer.codeSeconds, at: now() }, code: '' });
        setFault(null);
        setResent(true);
      }),
  };
}

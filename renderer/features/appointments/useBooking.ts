import { useEffect, useRef, useState } from 'react';
import { useDraft } from '../../app/draft.ts';
import type { Draft } from '../../app/draftStore.ts';
import { outcomeOf, runSettled, type Settled } from '../../app/settled.ts';

/**
 * Books the chosen time. Both ids were made when the time was chosen and live in the draft, so a second press, a restarted backend or
 * a new sign-in continue the same command instead of making another visit.
 */
export function useBooking(slot: NonNullable<Draft['slot']>, holdId: string | null, onDone: (appointmentId: string, commandId: string) => void) {
  const { commandId, appointmentId, sent, markSent } = useDraft();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Extract<Settled, { kind: 'refused' | 'failed' }> | null>(null);

  async function book(): Promise<void> {
    if (busy || commandId === null || appointmentId === null) return;
    setBusy(true);
    setProblem(null);
    markSent();
    // A visit on a time that is this device's to give out stands already: nobody is kept waiting for what is not in doubt.
    const settled = await runSettled('appointments.book', { commandId, appointmentId, slotId: slot.slotId, holdId }, ({ confirmed }) => confirmed);
    setBusy(false);
    if (settled.kind === 'failed' || (settled.kind === 'refused' && !settled.kept)) setProblem(settled);
    else onDone(appointmentId, commandId);
  }

  // The command went out before a restart: show what became of it instead of asking the patient to press again.
  const [sentBefore] = useState(sent);
  const asked = useRef(false);
  useEffect(() => {
    if (!sentBefore || asked.current || commandId === null || appointmentId === null) return;
    asked.current = true;
    void outcomeOf(commandId).then((settled) => settled !== null && onDone(appointmentId, commandId));
  }, [sentBefore, commandId, appointmentId, onDone]);

  return { book, busy, problem };
}

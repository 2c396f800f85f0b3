import { useState } from 'react';
import type { Hold } from '../../../shared/features/appointments.ts';
import { CallFailed, call } from '../../app/client.ts';
import { useSecondsUntil } from '../../app/clock.ts';
import { useDraft } from '../../app/draft.ts';
import { useView } from '../../app/view.ts';

/** The time the server keeps for this patient: how long still, one extension, holding it again, giving it back. */
export function useHold() {
  const view = useView();
  const slot = useDraft((draft) => draft.slot);
  const hold = useDraft((draft) => draft.hold);
  const setHold = useDraft((draft) => draft.setHold);
  const secondsLeft = useSecondsUntil(hold?.expiresAt ?? null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function ask(request: () => Promise<Hold>): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      setHold(await request());
    } catch (error) {
      setProblem(error instanceof CallFailed ? error.code : 'failed');
    } finally {
      setBusy(false);
    }
  }

  return {
    hold,
    holdId: hold?.holdId ?? null,
    secondsLeft: secondsLeft ?? 0,
    over: hold !== null && secondsLeft !== null && secondsLeft <= 0,
    busy,
    problem,
    extend: () => (hold === null ? Promise.resolve() : ask(() => call('appointments.extendHold', { holdId: hold.holdId }))),
    again: () => (slot === null ? Promise.resolve() : ask(() => call('appointments.hold', { slotId: slot.slotId, holdId: crypto.randomUUID(), longer: view === 'accessible' }))),
    /** The patient goes elsewhere: others may have the time at once. Nobody waits for the answer; a lost one runs out by itself. */
    release: () => {
      if (hold === null) return;
      setHold(null);
      call('appointments.releaseHold', { holdId: hold.holdId }).catch(() => undefined);
    },
  };
}

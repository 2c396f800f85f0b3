import { useState } from 'react';
import type { Hold } from '../../../shared/features/appointments.ts';
import type { Time } from '../../../shared/features/schedule.ts';
import { CallFailed, call } from '../../app/client.ts';

export type HoldProblem = { readonly code: 'slot_taken' | 'slot_closed' | 'slot_past' | 'not_for_this_place' | 'offline' | 'try_later' | 'not_found' | 'failed'; readonly time: Time };

const known = ['slot_taken', 'slot_closed', 'slot_past', 'not_for_this_place', 'offline', 'try_later', 'not_found'] as const;

/** Asks the server to keep a time. What went wrong stays beside the list until the patient chooses again. */
export function useHolding(longer: boolean, onHeld: (hold: Hold, time: Time) => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<HoldProblem | null>(null);

  async function hold(time: Time): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      onHeld(await call('appointments.hold', { slotId: time.slotId, holdId: crypto.randomUUID(), longer }), time);
    } catch (error) {
      const code = error instanceof CallFailed ? known.find((name) => name === error.code) : undefined;
      setProblem({ code: code ?? 'failed', time });
    } finally {
      setBusy(false);
    }
  }

  return { hold, busy, problem, forget: () => setProblem(null) };
}

import { useEffect, useRef, useState } from 'react';
import type { MoscowDay } from '../../../shared/lib/moscow.ts';
import { useDraft } from '../../app/draft.ts';
import { useRouter } from '../../app/router.ts';
import { outcomeOf, runSettled, type Settled } from '../../app/settled.ts';

/**
 * Sends the cart. Its ids were made while it was filled and live in the draft, so a second press, a restarted backend or a new sign-in
 * go on with the same command. A cart that was refused stays as it is, with a new command for the next try.
 */
export function useSending() {
  const { cart, setCart } = useDraft();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Extract<Settled, { kind: 'refused' | 'failed' }> | null>(null);
  const { commandId, orderId, lines } = cart;

  function settle(settled: Settled): void {
    if (settled.kind === 'applied' || settled.kind === 'waiting') {
      setCart({ kind: 'empty' });
      // The finished cart must not be behind «Назад».
      router.home();
      router.go({ name: 'cabinet' });
      router.go({ name: 'order', orderId, commandId });
      return;
    }
    if (settled.kind === 'refused') setCart({ kind: 'refused' });
    setProblem(settled);
  }

  async function send(day: MoscowDay | null): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    setCart({ kind: 'sent' });
    const settled = await runSettled('orders.send', { commandId, orderId, day, lines: [...lines] });
    setBusy(false);
    settle(settled);
  }

  // The command went out before a restart: show what became of it instead of asking the patient to press again.
  const [sentBefore] = useState(cart.sent);
  const asked = useRef(false);
  useEffect(() => {
    if (!sentBefore || asked.current) return;
    asked.current = true;
    void outcomeOf(commandId).then((settled) => settled !== null && settle(settled));
    // Asked once, on coming back.
  }, [sentBefore]);

  return { send, busy, problem };
}

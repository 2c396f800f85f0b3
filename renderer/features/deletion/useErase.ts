import { useState } from 'react';
import type { Output } from '../../../shared/contract.ts';
import type { Deletable, DeletionReceipt } from '../../../shared/features/deletion.ts';
import { CallFailed, call } from '../../app/client.ts';

/** Why nothing was deleted. */
export type EraseProblem = 'not_found' | 'still_ahead' | 'failed';

interface Erasing {
  readonly busy: boolean;
  readonly problem: EraseProblem | null;
  readonly receipt: DeletionReceipt | null;
  readonly erase: () => void;
}

const problemOf = (code: string | null): EraseProblem => (code === 'not_found' || code === 'still_ahead' ? code : 'failed');

/** The centre may know of more than this kiosk was shown; on paper both say the same. */
async function asCounted(mine: DeletionReceipt): Promise<DeletionReceipt> {
  try {
    const { receipts } = await call('deletion.receipts', {});
    return receipts.find(({ receiptId }) => receiptId === mine.receiptId) ?? mine;
  } catch {
    return mine;
  }
}

/** One deletion: pressed twice it is the same one. The centre is waited for a moment; without a line the receipt says that it is on its way. */
export function useErase(of: Deletable): Erasing {
  const [ids] = useState(() => ({ commandId: crypto.randomUUID(), receiptId: crypto.randomUUID() }));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<EraseProblem | null>(null);
  const [receipt, setReceipt] = useState<DeletionReceipt | null>(null);

  async function erase(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { rows: _rows, ...made }: Output<'deletion.erase'> = await call('deletion.erase', { ...ids, of });
      const { state, refusal } = await call('sync.outcome', { commandId: ids.commandId, waitMs: 5_000 });
      if (state === 'refused') setProblem(problemOf(refusal));
      else {
        const mine: DeletionReceipt = { ...made, what: of.scope, state: state === 'applied' ? 'done' : 'sending', refusal: null };
        setReceipt(state === 'applied' ? await asCounted(mine) : mine);
      }
    } catch (error) {
      setProblem(problemOf(error instanceof CallFailed ? error.code : null));
    } finally {
      setBusy(false);
    }
  }

  return { busy, problem, receipt, erase: () => void erase() };
}

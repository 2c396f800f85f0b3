import { useState } from 'react';
import { CallFailed } from './client.ts';

/** How the last try went; null: there was none, or one is under way. */
export type Printed = 'done' | 'noPrinter' | 'failed' | null;

/** One thing to print, one try at a time. What is said speaks of the last try only. */
export function usePrinting(send: () => Promise<unknown>): { readonly said: Printed; readonly busy: boolean; readonly print: () => Promise<void> } {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Printed>(null);

  async function print(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setSaid(null);
    try {
      await send();
      setSaid('done');
    } catch (error) {
      setSaid(error instanceof CallFailed && error.code === 'no_printer' ? 'noPrinter' : 'failed');
    } finally {
      setBusy(false);
    }
  }

  return { said, busy, print };
}

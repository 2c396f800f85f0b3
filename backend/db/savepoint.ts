import type { WriteTx } from './types.ts';

/** Runs `fn` inside the transaction so that its failure undoes only what it wrote itself. Returns the error, or null. */
export function attempt(tx: WriteTx, fn: () => void): unknown {
  tx.run('SAVEPOINT attempt');
  try {
    fn();
    tx.run('RELEASE attempt');
    return null;
  } catch (error) {
    tx.run('ROLLBACK TO attempt');
    tx.run('RELEASE attempt');
    return error ?? new Error('thrown without a value');
  }
}

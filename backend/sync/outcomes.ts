import type { Output } from '../../shared/contract.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { ReadDb } from '../db/types.ts';
import { byCommand } from './outbox.ts';
import type { EnginePorts } from './ports.ts';

type Outcome = Output<'sync.outcome'>;

/** How a screen waits for the server's word on one command. */
export function createOutcomes(db: ReadDb, ports: Pick<EnginePorts, 'after'>) {
  const waiting = new Map<Id, Set<() => void>>();

  function read(commandId: Id): Outcome {
    const entry = byCommand(db, commandId);
    return entry ? { state: entry.state, refusal: entry.refusal } : { state: 'unknown', refusal: null };
  }

  function settled(commandId: Id): void {
    waiting.get(commandId)?.forEach((wake) => wake());
  }

  return {
    wait(commandId: Id, waitMs: number): Promise<Outcome> {
      const now = read(commandId);
      if (waitMs === 0 || (now.state !== 'queued' && now.state !== 'sent')) return Promise.resolve(now);
      return new Promise((resolve) => {
        const wake = (): void => {
          callOff();
          waiters.delete(wake);
          if (waiters.size === 0) waiting.delete(commandId);
          resolve(read(commandId));
        };
        const waiters = waiting.get(commandId) ?? new Set();
        waiting.set(commandId, waiters.add(wake));
        const callOff = ports.after(waitMs, wake);
      });
    },
    settled,
    /** Everybody who waits hears the state as it is now. */
    stop: () => [...waiting.keys()].forEach(settled),
  };
}

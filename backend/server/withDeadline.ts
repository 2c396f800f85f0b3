import type { EnginePorts } from '../sync/ports.ts';

/** Somebody took longer than they may. What they do is not stopped, only no longer waited for. */
export class TookTooLong extends Error {
  override name = 'TookTooLong';
}

export function withDeadline<T>(ports: Pick<EnginePorts, 'after'>, milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = ports.after(milliseconds, () => reject(new TookTooLong('deadline')));
    void work.then(resolve, reject).finally(callOff);
  });
}

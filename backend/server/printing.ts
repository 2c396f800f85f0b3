import type { Id } from '../../shared/lib/ids.ts';
import type { FromBackendToShell } from '../../shared/rpc/shell.ts';
import type { EnginePorts } from '../sync/ports.ts';
import type { Shell } from './parts.ts';

type Printed = Awaited<ReturnType<Shell['print']>>;

/** Main gives a print window eight seconds to draw; a job it never answers for has failed. */
const deadlineMs = 9_000;

export function createPrinting({ post, after }: { post: (message: FromBackendToShell) => void; after: EnginePorts['after'] }) {
  const waiting = new Map<Id, (outcome: Printed) => void>();

  function done(printJob: Id, outcome: Printed): void {
    waiting.get(printJob)?.(outcome);
  }

  return {
    print: ({ printJob, paper }: Parameters<Shell['print']>[0]): Promise<Printed> =>
      new Promise((resolve) => {
        const callOff = after(deadlineMs, () => done(printJob, 'failed'));
        waiting.set(printJob, (outcome) => {
          callOff();
          waiting.delete(printJob);
          resolve(outcome);
        });
        post({ type: 'print', printJob, paper });
      }),
    done,
    stop: () => [...waiting.keys()].forEach((printJob) => done(printJob, 'failed')),
  };
}

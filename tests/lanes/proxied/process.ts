import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Channel, Input, Output } from '../../../shared/contract.ts';
import type { Reply } from '../../../shared/rpc/wire.ts';
import { ToLane, type FromLane, type Replica } from './words.ts';

type Asked = FromLane extends infer One ? (One extends unknown ? Omit<One, 'id'> : never) : never;

/** One device of the lane, in a process of its own. */
export async function startDevice(server: string, code: string) {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-proxied-'));
  const child = fork(fileURLToPath(import.meta.resolve('./device.ts')), [server, code, folder], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => void (complaints = (complaints + chunk.toString()).slice(-2_000)));
  const waiting = new Map<number, (told: ToLane) => void>();
  let nextId = 0;
  const gone = once(child, 'exit').then(([exitCode]) => {
    throw new Error(`a device ended with ${String(exitCode)}: ${complaints}`);
  });
  // Told to whoever asks next.
  gone.catch(() => undefined);
  child.on('message', (raw) => {
    const told = ToLane.parse(raw);
    waiting.get(told.id)?.(told);
    waiting.delete(told.id);
  });

  function answerTo(id: number): Promise<ToLane> {
    return Promise.race([new Promise<ToLane>((resolve) => waiting.set(id, resolve)), gone]);
  }
  function tell(what: Asked): Promise<ToLane> {
    nextId += 1;
    const answer = answerTo(nextId);
    child.send({ ...what, id: nextId } satisfies FromLane);
    return answer;
  }
  await answerTo(0);

  async function raw<C extends Channel>(channel: C, input: Input<C>): Promise<Reply> {
    for (;;) {
      const { reply } = await tell({ do: 'call', channel, input });
      if (reply === undefined) throw new Error('a call without an answer');
      // A window may make no more calls than a person could; nothing was done.
      if (reply.ok || reply.error.code !== 'too_many_calls') return reply;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  return {
    raw,
    async call<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
      const reply = await raw(channel, input);
      if (!reply.ok) throw new Error(`${channel} was answered ${reply.error.code}`);
      return reply.value as Output<C>;
    },
    /** The patient leaves: another backend on the same file. */
    restart: async () => void (await tell({ do: 'restart' })),
    async replica(): Promise<Replica> {
      const told = await tell({ do: 'replica' });
      if (told.replica === undefined) throw new Error('no replica');
      return told.replica;
    },
    /** The mistakes of its own that it reported. */
    end: async () => (await tell({ do: 'end' })).bugs ?? [],
    kill: () => void child.kill('SIGKILL'),
  };
}

export type Device = Awaited<ReturnType<typeof startDevice>>;

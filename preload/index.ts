import { contextBridge, ipcRenderer } from 'electron';
import type { FromBackend, KabinetBridge, limits as wireLimits, Reply, SystemCode } from '../shared/rpc/wire.ts';

// Written again, because importing values would carry a validator into the sandbox; the types do not compile when they differ.
const limits: Pick<typeof wireLimits, 'callsInFlight' | 'queuedCalls' | 'deadlineMs'> = { callsInFlight: 8, queuedCalls: 64, deadlineMs: 10_000 };

type Call = { readonly id: number; readonly channel: string; readonly input: unknown; readonly settle: (reply: Reply) => void };
const refusal = (code: SystemCode): Reply => ({ ok: false, error: { code } });
const queue: Call[] = [];
const inFlight = new Map<number, Call>();
const listeners = new Set<(topics: readonly string[]) => void>();
const tell = (topics: readonly string[]) => listeners.forEach((listener) => queueMicrotask(() => listener(topics)));
let port: MessagePort | undefined;
let lastId = 0;

ipcRenderer.on('backend-port', ({ ports: [fresh] }) => {
  const isAnother = port !== undefined;
  port?.close();
  port = undefined;
  // Another backend answers now: the old one's calls will never be answered, and what the page has read may be old.
  for (const lost of [...inFlight.values()]) lost.settle(refusal('backend_restarted'));
  port = fresh;
  if (fresh) fresh.onmessage = ({ data }: MessageEvent<FromBackend>) => (data.type === 'changed' ? tell(data.topics) : inFlight.get(data.id)?.settle(data.reply));
  if (isAnother) tell(['backend']);
  send();
});

function send(): void {
  while (port && inFlight.size < limits.callsInFlight) {
    const call = queue.shift();
    if (!call) return;
    inFlight.set(call.id, call);
    const { id, channel, input } = call;
    try {
      port.postMessage({ id, channel, input });
    } catch {
      call.settle(refusal('invalid_input'));
    }
  }
}

function call(channel: string, input: unknown): Promise<Reply> {
  if (queue.length >= limits.queuedCalls) return Promise.resolve(refusal('too_many_calls'));
  return new Promise((resolve) => {
    const id = (lastId += 1);
    // `not_ready` promises that nothing was done; after `timed_out` nobody knows.
    const deadline = setTimeout(() => settle(refusal(inFlight.has(id) ? 'timed_out' : 'not_ready')), limits.deadlineMs);
    const settle = (reply: Reply) => {
      clearTimeout(deadline);
      if (!inFlight.delete(id)) queue.splice(queue.findIndex((waiting) => waiting.id === id), 1);
      resolve(reply);
      send();
    };
    queue.push({ id, channel, input, settle });
    send();
  });
}

function onChanged(listener: (topics: readonly string[]) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

contextBridge.exposeInMainWorld('kabinet', { call, onChanged } satisfies KabinetBridge);

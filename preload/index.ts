import { contextBridge, ipcRenderer } from 'electron';
import type { FromBackend, KabinetBridge, limits as wireLimits, Reply, SystemCode } from '../shared/rpc/wire.ts';
// Written again, because importing values would carry a validator into the sandbox; the types do not compile when they differ.
const limits: Omit<typeof wireLimits, 'messageBytes'> = { callsInFlight: 8, queuedCalls: 64, callsPerSecond: 50, deadlineMs: 10_000 };
type Call = { readonly id: number; readonly channel: string; readonly input: unknown; readonly settle: (reply: Reply) => void };
const refusal = (code: SystemCode): Reply => ({ ok: false, error: { code } });
/** The port stays in here; the page gets two functions. One that runs away is stopped here: the backend ends a window that sends more. */
function openBridge(): KabinetBridge {
  const queue = new Map<number, Call>();
  const inFlight = new Map<number, Call>();
  const listeners = new Set<(topics: readonly string[]) => void>();
  const tell = (topics: readonly string[]) => listeners.forEach((listener) => queueMicrotask(() => listener(topics)));
  let port: MessagePort | undefined;
  let [lastId, lately, backends] = [0, 0, 0];
  function send(): void {
    for (const call of queue.values()) {
      if (!port || inFlight.size >= limits.callsInFlight) return;
      queue.delete(call.id);
      inFlight.set(call.id, call);
      try {
        port.postMessage({ id: call.id, channel: call.channel, input: call.input });
      } catch {
        call.settle(refusal('invalid_input'));
      }
    }
  }
  function take(fresh: MessagePort | undefined): void {
    port?.close();
    port = fresh;
    // Their backend is gone: these would wait for an answer that never comes.
    for (const call of [...inFlight.values()]) call.settle(refusal('backend_restarted'));
    if (!fresh) return;
    if ((backends += 1) > 1) tell(['backend']);
    fresh.onmessage = ({ data }: MessageEvent<FromBackend>) => (data.type === 'changed' ? tell(data.topics) : inFlight.get(data.id)?.settle(data.reply));
    fresh.addEventListener('close', () => port === fresh && take(undefined));
    send();
  }
  ipcRenderer.on('backend-port', ({ ports: [fresh] }) => take(fresh));
  function call(channel: string, input: unknown): Promise<Reply> {
    if (queue.size >= limits.queuedCalls || lately >= limits.callsPerSecond) return Promise.resolve(refusal('too_many_calls'));
    setTimeout(() => (lately -= 1), 1_000);
    lately += 1;
    return new Promise((resolve) => {
      const id = (lastId += 1);
      const settle = (reply: Reply) => {
        clearTimeout(deadline);
        if (!queue.delete(id)) inFlight.delete(id);
        resolve(reply);
        send();
      };
      // `not_ready` promises that nothing was done; after `timed_out` nobody knows.
      const deadline = setTimeout(() => settle(refusal(queue.has(id) ? 'not_ready' : 'timed_out')), limits.deadlineMs);
      queue.set(id, { id, channel, input, settle });
      send();
    });
  }
  return { call, onChanged: (listener) => (listeners.add(listener), () => void listeners.delete(listener)) };
}
contextBridge.exposeInMainWorld('kabinet', openBridge());

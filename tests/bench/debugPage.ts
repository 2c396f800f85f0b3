import * as z from 'zod';

const Targets = z.array(z.looseObject({ type: z.string(), webSocketDebuggerUrl: z.string().optional() }));
const Answer = z.looseObject({
  id: z.number().optional(),
  result: z.looseObject({ result: z.looseObject({ value: z.unknown().optional() }).optional(), exceptionDetails: z.unknown().optional() }).optional(),
});

/** Addresses of the debugging doors of all pages of a program. */
async function pageDoors(port: number): Promise<string[]> {
  const reply = await fetch(`http://127.0.0.1:${port}/json`);
  return Targets.parse(await reply.json()).flatMap((target) => (target.type === 'page' && target.webSocketDebuggerUrl !== undefined ? [target.webSocketDebuggerUrl] : []));
}

/** A debugging door that stays open: of a page or of a main process. In a main process `require` is known. */
export interface Door {
  ask(expression: string): Promise<unknown>;
  close(): void;
}

export async function openDoor(address: string): Promise<Door> {
  const socket = new WebSocket(address);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('the door cannot be reached')));
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = Answer.parse(JSON.parse(String(data)));
    const asked = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || !asked) return;
    waiting.delete(id);
    // Without a result the page went away under the question.
    if (result?.result === undefined || result.exceptionDetails !== undefined) asked.reject(new Error(`no answer: ${String(JSON.stringify(result)).slice(0, 600)}`));
    else asked.resolve(result.result.value);
  });
  socket.addEventListener('close', () => waiting.forEach(({ reject }) => reject(new Error('the door was closed'))));
  return {
    ask(expression) {
      return new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        socket.send(JSON.stringify({ id: lastId, method: 'Runtime.evaluate', params: { expression, awaitPromise: true, returnByValue: true, includeCommandLineAPI: true } }));
      });
    },
    close: () => socket.close(),
  };
}

/** Doors of the pages of which this is true now. */
export async function doorsWith(port: number, condition: string): Promise<readonly Door[]> {
  const doors = await Promise.all((await pageDoors(port)).map(openDoor));
  const fits = await Promise.all(doors.map((door) => door.ask(condition)));
  return doors.filter((_, index) => fits[index] === true);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Wall clock at which `condition` was true in some page of the program and a frame with it had been drawn. Looks in from the first moment a
 * page exists, so that looking late cannot make it look slow.
 */
export async function whenPainted(port: number, condition: string, withinMs = 60_000): Promise<number> {
  const expression = `new Promise((resolve) => {
    const frame = () => ((${condition}) ? requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))) : requestAnimationFrame(frame));
    frame();
  })`;
  const watched = new Map<string, Door | null>();
  let at: unknown;
  async function watch(address: string): Promise<void> {
    watched.set(address, null);
    try {
      const door = await openDoor(address);
      watched.set(address, door);
      at ??= await door.ask(expression);
    } catch {
      // The page was still on its way to its address, or has gone: the next look finds it again.
      watched.delete(address);
    }
  }
  const until = Date.now() + withinMs;
  while (typeof at !== 'number' && Date.now() < until) {
    const addresses = await pageDoors(port);
    for (const address of addresses) if (!watched.has(address)) void watch(address);
    await pause(10);
  }
  for (const door of watched.values()) door?.close();
  if (typeof at !== 'number') throw new Error(`no page came to this in ${withinMs} ms: ${condition}`);
  return at;
}

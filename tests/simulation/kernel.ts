/** Virtual time: events in the order of their instants, and of their making where those are equal. Nothing happens between them. */
export interface Kernel {
  /** Epoch milliseconds of the world's own true time. */
  now(): number;
  /** Returns how to call it off. */
  after(milliseconds: number, run: () => void): () => void;
  /** Runs everything that is due until then, or until `isOver`; what an event awaits is finished before the next one begins. */
  runUntil(instant: number, isOver: () => boolean): Promise<void>;
  /** Events there were so far. */
  events(): number;
}

interface Event {
  readonly at: number;
  readonly order: number;
  run: (() => void) | null;
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A microtask queue is empty when the next macrotask runs: the devices await only each other and the network, and all of that is here. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createKernel(startsAt: number): Kernel {
  const heap: Event[] = [];
  let now = startsAt;
  let made = 0;
  let done = 0;

  function push(event: Event): void {
    let place = heap.push(event) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, event)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = event;
  }

  function pop(): Event | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) child += 1;
      const smaller = heap[child];
      if (smaller === undefined || isBefore(last, smaller)) break;
      heap[place] = smaller;
      place = child;
    }
    heap[place] = last;
    return first;
  }

  return {
    now: () => now,
    after(milliseconds, run) {
      // Whole milliseconds, as the instants of the wire are.
      const event: Event = { at: now + Math.max(0, Math.ceil(milliseconds)), order: (made += 1), run };
      push(event);
      return () => {
        event.run = null;
      };
    },
    async runUntil(instant, isOver) {
      for (let next = heap[0]; next !== undefined && next.at <= instant && !isOver(); next = heap[0]) {
        const event = pop();
        const run = event?.run;
        if (!event || !run) continue;
        now = Math.max(now, event.at);
        event.run = null;
        done += 1;
        run();
        await settled();
      }
      now = Math.max(now, instant);
    },
    events: () => done,
  };
}

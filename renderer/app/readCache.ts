export interface ReadState {
  readonly value?: unknown;
  readonly error?: unknown;
}

interface Entry {
  state: ReadState;
  watchers: number;
  stale: boolean;
  loading: boolean;
  load: () => Promise<unknown>;
}

export interface ReadCache {
  readonly subscribe: (listener: () => void) => () => void;
  readonly peek: (key: string) => ReadState | undefined;
  /** Keeps `key` fresh until the returned function is called. */
  readonly watch: (key: string, load: () => Promise<unknown>) => () => void;
  /** What is on screen is read again at once, the rest when it is next looked at. */
  readonly changed: (concerns: (key: string) => boolean) => void;
  /** Why something that is on screen could not be read, if anything could not. */
  readonly failure: () => unknown;
  readonly retry: () => void;
  readonly clear: () => void;
}

/** Answers nobody looks at that are kept for the way back. */
const keptUnwatched = 40;

/** Answers of queries by channel and input. Old data stay while new ones are fetched; a failure keeps them too. */
export function createReadCache(): ReadCache {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  // Grows when everything is forgotten, so that an answer still under way cannot bring a patient's data back.
  let epoch = 0;
  const tell = () => {
    for (const listener of listeners) listener();
  };

  async function fetch(key: string, entry: Entry): Promise<void> {
    if (entry.loading) return;
    const started = epoch;
    entry.loading = true;
    entry.stale = false;
    const state = await entry.load().then(
      (value): ReadState => ({ value }),
      (error: unknown): ReadState => ({ ...entry.state, error }),
    );
    entry.loading = false;
    if (entries.get(key) !== entry) return;
    if (started === epoch) entry.state = state;
    else entry.stale = true;
    tell();
    // It changed while it was being read: what we have may be from before the change.
    if (entry.stale && entry.watchers > 0) void fetch(key, entry);
  }

  function prune(): void {
    const unwatched = [...entries].filter(([, { watchers }]) => watchers === 0);
    for (const [key] of unwatched.slice(0, Math.max(0, unwatched.length - keptUnwatched))) entries.delete(key);
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    peek: (key) => entries.get(key)?.state,
    watch: (key, load) => {
      const entry = entries.get(key) ?? { state: {}, watchers: 0, stale: true, loading: false, load };
      entries.set(key, entry);
      entry.load = load;
      entry.watchers += 1;
      if (entry.stale || entry.state.error !== undefined) void fetch(key, entry);
      return () => {
        entry.watchers -= 1;
        prune();
      };
    },
    changed: (concerns) => {
      for (const [key, entry] of entries) {
        if (!concerns(key)) continue;
        entry.stale = true;
        if (entry.watchers > 0) void fetch(key, entry);
      }
    },
    failure: () => [...entries.values()].find(({ watchers, state }) => watchers > 0 && state.error !== undefined)?.state.error,
    retry: () => {
      for (const [key, entry] of entries) if (entry.watchers > 0 && entry.state.error !== undefined) void fetch(key, entry);
    },
    clear: () => {
      epoch += 1;
      for (const [key, entry] of entries) {
        if (entry.watchers === 0) entries.delete(key);
        entry.state = {};
        entry.stale = true;
      }
      tell();
    },
  };
}

import type pg from 'pg';
import { changedChannel } from '../db/pool.ts';

const reconnectMs = 500;

export interface Hub {
  /** Returns the way to stop listening. */
  subscribe(listener: () => void): () => void;
  stop(): void;
}

/**
 * Hears from PostgreSQL that something was committed, by this server or another beside it, and passes the word on. After the line to the
 * database was lost everybody is told once: what was said meanwhile nobody has heard.
 */
export function createHub(pool: pg.Pool): Hub {
  const listeners = new Set<() => void>();
  let client: pg.PoolClient | null = null;
  let retry: NodeJS.Timeout | null = null;
  let stopped = false;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const again = (): void => {
    if (stopped || retry) return;
    retry = setTimeout(() => {
      retry = null;
      void listen();
    }, reconnectMs);
  };
  const listen = async (): Promise<void> => {
    let opened: pg.PoolClient;
    try {
      opened = await pool.connect();
    } catch {
      return again();
    }
    let gone = false;
    const lost = (): void => {
      if (gone) return;
      gone = true;
      if (client === opened) client = null;
      opened.release(true);
      again();
    };
    opened.on('error', lost);
    opened.on('end', lost);
    opened.on('notification', tell);
    try {
      await opened.query(`listen ${changedChannel}`);
    } catch {
      return lost();
    }
    if (stopped) return lost();
    client = opened;
    tell();
  };
  void listen();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      stopped = true;
      if (retry) clearTimeout(retry);
      const open = client;
      client = null;
      // Destroyed, not given back: a connection that still listens must not serve requests.
      open?.removeAllListeners('end');
      // Its last error may still be on the way: unheard it would end the process, heard by `lost` it would be released twice.
      open?.removeAllListeners('error');
      open?.on('error', () => undefined);
      open?.release(true);
    },
  };
}

import pg from 'pg';

/** The event every instance listens to: "something in the feed has moved". Carries nothing. */
export const changedChannel = 'kabinet_changed';

export interface Rows<R> {
  readonly rows: readonly R[];
  /** Rows touched, also for a statement that returns none. */
  readonly count: number;
}

export interface Reader {
  query<R extends object = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Rows<R>>;
}

/** One open transaction. Only functions that take a `Tx` may write. */
export interface Tx extends Reader {
  /** Tells every device to pull, once this transaction has committed; however often it is called, they hear once. */
  announce(): void;
}

export function createPool(connectionString: string, size = 12): pg.Pool {
  // Times arrive as text and are turned into instants by us; the driver's Date would drop the microseconds cursors need.
  const pool = new pg.Pool({
    connectionString,
    max: size,
    application_name: 'kabinet',
    // A request that cannot have a connection is told to try later instead of waiting without end.
    connectionTimeoutMillis: 10_000,
    // A transaction somebody forgot holds back the feed of every device, and a lock nobody gives up every writer.
    options: '-c timezone=Europe/Moscow -c idle_in_transaction_session_timeout=30000 -c lock_timeout=15000',
  });
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

function reader(client: pg.Pool | pg.PoolClient): Reader {
  return {
    async query<R extends object>(sql: string, values?: readonly unknown[]) {
      const result = await client.query<R>(sql, values ? [...values] : undefined);
      return { rows: result.rows, count: result.rowCount ?? 0 };
    },
  };
}

/** For single statements that only read. */
export function reading(pool: pg.Pool): Reader {
  return reader(pool);
}

/** PostgreSQL's code of an error, e.g. `23505`, or null when it is not the database's. */
export function sqlState(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}

/** Name of the constraint that said no, or null. */
export function violatedConstraint(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.constraint ?? null) : null;
}

// serialization_failure and deadlock_detected: the database undid everything and asks for another try.
const retried = new Set(['40001', '40P01']);
const attempts = 10;

/** Runs `work` in one READ COMMITTED transaction; it must be repeatable, for it runs again after a deadlock. */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (attempt >= attempts || !retried.has(sqlState(error) ?? '')) throw error;
      // Spread apart, so two transactions that met once do not meet again in step.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** Math.min(attempt, 5)));
    }
  }
}

async function once<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let announced = false;
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work({ ...reader(client), announce: () => void (announced = true) });
    // Inside the transaction, so a device is never told to pull what may still be undone.
    if (announced) await client.query(`notify ${changedChannel}`);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away: reused, it would run the next request inside this one.
    await client.query('rollback').catch((failure: Error) => void (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}

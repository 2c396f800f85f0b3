export type Value = string | number | null;
export type Params = Readonly<Record<string, Value>>;

/** Can read. Handed to queries. */
export interface ReadDb {
  all<Row>(sql: string, params?: Params): Row[];
  get<Row>(sql: string, params?: Params): Row | undefined;
}

declare const insideTransaction: unique symbol;

/** Can read and write. Only `Database.write` makes one, so no write happens outside a transaction. */
export interface WriteTx extends ReadDb {
  readonly [insideTransaction]: true;
  run(sql: string, params?: Params): { changes: number };
}

export interface Database {
  readonly read: ReadDb;
  /** Runs `fn` in one IMMEDIATE transaction. Throwing rolls back. `fn` is synchronous: nothing awaits while holding the lock. */
  write<T>(fn: (tx: WriteTx) => T): T;
  close(): void;
}

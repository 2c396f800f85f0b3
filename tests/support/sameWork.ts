import type pg from 'pg';

/** Without what is another number each time. */
export const secretsOut = (text: string): string =>
  text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID').replace(/\b\d{13}\b/g, 'MS').replace(/(x-ratelimit-\w+): \d+/g, '$1: N');

/** Everything the server says to a POST, byte for byte, without what is another number each time. */
export async function saidTo(url: string, headers: Readonly<Record<string, string>>, body: object): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const given = [...response.headers].filter(([name]) => name !== 'date').map(([name, value]) => `${name}: ${value}`);
  return secretsOut(`${response.status}\n${given.join('\n')}\n\n${await response.text()}`);
}

/** The statements of the transactions that asked for a letter while `work` ran, in order, without those of the server's own rounds. */
export async function statements(pool: pg.Pool, work: () => Promise<unknown>): Promise<string[]> {
  const transactions: string[][] = [];
  const original = pool.connect.bind(pool);
  type Done = Parameters<typeof original>[0];
  const watched = async (done?: Done): Promise<pg.PoolClient | void> => {
    // The pool's own `query` asks with a callback: looks at tokens, the same for everybody.
    if (done) return original(done);
    const given = await original();
    const seen: string[] = [];
    transactions.push(seen);
    return new Proxy(given, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name === 'query')
          return (sql: string, values?: unknown[]) => {
            seen.push(sql);
            return target.query(sql, values);
          };
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  Object.assign(pool, { connect: watched });
  try {
    await work();
  } finally {
    Object.assign(pool, { connect: original });
  }
  const ofRounds = (sql: string) => sql.startsWith('delete from device_token');
  return transactions.filter((all) => all.some((sql) => sql.includes('letter_allowance')) && !all.some(ofRounds)).flat();
}

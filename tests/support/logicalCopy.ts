import type pg from 'pg';

interface Sequence {
  readonly name: string;
  readonly last: string | null;
}

/** Every row and sequence of one database put into another of the same tables, as a dump puts them: with the transaction numbers they had. */
export async function logicalCopy(from: pg.Pool, to: pg.Pool): Promise<void> {
  const { rows: tables } = await from.query<{ name: string }>(`select format('%I', c.relname) as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`);
  const client = await to.connect();
  try {
    await client.query('begin');
    // Neither keys nor triggers have a word in it, as with a dump of data.
    await client.query('set local session_replication_role = replica');
    await client.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
    for (const { name } of tables) {
      const { rows } = await from.query<{ all: string | null }>(`select json_agg(t)::text as all from ${name} t`);
      if (rows[0]?.all) await client.query(`insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, $1)`, [rows[0].all]);
    }
    const { rows: sequences } = await from.query<Sequence>(`select format('%I', s.sequencename) as name, s.last_value::text as last from pg_sequences s where s.schemaname = 'public'`);
    for (const { name, last } of sequences) if (last !== null) await client.query(`select setval('${name}', $1::bigint)`, [last]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

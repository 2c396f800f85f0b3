import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { extensions } from '../shared/fhir/names.ts';
import { Id } from '../shared/lib/ids.ts';
import { instant } from '../shared/lib/moscow.ts';
import { migrate } from './db/migrate.ts';
import { createPool, inTransaction, reading } from './db/pool.ts';
import { endNotice, listNotices, Notice, publishNotice } from './notices/publishNotice.ts';

/**
 * What the clinic says on every first screen (row D5), for an administrator at the server:
 *   node clinic-server/notice.ts --text "…" [--english "…"] [--urgent] [--from 2026-12-01T08:00] [--until 2026-12-01T18:00] [--database URL]
 *   node clinic-server/notice.ts --list | --end ID [--database URL]
 * Times are Moscow's. Outside them a notice is not shown; without them it is shown until it is ended.
 */
const { values } = parseArgs({
  options: {
    text: { type: 'string' },
    english: { type: 'string' },
    urgent: { type: 'boolean', default: false },
    from: { type: 'string' },
    until: { type: 'string' },
    list: { type: 'boolean', default: false },
    end: { type: 'string' },
    database: { type: 'string' },
  },
});
const database = values.database ?? process.env['KABINET_DATABASE'];
const wanted = [values.text !== undefined, values.list, values.end !== undefined].filter(Boolean).length;
if (wanted !== 1 || !database) throw new Error('notice.ts --text T [--english T] [--urgent] [--from TIME] [--until TIME] | --list | --end ID [--database URL]');

const pool = createPool(database, 2);
try {
  await migrate(pool);
  if (values.text !== undefined) {
    const notice = Notice.parse({ russian: values.text, english: values.english ?? null, urgent: values.urgent, from: values.from ?? null, until: values.until ?? null });
    const { id } = await inTransaction(pool, (tx) => publishNotice(tx, notice, { id: randomUUID(), now: instant(Date.now()) }));
    process.stdout.write(`${id}\n`);
  } else if (values.end !== undefined) {
    const id = Id.parse(values.end);
    await inTransaction(pool, (tx) => endNotice(tx, id));
  } else {
    for (const { id, payload, extension } of await listNotices(reading(pool))) {
      const shown = extension?.find(({ url }) => url === extensions.shown)?.valuePeriod;
      process.stdout.write(`${id} ${shown?.start ?? ''}..${shown?.end ?? ''} ${payload?.[0]?.contentString ?? ''}\n`);
    }
  }
} finally {
  await pool.end();
}

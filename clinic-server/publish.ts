import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DocumentKind, DocumentVersion } from '../shared/lib/clinicDocument.ts';
import { instant, MoscowDay } from '../shared/lib/moscow.ts';
import { migrate } from './db/migrate.ts';
import { createPool, inTransaction } from './db/pool.ts';
import { publishDocument } from './documents/published.ts';

/**
 * Publishes a version of the terms or of the consent: `node clinic-server/publish.ts --kind terms --version 2026-03 --effective 2026-03-01
 * [--english FILE] [--database postgresql://…] FILE`. FILE is Markdown with a head (docs/documents.md). Until its day every kiosk shows a
 * notice; from that day each patient is asked at the next sign-in and shown what has changed. A published version is never changed.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kind: { type: 'string' }, version: { type: 'string' }, effective: { type: 'string' }, english: { type: 'string' }, database: { type: 'string' } },
});
const [file, ...more] = positionals;
const database = values.database ?? process.env['KABINET_DATABASE'];
if (file === undefined || more.length > 0 || !database) throw new Error('publish.ts --kind terms|consent --version V --effective DATE [--english FILE] [--database URL] FILE');

const publication = {
  kind: DocumentKind.parse(values.kind),
  version: DocumentVersion.parse(values.version),
  effective: MoscowDay.parse(values.effective),
  russian: readFileSync(file, 'utf8'),
  english: values.english === undefined ? null : readFileSync(values.english, 'utf8'),
};
const pool = createPool(database, 2);
try {
  await migrate(pool);
  const published = await inTransaction(pool, (tx) => publishDocument(tx, publication, { id: randomUUID(), now: instant(Date.now()) }));
  for (const { language, sha256 } of published.texts) process.stdout.write(`${published.kind} ${published.version} ${language} from ${published.effective}: SHA-256 ${sha256}\n`);
} finally {
  await pool.end();
}

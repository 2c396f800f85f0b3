// Writes what this build puts into a queue beside what is kept of earlier builds: tests/golden/queues. A file that exists is never
// written again, for it stands for queues that lie on devices: a command that has changed gets a new version, and with it a new file.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../backend/db/open.ts';
import { syncRules } from '../backend/features/index.ts';
import { byCommand } from '../backend/sync/outbox.ts';
import { indexRules } from '../backend/sync/ruleIndex.ts';
import { fileOf, folder, putOnDisk } from '../tests/golden/queue.ts';
import { writeQueues } from '../tests/golden/write.ts';

const place = mkdtempSync(join(tmpdir(), 'kabinet-golden-'));
const db = openDatabase({ path: join(place, 'kabinet.db'), key: randomBytes(32), personal: 'personal', binding: null }, false);
const rules = indexRules(syncRules);
try {
  for (const queue of writeQueues()) {
    const path = join(folder, fileOf(queue));
    if (existsSync(path)) continue;
    db.write((tx) => putOnDisk(tx, queue));
    const { rule, input, context } = rules.ready(byCommand(db.read, queue.outbox['command_id']));
    const request = JSON.parse(JSON.stringify(rule.toRequest(input, context, db.read)));
    writeFileSync(path, `${JSON.stringify({ ...queue, request }, null, 2)}\n`);
    process.stdout.write(`${fileOf(queue)}\n`);
  }
} finally {
  db.close();
  rmSync(place, { recursive: true });
}

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../../backend/db/open.ts';

const kills = 20;

test('O3 a backend killed at any moment, twenty times, has every booking it acknowledged, each once and whole', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-kill-'));
  const options = { path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'personal', binding: null } as const;
  openDatabase(options, false).close();
  const acknowledged: string[] = [];
  for (let round = 0; round < kills; round += 1) {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve('./writer.ts')), options.path, options.key.toString('hex'), `r${round}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = once(child, 'close');
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, 5 + ((round * 37) % 120)));
    child.kill('SIGKILL');
    await ended;
    // A line cut in the middle was not heard as a whole.
    acknowledged.push(...said.slice(0, said.lastIndexOf('\n') + 1).split('\n').filter(Boolean));

    const db = openDatabase(options, true);
    const rows = db.read.all<{ id: string }>('SELECT name AS id FROM counter ORDER BY name').map(({ id }) => id);
    const entries = db.read.all<{ id: string }>('SELECT command_id AS id FROM outbox ORDER BY command_id').map(({ id }) => id);
    // The row and its outbox entry are one commit: never one without the other.
    expect(entries).toEqual(rows);
    const kept = new Set(rows);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    // What was never acknowledged can at most be the one commit whose word was cut off.
    expect(rows.length - acknowledged.length).toBeLessThanOrEqual(round + 1);
    db.close();
  }
  expect(acknowledged.length).toBeGreaterThan(kills * 5);
  rmSync(folder, { recursive: true, force: true });
});

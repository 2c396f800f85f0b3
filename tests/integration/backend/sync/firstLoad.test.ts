import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../../backend/db/open.ts';
import { position } from '../../../../backend/sync/feedStore.ts';
import { startScriptedServer, type Answer, type Said, type ScriptedServer } from '../../../support/scriptedServer.ts';

const visits = (count: number) => Array.from({ length: count }, () => ({ type: 'Appointment', id: randomUUID(), version: 1, content: { text: randomUUID() } }));

/** Runs a desk until it has all, or is killed with that page of the office on its way: asked for only, or half answered. */
async function load(server: ScriptedServer, file: { folder: string; key: Buffer }, kill: { page: number; half: boolean } | null): Promise<{ cursors: (string | null)[]; whole: boolean }> {
  const cursors: (string | null)[] = [];
  let child: ChildProcess | null = null;
  server.state.feed = (said: Said): Answer | null => {
    const asked = new URL(said.path, 'http://server.invalid').searchParams;
    if (asked.get('_scope') !== 'office') return null;
    cursors.push(asked.get('_cursor'));
    if (cursors.length !== kill?.page) return null;
    if (!kill.half) return child?.kill('SIGKILL') ? 'cut' : null;
    // What is half on the wire has been sent when it dies.
    setImmediate(() => child?.kill('SIGKILL'));
    return { status: 200, headers: { 'content-length': '4000' }, body: { resourceType: 'Bundle', type: 'history', text: 'x'.repeat(2_000) }, half: true };
  };
  const program = fileURLToPath(import.meta.resolve('./firstLoader.ts'));
  child = spawn(process.execPath, [program, server.url, file.folder, file.key.toString('hex')], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await once(child, 'close');
  return { cursors, whole: said === 'whole\n' };
}

test('O5 a first load killed at any page goes on from the last one it had whole, and so does catching up after weeks', { timeout: 120_000 }, async () => {
  const server = await startScriptedServer();
  const file = { folder: mkdtempSync(join(tmpdir(), 'kabinet-load-')), key: randomBytes(32) };
  const look = () => {
    const db = openDatabase({ path: join(file.folder, 'kabinet.db'), key: file.key, personal: 'main', binding: null }, true);
    const { cursor } = position(db.read, 'personal');
    const rows = db.read.get<{ rows: number }>('SELECT count(*) AS rows FROM patient')?.rows;
    db.close();
    return { cursor, rows };
  };
  try {
    let before: string | null = null;
    const loadWith = async (kill: { page: number; half: boolean } | null) => {
      const { cursors, whole } = await load(server, file, kill);
      // Never from the beginning again, and never past a page that was not kept.
      expect(cursors[0]).toBe(before);
      expect(whole).toBe(kill === null);
      const { cursor, rows } = look();
      // Rows and cursor are one commit: as many rows as the cursor says.
      expect(rows).toBe(Number(cursor?.split('.')[1] ?? 0));
      if (kill !== null) expect(cursors.length).toBe(kill.page);
      if (kill !== null && kill.page > 1) expect(cursor).not.toBe(before);
      before = cursor;
      return rows;
    };
    server.state.office = visits(1_200);
    for (const kill of [{ page: 1, half: true }, { page: 2, half: false }, { page: 3, half: true }]) await loadWith(kill);
    expect(await loadWith(null)).toBe(1_200);

    server.state.office.push(...visits(600));
    await loadWith({ page: 2, half: true });
    expect(await loadWith(null)).toBe(1_800);
  } finally {
    await server.stop();
    rmSync(file.folder, { recursive: true, force: true });
  }
});

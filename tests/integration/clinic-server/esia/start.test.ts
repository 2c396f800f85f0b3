import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../support/clinicServer.ts';
import { startStandIn, type EsiaStandIn } from '../../../support/esiaStandIn.ts';

let database: TestDatabase;
let standIn: EsiaStandIn;
beforeAll(async () => {
  database = await createTestDatabase();
  standIn = await startStandIn();
});
afterAll(async () => {
  await standIn.stop();
  await database.drop();
});

/** The server as an administrator starts it: its address, or what it complains about. */
async function started(file: object, environment: Readonly<Record<string, string>> = {}): Promise<{ url: string | null; complaint: string }> {
  const path = join(standIn.folder, 'esia.json');
  writeFileSync(path, JSON.stringify(file));
  const child = spawn(process.execPath, ['clinic-server/index.ts', '--port', '0', '--database', database.connectionString, '--history', join(standIn.folder, 'history.json'), '--esia', path], {
    env: { ...process.env, NODE_ENV: 'development', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const gone = once(child, 'exit');
  let url: string | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    url = line;
    break;
  }
  child.kill('SIGTERM');
  await gone;
  return { url, complaint };
}

it('R5 the server takes its connection from a file, and starts only when the key fits', async () => {
  const good = { policy: 'optional', connection: standIn.settings };
  const { url } = await started(good);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const wrong = await started({ policy: 'optional', connection: { ...standIn.settings, signer: { ...standIn.settings.signer, keyFile: 'nowhere.key' } } });
  expect(wrong.url).toBeNull();
});

it('X4 a production server does not start beside a simulator', async () => {
  const { url, complaint } = await started({ policy: 'required', connection: standIn.settings }, { NODE_ENV: 'production' });
  expect(url).toBeNull();
  expect(complaint).toContain('a simulator is not Gosuslugi');
});

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryKeychain } from '../../support/memoryKeychain.ts';
import { startTakingClinic } from './clinic.ts';
import { endAll, signIn, startKiosk, whenReady, work } from './kiosk.ts';
import { mountRoom } from './room.ts';
import { sites } from './sites.ts';

/** In a process of its own, so that its mount may be one that only it sees. Each case is a line of JSON. */
const cases = JSON.parse(process.argv[2] ?? '[]') as readonly { readonly site: string; readonly level: number }[];
const top = mkdtempSync(join(tmpdir(), 'kabinet-full-'));
const small = join(top, 'small');
mkdirSync(small);
const room = mountRoom(small, 24_000_000);
const clinic = await startTakingClinic(4_000);
try {
  const keychain = memoryKeychain();
  const folder = join(top, 'template');
  const first = await startKiosk(clinic, { userDataPath: folder, keychain, code: 'ABCD-EFGH' });
  await whenReady(first);
  await signIn(first);
  await work(first, clinic, 3);
  await first.backend.stop(true);
  const told = clinic.server.state.shared.length;
  for (const { site, level } of cases) {
    const found = sites[site];
    if (!found) throw new Error(`there is no site ${site}`);
    room.clear();
    const from = performance.now();
    const outcome = await found.run({ room, clinic, template: { folder, secrets: keychain.secrets, asked: first.asked } }, level * found.step).catch((error: unknown) => ({ broken: [String(error)], hit: false, acknowledged: 0 }));
    room.release();
    await endAll(clinic.open);
    // What one case was told would make the next one's log so long that its commands need no room.
    clinic.server.state.shared.length = told;
    clinic.server.heard.length = 0;
    process.stdout.write(`${JSON.stringify({ site, level, ...outcome, ms: Math.round(performance.now() - from) })}\n`);
  }
} finally {
  await clinic.stop();
  room.unmount();
  rmSync(top, { recursive: true, force: true });
}
process.exit(0);

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const variable = 'KABINET_SEEDED_DEMO';

/** A place for one seeded demo clinic, of which every clinic of the run is a copy: seeding takes ten seconds, a copy a fifth of one. */
export async function openSeededDemo(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-seeded-'));
  // PostgreSQL runs as another user when the tests run as root, and has to enter the folder.
  await chmod(folder, 0o711);
  process.env[variable] = folder;
  return () => rm(folder, { recursive: true, force: true });
}

/** Fills `data` with a demo clinic that has been seeded and ended in order, as `seed` leaves it. Outside such a run it stays empty. */
export async function copySeededDemo(data: string, seed: (folder: string) => Promise<void>): Promise<void> {
  const folder = process.env[variable];
  if (folder === undefined) return;
  const whole = join(folder, 'whole');
  if (!existsSync(whole)) {
    const draft = await mkdtemp(join(folder, 'draft-'));
    await seed(draft);
    // Named last: a seeding that failed half-way leaves nothing that looks whole.
    await rename(draft, whole).catch(async (error: unknown) => {
      // The other worker's first test has seeded it meanwhile.
      if (!existsSync(whole)) throw error;
      await rm(draft, { recursive: true, force: true });
    });
  }
  // PostgreSQL refuses files that are not its own user's, and Node's copy forgets whose they were.
  if (process.platform === 'win32') await cp(whole, data, { recursive: true });
  else await promisify(execFile)('cp', ['-a', join(whole, '.'), data]);
}

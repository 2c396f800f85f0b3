import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OwnStagedApp {
  readonly folder: string;
  remove(): void;
}

/** A copy of the staged app that nobody else starts: it may be damaged, and outlives the staging of newer builds. */
export function ownStagedApp(): OwnStagedApp {
  const staged = process.env['KABINET_STAGED_APP'];
  if (staged === undefined) throw new Error('KABINET_STAGED_APP is missing: the build has to be staged first');
  const top = mkdtempSync(join(tmpdir(), 'kabinet-app-'));
  chmodSync(top, 0o755);
  const folder = join(top, 'app');
  cpSync(staged, folder, { recursive: true });
  return { folder, remove: () => rmSync(top, { recursive: true, force: true }) };
}

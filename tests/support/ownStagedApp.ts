import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Wait {
  readonly file: 'main/index.mjs' | 'backend/index.mjs';
  /** As the source calls it: `longestMs`. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface OwnStagedApp {
  readonly folder: string;
  /** Makes a wait of this copy shorter, so that a test need not sit through it. How long it really is, unit tests hold; another length than `from` fails here. */
  shorten(wait: Wait): void;
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
  return {
    folder,
    shorten({ file, name, from, to }) {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8');
      const written = new RegExp(`\\b${name}(?:: | = )(\\d[\\de_.]*)`, 'g');
      const found = [...text.matchAll(written)];
      if (found.length !== 1 || Number(found[0]?.[1]) !== from) throw new Error(`${file} has ${found.map(([whole]) => whole).join(' and ') || `no ${name}`}, not ${from}`);
      writeFileSync(path, text.replace(written, (whole, number: string) => whole.replace(number, String(to))));
    },
    remove: () => rmSync(top, { recursive: true, force: true }),
  };
}

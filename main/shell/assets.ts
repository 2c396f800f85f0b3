import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** File name as it stands in an address (without the first slash) to its bytes. */
export type Assets = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

const Manifest = z.record(z.string().regex(/^[\w-]+(?:[./][\w-]+)*$/), z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int() }));

/**
 * Reads every file of the pages once, at start. A file that is not what the build wrote stops the start: a page that somebody
 * changed on the disk must not meet a patient.
 */
export function loadAssets(appFolder: string): Assets {
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(appFolder, 'renderer-manifest.json'), 'utf8')));
  return new Map(
    Object.entries(manifest).map(([name, { sha256 }]) => {
      const bytes = new Uint8Array(readFileSync(join(appFolder, 'renderer', name)));
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`renderer file is not what was built: ${name}`);
      return [name, bytes];
    }),
  );
}

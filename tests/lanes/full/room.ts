import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const ballast = 'ballast';
const chunk = Buffer.alloc(65_536);

/** A small disk of its own, in memory; it goes with the process's mounts. Throws with the reason where nobody may mount one. */
export function mountRoom(folder: string, bytes: number) {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'kabinet-full', folder], { encoding: 'utf8' });
  if (mounted.status !== 0) throw new Error(`no small disk can be mounted here: ${mounted.stderr || String(mounted.error)}`);
  const free = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };

  return {
    folder,
    free,
    /** Takes everything but so many bytes, in whole pages. */
    leave(wanted: number): void {
      const file = openSync(join(folder, ballast), 'w');
      try {
        for (let left = free() - wanted; left > 0; left = free() - wanted) writeSync(file, chunk, 0, Math.min(chunk.length, left));
      } finally {
        closeSync(file);
      }
    },
    release: () => rmSync(join(folder, ballast), { force: true }),
    clear(): void {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    },
    unmount: () => void spawnSync('umount', ['-l', folder]),
  };
}

export type Room = ReturnType<typeof mountRoom>;

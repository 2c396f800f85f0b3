import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const isRoot = process.getuid?.() === 0;

export function say(text) {
  process.stderr.write(`[set-up] ${text}\n`);
}

/** Folder for what is made once per machine. Root's lies where the unprivileged user can read it too. */
export function cacheFolder() {
  const folder = process.env.KABINET_CACHE ?? (isRoot ? '/var/cache/kabinet' : join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kabinet'));
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs `work` alone on this machine: two set-ups (or builds) at once would write over each other. */
export async function withLock(name, work) {
  const lock = join(cacheFolder(), `${name}.lock`);
  let told = false;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
      // A set-up that was killed leaves its lock behind; its number tells that nobody holds it any more.
      if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
      else {
        if (!told) say(`process ${owner} is at "${name}", waiting for it`);
        told = true;
        await sleep(300);
      }
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

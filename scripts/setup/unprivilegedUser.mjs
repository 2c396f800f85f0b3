import { spawnSync } from 'node:child_process';
import { isRoot, say } from './machineCache.mjs';

export const userName = 'kabinet';

/** `{ uid, gid }` of the account Electron runs as when we are root: Chromium keeps its sandbox only for ordinary users. */
export function unprivilegedUser() {
  if (!isRoot || process.platform !== 'linux') return undefined;
  const ask = (flag) => spawnSync('id', [flag, userName], { encoding: 'utf8' });
  if (ask('-u').status !== 0) {
    say(`adding the system user ${userName}`);
    spawnSync('useradd', ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', userName]);
  }
  const uid = Number(ask('-u').stdout);
  const gid = Number(ask('-g').stdout);
  if (!(uid > 0)) throw new Error(`the user ${userName} could not be made`);
  return { name: userName, uid, gid };
}

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, withLock } from './machineCache.mjs';

const stampOf = (root) => createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');

const isInstalled = (root, folder) => existsSync(join(root, folder, 'package.json'));

/** True when what lies in node_modules is what the lock asks for, whoever put it there. */
function matchesLock(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const have = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const want = Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages);
  return want.every(([folder, row]) => folder === '' || row.optional || row.link || (have[folder]?.version === row.version && isInstalled(root, folder)));
}

function npm(root, args) {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (done.status !== 0) throw new Error(`npm ${args.join(' ')} ended with ${done.status ?? done.signal}`);
}

/** Brings node_modules to the state of package-lock.json; a stamp makes the second call free. */
export async function installPackages(root) {
  const stampFile = join(root, 'node_modules', '.kabinet-stamp');
  const stamp = stampOf(root);
  const isStamped = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isStamped()) return;
  await withLock(`packages-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`, async () => {
    if (isStamped()) return;
    if (!matchesLock(root)) {
      say('npm ci (about a minute)');
      const major = Number(spawnSync('npm', ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' }).stdout?.split('.')[0] ?? 0);
      if (major >= 11) npm(root, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
      else {
        // An older npm does not know `allowScripts` and would compile what ships ready made.
        npm(root, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
        const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
        const wanted = Object.keys(allowScripts).filter((name) => allowScripts[name] && isInstalled(root, join('node_modules', name)));
        npm(root, ['rebuild', ...wanted]);
      }
    }
    writeFileSync(stampFile, stamp);
  });
}

// Everything a fresh machine needs before `npm start` or `npm test`: packages, system libraries, Electron, keyring, user.
// Runs on Node 20 and without any dependency, because it is what brings Node 24 and the dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './setup/nodePackages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

try {
  process.umask(0o022);
  await installPackages(root);
  const bundled = join(root, 'node_modules/node/bin/node');
  const node = existsSync(bundled) ? bundled : process.execPath;
  const done = spawnSync(node, [join(root, 'scripts/setup/machine.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = done.status ?? 1;
} catch (error) {
  process.stderr.write(`[set-up] ${error.message}\n`);
  process.exitCode = 1;
}

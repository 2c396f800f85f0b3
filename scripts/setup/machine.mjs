// The part of the set-up that is done once per machine. Started by setup.mjs on the Node of the lock file.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLibraries } from './debianLibraries.mjs';
import { chosenElectron, installElectron, requireSandbox } from './electronBinary.mjs';
import { installSqliteBinding } from './sqliteBinding.mjs';
import { unprivilegedUser } from './unprivilegedUser.mjs';
import { say, withLock } from './machineCache.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

try {
  process.umask(0o022);
  // One at a time: two apt runs, or two new users of one name, would fail each other.
  await withLock('machine', async () => {
    installLibraries({ forCompiling: false });
    unprivilegedUser();
    const before = chosenElectron(root);
    const electron = await installElectron(root, { retryPinned: process.argv.includes('--retry-electron') });
    requireSandbox(electron);
    await installSqliteBinding(root, electron);
    if (!before) say(`Electron ${electron.version} is ready in ${electron.folder}`);
  });
} catch (error) {
  process.stderr.write(`[set-up] ${error.message}\n`);
  process.exitCode = 1;
}

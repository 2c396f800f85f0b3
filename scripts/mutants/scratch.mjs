// A copy of the tree in which a rule may be switched off: what ships, and what others are working on, is never touched.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../setup/machineCache.mjs';

function copyEntry(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  // Modes come along, and the time does not: to the builders a copy is a new file.
  else copyFileSync(from, to);
}

/** Tracked files and new ones, as git sees them, that exist now. @param {string} root */
export function filesOfTree(root) {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && file.split('/')[0] !== 'node_modules' && existsSync(join(root, file)));
}

/**
 * What is made once per machine is shared, but staged apps are not: a long run stages so many that those of others would be cleared away.
 * @param {string} folder
 */
function ownCache(folder) {
  const shared = cacheFolder();
  mkdirSync(folder, { mode: 0o755 });
  for (const name of readdirSync(shared)) {
    if (name !== 'staged' && !name.endsWith('.lock')) symlinkSync(join(shared, name), join(folder, name));
  }
  return folder;
}

/**
 * A scratch copy of the tree, with the packages of the original.
 * @param {string} root
 * @param {readonly string[]} files
 */
export function makeScratch(root, files) {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-mutants-'));
  // Electron and PostgreSQL run as other users and have to pass through.
  chmodSync(folder, 0o755);
  const tree = join(folder, 'tree');
  mkdirSync(tree, { mode: 0o755 });
  for (const file of files) copyEntry(join(root, file), join(tree, file));
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const env = { KABINET_CACHE: ownCache(join(folder, 'cache')) };
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  // Also when the run is stopped by hand.
  process.once('exit', remove);
  return {
    tree,
    env,
    read: (file) => readFileSync(join(tree, file), 'utf8'),
    write: (file, text) => writeFileSync(join(tree, file), text),
    remove,
  };
}

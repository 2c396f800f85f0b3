import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installLibraries } from './debianLibraries.mjs';
import { cacheFolder, say, withLock } from './machineCache.mjs';

/** Folder with include/node/node_api.h. */
function headersFolder(root) {
  const packaged = join(root, 'node_modules/node/node_modules', `node-linux-${process.arch}`);
  const candidates = [packaged, join(dirname(process.execPath), '..'), '/usr'];
  const found = candidates.find((folder) => existsSync(join(folder, 'include/node/node_api.h')));
  if (!found) throw new Error('node_api.h was not found beside any Node of this machine');
  return found;
}

function compile(root, source, target) {
  const work = mkdtempSync(join(tmpdir(), 'kabinet-sqlite-'));
  try {
    cpSync(source, join(work, 'sqlite'), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(work, 'node_modules'));
    const gyp = join(work, 'sqlite/binding.gyp');
    const text = readFileSync(gyp, 'utf8');
    // The shipped binary needs Node-API 10. This Electron has 9, with what the code uses behind the experimental switch.
    const changed = text.replace("'NAPI_VERSION=10'", "'NAPI_EXPERIMENTAL', 'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'");
    if (changed === text) throw new Error('binding.gyp of the SQLite package is not as expected');
    writeFileSync(gyp, changed);
    const nodeGyp = createRequire(join(root, 'package.json')).resolve('node-gyp/bin/node-gyp.js');
    const args = [nodeGyp, 'rebuild', '--release', '--force_build=1', `--nodedir=${headersFolder(root)}`, `--jobs=${availableParallelism()}`];
    const done = spawnSync(process.execPath, args, { cwd: join(work, 'sqlite'), encoding: 'utf8', maxBuffer: 1 << 26 });
    if (done.status !== 0) throw new Error(`SQLite did not compile:\n${(done.stderr ?? '').slice(-3000)}`);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(work, 'sqlite/build/Release/better_sqlite3.node'), `${target}.partial`);
    renameSync(`${target}.partial`, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Puts a SQLite binding that this Electron can load into its resources. The pinned Electron needs none. */
export async function installSqliteBinding(root, electron) {
  if (electron.isPinned) return;
  const placed = join(electron.folder, 'resources/better_sqlite3.node');
  const source = join(root, 'node_modules/better-sqlite3');
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const mark = `${placed}.version`;
  const isPlaced = () => existsSync(placed) && existsSync(mark) && readFileSync(mark, 'utf8') === version;
  if (isPlaced()) return;
  await withLock('sqlite', async () => {
    if (isPlaced()) return;
    const compiled = join(cacheFolder(), `better-sqlite3-${version}-napi9`, 'better_sqlite3.node');
    if (!existsSync(compiled)) {
      installLibraries({ forCompiling: true });
      say('compiling the encrypted SQLite for this Electron (about 90 seconds, once per machine)');
      compile(root, source, compiled);
    }
    // Renamed into place: an Electron that has the old file open keeps it.
    copyFileSync(compiled, `${placed}.partial`);
    renameSync(`${placed}.partial`, placed);
    writeFileSync(mark, version);
  });
}

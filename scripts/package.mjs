// `npm run package [-- --dir [--twin]]`: the release build in an installer, or as an unpacked folder; with `--twin` a second
// folder beside it whose program lets itself be debugged, for tests. The twin is never put into an installer.
import { chmodSync, chownSync, copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { build, Platform } from 'electron-builder';
import { buildApp } from './build.mjs';
import { root } from './electron.mjs';
import { chosenElectron } from './setup/electronBinary.mjs';
import { cacheFolder, isRoot, withLock } from './setup/machineCache.mjs';

const unpacked = 'linux-unpacked';
const executable = 'kabinet';

/**
 * Packs the release build. Returns the made files, or nothing for a folder.
 * @param {{ asFolder?: boolean, output?: string }} options
 * @returns {Promise<string[]>}
 */
export async function makePackage({ asFolder = false, output = join(root, 'out/packages') } = {}) {
  const electron = chosenElectron(root);
  if (!electron) throw new Error('Electron is not installed yet: run `npm run setup`');
  const pack = () =>
    build({
      projectDir: root,
      targets: asFolder ? Platform.current().createTarget('dir') : undefined,
      publish: 'never',
      config: {
        extends: 'electron-builder.yml',
        directories: { app: 'out/release', output },
        electronVersion: electron.version,
        // The stand-in for development, which starts any folder it is given, has no place in a package.
        afterPack: ({ appOutDir }) => rmSync(join(appOutDir, 'resources/default_app.asar'), { force: true }),
        // Out of reach of Electron's releases: good for trying out, never for a release.
        ...(electron.isPinned ? {} : { electronDist: electron.folder }),
      },
    });
  const { used } = await buildApp({ isRelease: true, use: pack });
  return used ?? [];
}

/**
 * The same package with one fuse turned: its program can be attached to, and nothing else of it differs. Every file but the program
 * is the release's own, under a second name, so that a test of the twin is a test of what a clinic gets.
 * @param {string} release the unpacked folder @param {string} twin a folder that does not exist yet
 */
export async function makeTwin(release, twin) {
  mkdirSync(twin, { mode: 0o755 });
  for (const entry of readdirSync(release, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const to = join(twin, from.slice(release.length));
    if (entry.isDirectory()) mkdirSync(to, { recursive: true, mode: 0o755 });
    else if (from === join(release, executable)) copyFileSync(from, to);
    else {
      mkdirSync(join(to, '..'), { recursive: true, mode: 0o755 });
      linkSync(from, to);
    }
  }
  await flipFuses(join(twin, executable), { version: FuseVersion.V1, [FuseV1Options.EnableNodeCliInspectArguments]: true });
}

/** What the Debian package does when it is installed: the sandbox of an ordinary user needs its set-uid helper. */
function armSandbox(folder) {
  if (!isRoot) return;
  const helper = join(folder, 'chrome-sandbox');
  chownSync(helper, 0, 0);
  chmodSync(helper, 0o4755);
}

/** Everything a package is made of, in one short text. */
async function contentId() {
  const { id } = await buildApp({ isRelease: true });
  const hash = createHash('sha256').update(id).update(JSON.stringify(chosenElectron(root) ?? null));
  for (const file of ['electron-builder.yml', 'scripts/package.mjs']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 24);
}

const packedKept = 2;

/**
 * Release and twin where an ordinary user can start them, packed once per content.
 * @returns {Promise<{ release: string, twin: string, program: string, twinProgram: string }>}
 */
export async function packedApp() {
  return withLock('packed', async () => {
    const parent = join(cacheFolder(), 'packed');
    mkdirSync(parent, { recursive: true, mode: 0o755 });
    const folder = join(parent, await contentId());
    const [release, twin] = [join(folder, 'release'), join(folder, 'twin')];
    // The twin gets its name last: where it stands, everything is whole.
    if (!existsSync(twin)) {
      rmSync(folder, { recursive: true, force: true });
      const output = join(folder, 'output');
      mkdirSync(output, { recursive: true, mode: 0o755 });
      await makePackage({ asFolder: true, output });
      renameSync(join(output, unpacked), release);
      armSandbox(release);
      await makeTwin(release, join(output, 'twin'));
      renameSync(join(output, 'twin'), twin);
    }
    const now = new Date();
    utimesSync(folder, now, now);
    const byAge = readdirSync(parent).map((name) => join(parent, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    for (const old of byAge.slice(packedKept)) rmSync(old, { recursive: true, force: true });
    return { release, twin, program: join(release, executable), twinProgram: join(twin, executable) };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = await makePackage({ asFolder: process.argv.includes('--dir') });
  for (const file of made) process.stdout.write(`${file}\n`);
}

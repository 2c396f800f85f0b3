// `npm run package [-- --dir]`: the release build in an installer, or as an unpacked folder.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, Platform } from 'electron-builder';
import { buildApp } from './build.mjs';
import { root } from './electron.mjs';
import { chosenElectron } from './setup/electronBinary.mjs';

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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = await makePackage({ asFolder: process.argv.includes('--dir') });
  for (const file of made) process.stdout.write(`${file}\n`);
}

// `npm run package [-- --dir]`: the release build in an installer, or as an unpacked folder.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, Platform } from 'electron-builder';
import { buildApp } from './build.mjs';
import { root } from './electron.mjs';
import { chosenElectron } from './setup/electronBinary.mjs';

const asFolder = process.argv.includes('--dir');
await buildApp({ isRelease: true });

const electron = chosenElectron(root);
if (!electron.isPinned) process.stdout.write(`The pinned Electron is out of reach: packed with Electron ${electron.version}, for trying out and never for a release.\n`);
const made = await build({
  projectDir: root,
  targets: asFolder ? Platform.current().createTarget('dir') : undefined,
  publish: 'never',
  config: {
    extends: 'electron-builder.yml',
    electronVersion: electron.version,
    // The stand-in for development, which starts any folder it is given, has no place in a package.
    afterPack: ({ appOutDir }) => rmSync(join(appOutDir, 'resources/default_app.asar'), { force: true }),
    ...(electron.isPinned ? {} : { electronDist: electron.folder }),
  },
});
for (const file of made) process.stdout.write(`${file}\n`);

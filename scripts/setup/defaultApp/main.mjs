// What `electron FOLDER` runs first in an Electron taken out of a packaged program, which has lost its own copy.
// Development and tests only; a released Kabinet never contains it.
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

function readArguments() {
  const preloads = [];
  for (let at = 1; at < process.argv.length; at += 1) {
    const argument = process.argv[at];
    if (argument === '-r' || argument === '--require') {
      at += 1;
      preloads.push(process.argv[at]);
    } else if (!argument.startsWith('-')) return { preloads, given: argument };
  }
  return { preloads, given: undefined };
}

const { preloads, given } = readArguments();
if (given === undefined) {
  process.stderr.write('electron: give the folder of the application\n');
  app.exit(2);
} else {
  // Before the application: Playwright's loader holds `ready` back until Playwright is attached.
  const require = createRequire(import.meta.url);
  for (const file of preloads) require(resolve(file));

  const folder = resolve(given);
  process.argv.splice(1, process.argv.indexOf(given), folder);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const name = manifest.productName ?? manifest.name;
  app.setName(name);
  app.setVersion(manifest.version);
  app.setAppPath(folder);
  app.setPath('userData', join(app.getPath('appData'), name));
  // Awaited: privileged schemes can only be registered before `ready`, which comes when this module has ended.
  await import(pathToFileURL(join(folder, manifest.main)).href);
}

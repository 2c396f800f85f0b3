// `npm run app -- --server URL --enrol CODE [--profile P] [--user-data DIR] [--printer device:NAME|folder:DIR]`: the app on a clinic that runs already.
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { machineFolder, makeOwnFolder } from './electron.mjs';
import { openApp } from './openApp.mjs';

const given = process.argv.slice(2);
const at = given.findIndex((argument) => argument === '--user-data' || argument.startsWith('--user-data='));
const named = at < 0 ? null : resolve(given[at].includes('=') ? given[at].slice('--user-data='.length) : (given[at + 1] ?? ''));
// The folder belongs to the account the app runs as; its keyring stands beside it, so the same device starts again with the same keys.
const machine = named === null ? machineFolder() : { folder: null, home: makeOwnFolder(`${named}.home`), userData: makeOwnFolder(named) };
if (named !== null) makeOwnFolder(`${named}.home/run`);
const rest = at < 0 ? given : given.filter((_, index) => index !== at && !(index === at + 1 && given[at] === '--user-data'));

const app = await openApp([...rest, '--user-data', machine.userData], machine);
let isEnding = false;
async function end(code) {
  if (isEnding) return;
  isEnding = true;
  await app.stop();
  if (machine.folder !== null) rmSync(machine.folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}
void app.ended.then((code) => end(code));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(0));

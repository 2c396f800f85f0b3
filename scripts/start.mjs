// `npm start [-- --profile kiosk|reception|satellite] [-- --seed N]`: the demo clinic and the app on it, from nothing.
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startDemoClinic } from './demoClinic.mjs';
import { machineFolder } from './electron.mjs';
import { openApp } from './openApp.mjs';

const { values } = parseArgs({ options: { profile: { type: 'string', default: 'kiosk' }, seed: { type: 'string' }, printer: { type: 'string' } } });
if (!['kiosk', 'reception', 'satellite'].includes(values.profile)) {
  process.stderr.write('--profile is kiosk, reception or satellite\n');
  process.exit(2);
}
const say = (text) => process.stdout.write(`${text}\n`);

say('Starting the demo clinic (a fresh one takes some seconds)…');
const clinic = await startDemoClinic(values.seed ? ['--seed', values.seed] : []);
// A fresh device at each start: the demo clinic is fresh too and would not know yesterday's.
const machine = machineFolder();
const printer = values.printer ?? `folder:${machine.prints}`;
const app = await openApp(
  ['--server', clinic.facts.server, '--enrol', clinic.facts.enrol[values.profile], '--profile', values.profile, '--user-data', machine.userData, '--printer', printer],
  machine,
);

say(`\nClinic server  ${clinic.facts.server}`);
if (clinic.facts.mailbox) say(`Letters        ${clinic.facts.mailbox.web ?? ''}`);
say(`Printed paper  ${values.printer ?? machine.prints}`);
say('\nWho can sign in (login, password, name):');
for (const account of clinic.facts.accounts) say(`  ${account.login}   ${account.password}   ${account.name}`);
say('\nCtrl+C ends both.\n');

let isEnding = false;
async function end(code) {
  if (isEnding) return;
  isEnding = true;
  await app.stop();
  await clinic.stop();
  rmSync(machine.folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}
void app.ended.then((code) => end(code));
void clinic.ended.then((code) => end(code));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(0));

// `npm start [-- --profile kiosk|reception|satellite] [-- --seed N]`: the demo clinic and the app on it, from nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildApp } from './build.mjs';
import { startDemoClinic } from './demoClinic.mjs';
import { ensureDisplay } from './display.mjs';
import { electronLaunch, machineFolder, stageApp } from './electron.mjs';
import { isRoot } from './setup/machineCache.mjs';

const { values } = parseArgs({ options: { profile: { type: 'string', default: 'kiosk' }, seed: { type: 'string' }, printer: { type: 'string' } } });
if (!['kiosk', 'reception', 'satellite'].includes(values.profile)) {
  process.stderr.write('--profile is kiosk, reception or satellite\n');
  process.exit(2);
}
const say = (text) => process.stdout.write(`${text}\n`);

const { built, used: stagedApp } = await buildApp({ use: ({ outDir, id }) => stageApp(outDir, id) });
if (built) say('The app is built.');
say('Starting the demo clinic (a fresh one takes some seconds)…');
const clinic = await startDemoClinic(values.seed ? ['--seed', values.seed] : []);
const display = await ensureDisplay();
if (display.isVirtual) say(`No display here: the window is drawn on a virtual one (Xvfb ${display.display}).`);
if (isRoot) say('We are root: the app runs as the user «kabinet», so that its sandbox works.');

// A fresh device at each start: the demo clinic is fresh too and would not know yesterday's.
const machine = machineFolder();
// A person's own session has a keyring; root and a bare machine get one made for this start.
const needsOwnSession = process.platform === 'linux' && (isRoot || !process.env.DBUS_SESSION_BUS_ADDRESS || display.isVirtual);
const launch = electronLaunch(needsOwnSession ? { home: machine.home } : {});
const app = spawn(
  launch.command,
  [
    ...launch.args, stagedApp,
    '--server', clinic.facts.server,
    '--enrol', clinic.facts.enrol[values.profile],
    '--profile', values.profile,
    '--user-data', machine.userData,
    '--printer', values.printer ?? `folder:${machine.prints}`,
  ],
  { env: launch.env, stdio: ['ignore', 'inherit', 'pipe'], detached: process.platform !== 'win32' },
);
// Chromium complains of the system bus and the graphics card that a bare machine lacks; ours is what is worth reading.
const noise = /^\[\d+:.*(bus\.cc|viz_main_impl|command_buffer_proxy|gpu_)/;
createInterface({ input: app.stderr }).on('line', (line) => {
  if (!noise.test(line)) process.stderr.write(`${line}\n`);
});

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
  // Asked alone, so that its bus and keyring are there until its last write; whoever is left after that is killed.
  if (app.exitCode === null) {
    app.kill('SIGTERM');
    await Promise.race([once(app, 'exit'), sleep(5000)]);
  }
  try {
    if (app.pid && process.platform !== 'win32') process.kill(-app.pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
  await clinic.stop();
  display.stop();
  rmSync(machine.folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}
app.once('exit', (code) => void end(code ?? 1));
void clinic.ended.then((code) => end(code));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(0));

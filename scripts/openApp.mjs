import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildApp } from './build.mjs';
import { ensureDisplay } from './display.mjs';
import { electronLaunch, stageApp } from './electron.mjs';
import { isRoot } from './setup/machineCache.mjs';

// Chromium complains of the system bus and the graphics card that a bare machine lacks; ours is what is worth reading.
const noise = /^\[\d+:.*(bus\.cc|viz_main_impl|command_buffer_proxy|gpu_)/;

/**
 * Builds the application if it has changed and opens it as a person would see it, on a virtual display when there is none.
 * @param {string[]} appArguments @param {{ home: string }} machine where a bare machine's keyring lives
 * @returns {Promise<{ ended: Promise<number>, stop: () => Promise<void> }>}
 */
export async function openApp(appArguments, machine) {
  const say = (text) => process.stdout.write(`${text}\n`);
  const { built, used: stagedApp } = await buildApp({ use: ({ outDir, id }) => stageApp(outDir, id) });
  if (built) say('The app is built.');
  const display = await ensureDisplay();
  if (display.isVirtual) say(`No display here: the window is drawn on a virtual one (Xvfb ${display.display}).`);
  if (isRoot) say('We are root: the app runs as the user «kabinet», so that its sandbox works.');

  // A person's own session has a keyring; root and a bare machine get one made for this start.
  const needsOwnSession = process.platform === 'linux' && (isRoot || !process.env.DBUS_SESSION_BUS_ADDRESS || display.isVirtual);
  const launch = electronLaunch(needsOwnSession ? { home: machine.home } : {});
  const app = spawn(launch.command, [...launch.args, stagedApp, ...appArguments], { env: launch.env, stdio: ['ignore', 'inherit', 'pipe'], detached: process.platform !== 'win32' });
  createInterface({ input: app.stderr }).on('line', (line) => {
    if (!noise.test(line)) process.stderr.write(`${line}\n`);
  });
  const ended = once(app, 'exit').then(([code]) => code ?? 1);
  return {
    ended,
    async stop() {
      // Asked alone, so that its bus and keyring are there until its last write; whoever is left after that is killed.
      if (app.exitCode === null && app.signalCode === null) {
        app.kill('SIGTERM');
        await Promise.race([ended, sleep(5000)]);
      }
      try {
        if (app.pid && process.platform !== 'win32') process.kill(-app.pid, 'SIGKILL');
      } catch {
        // Nobody is left.
      }
      display.stop();
    },
  };
}

// Prints whether Playwright can drive the program named by the first argument; the rest is the app's. A process of its own, because a
// launch that fails leaves rejections behind that nobody can catch.
import { _electron } from '@playwright/test';
import { electronLaunch, machineFolder } from '../../scripts/electron.mjs';

const [program, ...args] = process.argv.slice(2);
const machine = machineFolder();
const launch = electronLaunch({ home: machine.home });
const say = (outcome) => process.stdout.write(`${outcome} ${machine.folder}\n`);
process.on('unhandledRejection', () => {});
try {
  const app = await _electron.launch({
    executablePath: launch.command,
    args: [...launch.args, ...args, '--user-data', machine.userData],
    env: Object.fromEntries(Object.entries({ ...launch.env, KABINET_ELECTRON: program }).filter(([name]) => !name.startsWith('NODE_'))),
    chromiumSandbox: true,
    timeout: 15_000,
  });
  say((await app.evaluate(({ app: electron }) => electron.isPackaged)) ? 'driven' : 'not packed');
  await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, 5_000))]);
  try {
    process.kill(-(app.process().pid ?? 0), 'SIGKILL');
  } catch {
    // It ended in order.
  }
} catch {
  say('refused');
}
process.exit(0);

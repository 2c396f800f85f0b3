import { buildApp } from '../../scripts/build.mjs';
import { ensureDisplay } from '../../scripts/display.mjs';
import { stageApp } from '../../scripts/electron.mjs';
import { openSeededDemo } from './seededDemo.ts';

/** Runs once before all tests on Electron: the app as it is now, where Electron's account can read it, a display, and a place for the clinic they all start from. */
export default async function buildOnce(): Promise<() => Promise<void>> {
  const environment = process.env['NODE_ENV'];
  const { used: staged } = await buildApp({ use: ({ outDir, id }) => stageApp(outDir, id) });
  // Building says `production` to the whole process; the clinics started from it are demos, and some of their parts refuse to run there.
  if (environment === undefined) delete process.env['NODE_ENV'];
  else process.env['NODE_ENV'] = environment;
  process.env['KABINET_STAGED_APP'] = staged;
  const displays = await displaysForWorkers();
  const forgetDemo = await openSeededDemo();
  return async () => {
    for (const { stop } of displays) stop();
    await forgetDemo();
  };
}

/** A screen for each worker: what one device copies or shows must not reach the other's. A person's own display is left as it is. */
async function displaysForWorkers() {
  const first = await ensureDisplay();
  if (!first.isVirtual) return [first];
  delete process.env['DISPLAY'];
  const second = await ensureDisplay();
  process.env['KABINET_DISPLAYS'] = `${first.display},${second.display}`;
  return [first, second];
}

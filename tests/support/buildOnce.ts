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
  const { stop } = await ensureDisplay();
  const forgetDemo = await openSeededDemo();
  return async () => {
    stop();
    await forgetDemo();
  };
}

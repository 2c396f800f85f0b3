import { buildApp } from '../../scripts/build.mjs';
import { ensureDisplay } from '../../scripts/display.mjs';
import { stageApp } from '../../scripts/electron.mjs';
import { openSeededDemo } from './seededDemo.ts';

/** Runs once before all tests on Electron: the app as it is now, where Electron's account can read it, a display, and a place for the clinic they all start from. */
export default async function buildOnce(): Promise<() => Promise<void>> {
  const { used: staged } = await buildApp({ use: ({ outDir, id }) => stageApp(outDir, id) });
  process.env['KABINET_STAGED_APP'] = staged;
  const { stop } = await ensureDisplay();
  const forgetDemo = await openSeededDemo();
  return async () => {
    stop();
    await forgetDemo();
  };
}

import { buildApp } from '../../scripts/build.mjs';
import { ensureDisplay } from '../../scripts/display.mjs';
import { stageApp } from '../../scripts/electron.mjs';

/** Runs once before all tests on Electron: the app as it is now, where Electron's account can read it, and a display. */
export default async function buildOnce(): Promise<() => void> {
  const { used: staged } = await buildApp({ use: ({ outDir, id }) => stageApp(outDir, id) });
  process.env['KABINET_STAGED_APP'] = staged;
  const { stop } = await ensureDisplay();
  return stop;
}

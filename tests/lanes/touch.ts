import { letLoose } from '../e2e/kioskLock/randomHands.ts';
import { whenReady } from '../support/bridge.ts';
import buildOnce from '../support/buildOnce.ts';
import { startDemo } from '../support/demoClinic.ts';
import { launchKabinet } from '../support/electronApp.ts';
import { startXServer } from '../support/xServer.ts';
import { createChance } from './chance.ts';
import type { Lane } from './lane.ts';

/** Ten times what the slowest machine seen needs for one event. */
const hangsAfterMsAnEvent = 200;

/** Careless, curious and angry hands on the glass of a real kiosk. */
export const touchLane: Lane = {
  name: 'touch',
  unit: 'events of hands',
  promise: 'X11 whatever hands do to a kiosk: no error in the page, no dialog, no window more, and it goes on working',
  ciCount: 600,
  goal: 1_000_000,
  sliceCount: 8_000,
  async run({ seed, count, say }) {
    const release = await buildOnce();
    const screen = await startXServer('standing');
    const clinic = await startDemo({ idle: 600, esia: 'off' });
    const failures: string[] = [];
    try {
      const kabinet = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk, env: screen.env });
      try {
        const watch = (page: typeof kabinet.page) => {
          page.on('pageerror', ({ name }) => failures.push(`X11 seed ${seed}: ${name} in the page`));
          page.on('dialog', (dialog) => failures.push(`X11 seed ${seed}: dialog ${dialog.type()}`));
        };
        kabinet.app.on('window', watch);
        kabinet.app.windows().forEach(watch);
        await whenReady(kabinet.page, 180_000);
        const from = performance.now();
        const { events, windows } = await letLoose({ chance: createChance(seed), count, untilMs: from + 10_000 + count * hangsAfterMsAnEvent, pageInFront: kabinet.currentPage });
        const seconds = (performance.now() - from) / 1_000;
        say(`${events} events in ${Math.round(seconds)} s`);
        if (events < count) failures.push(`X11 seed ${seed}: the page took only ${events} of ${count} events`);
        const shown = await screen.visibleWindows();
        if (shown.length !== 1) failures.push(`X11 seed ${seed}: ${shown.length} windows on the screen`);
        // Dead pages are replaced; one that was, says so in the log.
        if (/page ended|main failed/.test(kabinet.output())) failures.push(`X11 seed ${seed}: a page ended`);
        await whenReady(await kabinet.currentPage());
        return { count: events, failures, figures: { eventsASecond: Math.round(events / seconds), windows } };
      } finally {
        await kabinet.close();
      }
    } finally {
      await clinic.stop();
      await screen.stop();
      await release();
    }
  },
};

import { fileURLToPath } from 'node:url';
import { openDoor, whenPainted, type Door } from './debugPage.ts';
import { enrolledKiosk, homeIsThere } from './enrolledKiosk.ts';
import { compare, spread, type Comparison } from './stats.ts';

const rounds = 30;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const twoFrames = `await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))`;

/** In the page that comes to the front: the first screen stands, a backend answers for it, and it is drawn. It is only looked at until then: calls count. */
const readyAndDrawn = `(async () => {
  const until = performance.now() + 20000;
  while (!(${homeIsThere})) {
    if (performance.now() > until) throw new Error('never ready');
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  const reply = await window.kabinet.call('device.state', {});
  if (!reply.ok || reply.value.state !== 'ready') throw new Error('not ready: ' + JSON.stringify(reply));
  ${twoFrames};
  return performance.timeOrigin + performance.now();
})()`;

const leave = (login: string, password: string) => `(async () => {
  const { BrowserWindow } = require('electron');
  const all = BrowserWindow.getAllWindows();
  const old = all.find((window) => window.isVisible());
  const inOld = (code) => old.webContents.executeJavaScript(code);
  const signedIn = await inOld(${JSON.stringify(`window.kabinet.call('identity.signIn', ${JSON.stringify({ login, password })})`)});
  if (!signedIn.ok) throw new Error('not signed in: ' + JSON.stringify(signedIn));
  const shown = new Promise((resolve) => all.filter((window) => window !== old).forEach((window) => window.once('show', () => resolve(window))));
  const from = Date.now();
  inOld("void window.kabinet.call('identity.leave', { reason: 'left' })").catch(() => {});
  const fresh = await shown;
  const shownAt = Date.now();
  const at = await fresh.webContents.executeJavaScript(${JSON.stringify(readyAndDrawn)});
  return [at - from, shownAt - from];
})()`;

const blankRound = `(async () => {
  const from = Date.now();
  const { window, loaded } = globalThis.openBlank('round-' + Math.random());
  await loaded;
  await window.webContents.executeJavaScript(${JSON.stringify(`(async () => { ${twoFrames}; })()`)});
  window.destroy();
  return Date.now() - from;
})()`;

async function warmed(door: Door): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const count = await door.ask(`require('electron').BrowserWindow.getAllWindows().filter((window) => !window.webContents.isLoading()).length`);
    if (count === 2) break;
    await pause(50);
  }
  // What a person needs at least for signing in; the warmed window and its backend have come to rest by then.
  await pause(2_500);
}

/** PF10: a patient leaves and the next one has a fresh first screen that works, against making and destroying a blank window. */
export async function changeOfPatient(say: (line: string) => void): Promise<Comparison> {
  const bench = await enrolledKiosk(say);
  try {
    const blank = await bench.other(fileURLToPath(new URL('./blank', import.meta.url)));
    const [kiosk, other] = [bench.machine.start(bench.ours.program, bench.ours.args), bench.machine.start(blank.program, blank.args)];
    await whenPainted(await kiosk.port, homeIsThere);
    const [kioskMain, otherMain] = [await openDoor(await kiosk.main), await openDoor(await other.main)];
    const [ours, shown, least]: [number[], number[], number[]] = [[], [], []];
    for (let round = -1; round < rounds; round += 1) {
      await warmed(kioskMain);
      const account = bench.clinic.accounts[(round + 1) % bench.clinic.accounts.length];
      if (!account) throw new Error('the demo has no accounts');
      const answer = await kioskMain.ask(leave(account.login, account.password));
      await pause(1_000);
      const took = await otherMain.ask(blankRound);
      const [whole, front] = Array.isArray(answer) ? answer.map(Number) : [];
      if (whole === undefined || front === undefined || typeof took !== 'number') throw new Error('a round was not measured');
      // The first round warms both.
      if (round < 0) continue;
      ours.push(whole);
      shown.push(front);
      least.push(took);
      if (round % 10 === 9) say(`round ${round + 1}: ${Math.round(whole)} ms, in front after ${Math.round(front)} ms, blank ${Math.round(took)} ms`);
    }
    kioskMain.close();
    otherMain.close();
    const front = spread(shown);
    const all = spread(ours);
    return compare({
      row: 'PF10',
      what: `a signed-in patient leaves; a fresh window is in front, drawn, and its backend answers (${rounds} changes)`,
      limit: 'making, drawing and destroying a blank window with a partition of its own',
      ours: all,
      least: spread(least),
      of: 'median',
      aim: '<= 1.5, p95 <= 300 ms',
      notes: [`p95 ${Math.round(all.p95)} ms; in front, the old window gone from sight: median ${Math.round(front.median)} ms, p95 ${Math.round(front.p95)} ms`],
    });
  } finally {
    await bench.stop();
  }
}

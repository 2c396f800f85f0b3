import { fileURLToPath } from 'node:url';
import { doorsWith, openDoor, whenPainted } from './debugPage.ts';
import { enrolledKiosk, homeIsThere } from './enrolledKiosk.ts';
import { compare, round, spread, type Comparison } from './stats.ts';

const calls = 3_000;
// The product lets fifty calls a second through. A bunch of thirty, then the rest of a good second: the same for both sides, so that
// neither the limit nor a processor fallen asleep is what is measured. The page's own calls need the others.
const bunch = 30;
const paceMs = 1_250;
const triesOfBunch = 20;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const ask = (input: unknown) => `(async () => {
  const times = [];
  for (let index = 0; index < ${bunch}; index += 1) {
    const from = performance.now();
    const reply = await window.kabinet.call('doctors.card', ${JSON.stringify(input)});
    times.push(performance.now() - from);
    if (!reply.ok) return [reply.error.code];
  }
  return times;
})()`;

/** PF2: page, preload, backend, a row of SQLite, and back, checked on the way in and out, against a bare echo of the same answer. */
export async function roundTrip(say: (line: string) => void): Promise<readonly Comparison[]> {
  const bench = await enrolledKiosk(say);
  try {
    const bare = await bench.other(fileURLToPath(new URL('./echo', import.meta.url)));
    const [kiosk, echo] = [bench.machine.start(bench.ours.program, bench.ours.args), bench.machine.start(bare.program, bare.args)];
    await whenPainted(await kiosk.port, homeIsThere);
    await whenPainted(await echo.port, `typeof window.kabinet === 'object'`);
    // The standby and its warmed window come two seconds later and are not what is measured.
    await pause(6_000);
    const [frontDoor] = await doorsWith(await kiosk.port, `document.visibilityState === 'visible' && (${homeIsThere})`);
    const [echoDoor] = await doorsWith(await echo.port, 'true');
    if (!frontDoor || !echoDoor) throw new Error('no page to ask');
    const roleId = await frontDoor.ask(`window.kabinet.call('doctors.list', { text: '', speciality: null, officeId: null, day: null }).then((reply) => reply.value.doctors[0].roleId)`);
    const input = { roleId };
    const card = await frontDoor.ask(`window.kabinet.call('doctors.card', ${JSON.stringify(input)}).then((reply) => reply.value)`);
    const echoMain = await openDoor(await echo.main);
    await echoMain.ask(`globalThis.answerWith(${JSON.stringify(card)})`);
    const text = JSON.stringify(card);
    if ((await echoDoor.ask(`window.kabinet.call('x', null).then((reply) => JSON.stringify(reply.value))`)) !== text) throw new Error('the echo answers something else');
    const [ours, least]: [number[], number[]] = [[], []];
    let refused = 0;
    await pause(paceMs);
    for (let at = -2; at < calls / bunch; at += 1) {
      const from = performance.now();
      for (const [door, times] of [[frontDoor, ours], [echoDoor, least]] as const) {
        let answer = await door.ask(ask(input));
        // A machine that stalls bunches the calls, and the limit holds. Such a bunch is measured again, as a whole.
        for (let tries = 1; isRefused(answer) && tries < triesOfBunch; tries += 1) {
          refused += 1;
          await pause(paceMs);
          answer = await door.ask(ask(input));
        }
        if (!Array.isArray(answer) || isRefused(answer)) throw new Error(`calls are refused again and again: ${JSON.stringify(answer)}`);
        // The first bunches warm both.
        if (at >= 0) times.push(...answer.map(Number));
      }
      await pause(Math.max(0, paceMs - (performance.now() - from)));
    }
    const [mine, theirs] = [spread(ours), spread(least)];
    const common = {
      row: 'PF2',
      what: `doctors.card from the page to a row and back (${calls} calls, in bunches of ${bunch} a second, as the limits of the product allow)`,
      limit: `a bare echo of the same ${Buffer.byteLength(text)} bytes through a port of the same kind`,
      ours: mine,
      least: theirs,
    };
    return [
      compare({ ...common, of: 'median', aim: '<= 1.3', notes: [`ours adds ${round(mine.median - theirs.median, 2)} ms at the median; bunches measured again because the limit stopped them: ${refused}`] }),
      compare({ ...common, of: 'p99', aim: '<= 1.5', notes: [] }),
    ];
  } finally {
    await bench.stop();
  }
}

const isRefused = (answer: unknown) => !Array.isArray(answer) || answer.length !== bunch;

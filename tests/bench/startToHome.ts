import { fileURLToPath } from 'node:url';
import { whenPainted } from './debugPage.ts';
import { enrolledKiosk, homeIsThere } from './enrolledKiosk.ts';
import { compare, spread, type Comparison } from './stats.ts';

const rounds = 9;
const blankIsThere = `document.body !== null && document.body.innerText.includes('blank')`;

/** PF1: from the start of the process to the kiosk's first screen, drawn and answering, against a blank window of the same program. */
export async function startToHome(say: (line: string) => void): Promise<Comparison> {
  const bench = await enrolledKiosk(say);
  try {
    const blank = await bench.other(fileURLToPath(new URL('./blank', import.meta.url)));
    const one = async ({ program, args }: { program: string; args: readonly string[] }, condition: string) => {
      const started = bench.machine.start(program, args);
      const at = await whenPainted(await started.port, condition);
      await started.end();
      return at - started.startedAt;
    };
    // Both profiles are warm before anything counts.
    await one(bench.ours, homeIsThere);
    await one(blank, blankIsThere);
    const [ours, least]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await one(bench.ours, homeIsThere));
      least.push(await one(blank, blankIsThere));
      say(`round ${round + 1}: ${Math.round(ours.at(-1) ?? 0)} ms, blank ${Math.round(least.at(-1) ?? 0)} ms`);
    }
    return compare({
      row: 'PF1',
      what: `start of the process to the kiosk's first screen, drawn, with the clinic's data in it (${rounds} starts)`,
      limit: 'a blank full-screen window of the same program',
      ours: spread(ours),
      least: spread(least),
      of: 'median',
      aim: '<= 1.25',
      notes: ['enrolled device, warm profile, keyring and clinic already running; the fuse of the inspector is on in both'],
    });
  } finally {
    await bench.stop();
  }
}

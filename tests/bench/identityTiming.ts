import { randomUUID } from 'node:crypto';
import { startLetterClinic } from '../lanes/emailTokens/letterClinic.ts';
import { compare, round, spread, type Comparison } from './stats.ts';

const pairs = 2_000;
/** A device may ask for sixty letters an hour. */
const asksOfKiosk = 50;

/** Greatest distance of the two distributions, and how often chance alone makes one at least as great. */
function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): { distance: number; p: number } {
  const [x, y] = [a.toSorted((m, n) => m - n), b.toSorted((m, n) => m - n)];
  let [i, j, distance] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i] ?? 0, y[j] ?? 0);
    while (i < x.length && (x[i] ?? 0) <= at) i += 1;
    while (j < y.length && (y[j] ?? 0) <= at) j += 1;
    distance = Math.max(distance, Math.abs(i / x.length - j / y.length));
  }
  const size = Math.sqrt((x.length * y.length) / (x.length + y.length));
  const lambda = (size + 0.12 + 0.11 / size) * distance;
  let p = 0;
  for (let k = 1; k <= 100; k += 1) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return { distance, p: lambda < 0.2 ? 1 : Math.min(1, Math.max(0, p)) };
}

/** X5: "forgotten password" for an address with an account against one without, in turns, over real HTTP, PostgreSQL and mail. */
export async function identityTiming(say: (line: string) => void): Promise<Comparison> {
  const clinic = await startLetterClinic();
  try {
    const known = Array.from({ length: pairs }, () => `single-${randomUUID()}@example.org`);
    await clinic.accounts(known);
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    let kiosk = await clinic.kiosk();
    const ask = async (email: string): Promise<number> => {
      const from = performance.now();
      const answer = await fetch(`${clinic.servers[0].url}/identity/recovery`, {
        method: 'POST',
        headers: { authorization: `Bearer ${kiosk.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ email }),
      });
      await answer.text();
      const took = performance.now() - from;
      if (answer.status !== 202) throw new Error(`the server answered ${answer.status}`);
      return took;
    };
    for (const [index, email] of known.entries()) {
      if (index % (asksOfKiosk / 2) === 0) kiosk = await clinic.kiosk();
      // As long as the known ones, and first in every other pair: neither length nor place may be what is measured.
      const stranger = `nobody-${randomUUID()}@example.org`;
      for (const kind of index % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) times[kind].push(await ask(kind === 'known' ? email : stranger));
      if (index % 500 === 499) say(`${index + 1} pairs`);
    }
    const { distance, p } = kolmogorovSmirnov(times.known, times.unknown);
    const [ours, least] = [spread(times.known), spread(times.unknown)];
    return compare({
      ...{ row: 'X5', what: `a forgotten password asked for an address with an account, ${pairs} times`, limit: 'the same for an address without one, in turns' },
      ...{ ours, least, of: 'median', aim: 'difference of medians ≤ 5 ms' },
      notes: [`difference of medians ${round(ours.median - least.median)} ms; Kolmogorov–Smirnov distance ${round(distance)}, p ${round(p)}`],
    });
  } finally {
    await clinic.stop();
  }
}

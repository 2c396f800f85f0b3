import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { sites } from './full/sites.ts';
import type { Lane } from './lane.ts';

const Told = z.object({ site: z.string(), level: z.int(), broken: z.array(z.string()), hit: z.boolean(), acknowledged: z.int(), ms: z.number() });
type Told = z.infer<typeof Told>;
interface Case {
  readonly site: string;
  readonly level: number;
}

const levels = 50;
const names = Object.keys(sites);
const all = names.length * levels;

/** Each site at each level once in so many cases, sites in turn, and the first few levels of a slice far apart. */
const caseAt = (index: number): Case => ({ site: names[index % names.length] ?? '', level: (Math.floor(index / names.length) * 17) % levels });

const refused = 'no small disk can be mounted here';

/** A mount needs root, or a place of one's own where one is. */
async function runCases(cases: readonly Case[], isApart = false): Promise<Told[]> {
  const worker = fileURLToPath(import.meta.resolve('./full/worker.ts'));
  const words = [worker, JSON.stringify(cases)];
  const [program, args] = isApart ? ['unshare', ['--user', '--map-root-user', '--mount', process.execPath, ...words]] : [process.execPath, words];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => void (complaints = (complaints + chunk.toString()).slice(-4_000)));
  const closed = once(child, 'close');
  const told: Told[] = [];
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{')) told.push(Told.parse(JSON.parse(line)));
  const [code] = (await closed) as [number | null];
  if (code === 0) return told;
  if (!isApart && complaints.includes(refused)) return runCases(cases, true);
  throw new Error(`the device on the small disk ended with ${code}: ${complaints}`);
}

/**
 * The disk is full at one of the places the application writes to, but for so many bytes. Nothing that was acknowledged may be lost, what
 * is refused is refused in words, and with room again everything goes on without a restart.
 */
export const fullLane: Lane = {
  name: 'full',
  unit: 'cases',
  promise: 'F8 on a full disk nothing acknowledged is lost, a person is told, and with room again the device goes on by itself',
  ciCount: 20,
  goal: all,
  sliceCount: 100,
  async run({ seed, count, say }) {
    const from = ((seed - 1) * count) % all;
    const told = await runCases(Array.from({ length: count }, (_, index) => caseAt((from + index) % all)));
    const failures = told.flatMap(({ site, level, broken }) => broken.map((line) => `${site}, level ${level}: ${line}`));
    const figures: Record<string, number> = {};
    for (const { site, hit, acknowledged } of told) {
      figures[`${site}Full`] = (figures[`${site}Full`] ?? 0) + (hit ? 1 : 0);
      figures['acknowledged'] = (figures['acknowledged'] ?? 0) + acknowledged;
    }
    say(`slowest ${Math.max(...told.map(({ ms }) => ms))} ms`);
    if (!told.some(({ hit }) => hit)) throw new Error('the disk was never full');
    return { count: told.length, failures, figures };
  },
};

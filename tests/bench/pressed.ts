import type { Door } from './debugPage.ts';
import { compare, round, spread, type Comparison } from './stats.ts';

/** One touch and what must have come of it. Both are expressions of the page. */
export interface Press {
  /** The element that is pressed. */
  readonly on: string;
  /** A word that is another one once the answer stands there; null while nothing does. */
  readonly sign: string;
}

export interface Pressed {
  /** From the press until the page that answers it is painted. */
  readonly took: number;
  /** Between each two frames from the press until a moment after the answer. */
  readonly frames: readonly number[];
}

const frameMs = 1000 / 60;

/** The same measuring in every page: nothing of it depends on what is in it. */
const probe = `async ({ on, sign }, phaseMs) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const painted = () => new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(null); });
  const target = on();
  if (!target) throw new Error('nothing to press');
  const before = sign();
  // A hand knows nothing of frames: a press falls anywhere between two.
  await frame();
  await new Promise((resolve) => setTimeout(resolve, phaseMs));
  const times = [];
  let watching = true;
  const tick = (at) => { times.push(at); if (watching) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  const from = performance.now();
  target.click();
  for (;;) {
    await frame();
    const now = sign();
    if (now !== null && now !== before) break;
    if (performance.now() - from > 10000) throw new Error('nothing came of it');
  }
  await painted();
  const took = performance.now() - from;
  await new Promise((resolve) => setTimeout(resolve, 200));
  watching = false;
  return { took, frames: times.slice(1).map((at, index) => at - times[index]) };
}`;

export async function pressOn(door: Door, { on, sign }: Press, phaseMs: number): Promise<Pressed> {
  const answer = await door.ask(`(${probe})({ on: () => (${on}), sign: () => (${sign}) }, ${phaseMs})`);
  const { took, frames } = (answer ?? {}) as Partial<Pressed>;
  if (took === undefined || frames === undefined) throw new Error('a press was not measured');
  return { took, frames };
}

/** Moments within a frame, the same for both sides and in every run. */
export const phaseOf = (index: number): number => (index * 7) % 16;

export interface Side {
  readonly took: number[];
  readonly frames: number[];
}

export const emptySide = (): Side => ({ took: [], frames: [] });

export function add(side: Side, { took, frames }: Pressed): void {
  side.took.push(took);
  side.frames.push(...frames);
}

const dropped = ({ frames }: Side): number => frames.reduce((sum, length) => sum + Math.max(0, Math.round(length / frameMs) - 1), 0);
const longest = ({ frames }: Side): number => Math.round(Math.max(0, ...frames));

/** Two lines of the table: how long an answer takes to be painted, and how evenly frames come meanwhile. */
export function comparePressed(row: string, what: string, limit: string, ours: Side, least: Side): readonly Comparison[] {
  const [took, its] = [spread(ours.took), spread(least.took)];
  const [frames, theirs] = [spread(ours.frames), spread(least.frames)];
  const smooth = `frames: p95 ${round(frames.p95, 1)} ms, p99 ${round(frames.p99, 1)} ms, longest ${longest(ours)} ms, ${dropped(ours)} dropped of ${frames.count}`;
  const still = `the limit's: p95 ${round(theirs.p95, 1)} ms, p99 ${round(theirs.p99, 1)} ms, longest ${longest(least)} ms, ${dropped(least)} dropped of ${theirs.count}`;
  return [
    compare({ row, what, limit, ours: took, least: its, of: 'median', aim: '<= one frame more', notes: [`press to paint: p95 ${round(took.p95, 1)} against ${round(its.p95, 1)} ms, p99 ${round(took.p99, 1)} against ${round(its.p99, 1)} ms`] }),
    compare({ row: `${row} frames`, what, limit, ours: frames, least: theirs, of: 'p99', aim: '<= 1.5', notes: [smooth, still] }),
  ];
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOfTree, makeScratch } from '../../../scripts/mutants/scratch.mjs';
import type { Bug } from './bug.ts';

/** Within so many worlds each bug has to be found. */
export const mostSeeds = 50;

export interface Found {
  readonly bug: Bug;
  /** How many worlds it took; null: it was not found. */
  readonly seeds: number | null;
  /** The promise that was broken first, or what became of the search. */
  readonly how: string;
  readonly seconds: number;
}

const needed = /^(backend|clinic-server|shared|tests\/(simulation|support|lanes)|scripts)\/|^(package|tsconfig(\.base)?)\.json$/;

/** Where in the text the one place is; throws when the bug has gone stale. */
export function planted({ name, file, find, replace }: Bug, text: string): string {
  const parts = text.split(find);
  if (find === '' || parts.length !== 2) throw new Error(`${name}: ${parts.length - 1} places in ${file}`);
  return parts.join(replace);
}

/** Plants one bug after the other into a copy of the tree, and lets the simulator look for it there. */
export function tryBugs(root: string, bugs: readonly Bug[], tell: (found: Found) => void): readonly Found[] {
  const scratch = makeScratch(root, filesOfTree(root).filter((file) => needed.test(file)));
  try {
    return bugs.map((bug) => {
      const from = performance.now();
      const text = readFileSync(join(scratch.tree, bug.file), 'utf8');
      scratch.write(bug.file, planted(bug, text));
      const ran = spawnSync(process.execPath, ['scripts/simulate.mjs', '--plain', '--seed', '1', '--seeds', String(mostSeeds), '--days', '1', '--devices', '2'], { cwd: scratch.tree, encoding: 'utf8', maxBuffer: 1 << 26 });
      scratch.write(bug.file, text);
      const worlds = ran.stdout.match(/^seed \d+/gm)?.length ?? 0;
      const broken = /BROKEN (.*)/.exec(ran.stdout)?.[1];
      // A tree that does not even run has shown nothing.
      const how = broken ?? (ran.status === 0 ? 'not found' : `did not run (${ran.signal ?? ran.status}): ${ran.stderr.trim().split('\n').find((line) => /Error/.test(line)) ?? ''}`);
      const found = { bug, seeds: broken === undefined ? null : worlds, how, seconds: (performance.now() - from) / 1_000 };
      tell(found);
      return found;
    });
  } finally {
    scratch.remove();
  }
}

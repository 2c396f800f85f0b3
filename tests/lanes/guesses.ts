import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../clinic-server/db/embedded.ts';
import { migrate } from '../../clinic-server/db/migrate.ts';
import { createPool } from '../../clinic-server/db/pool.ts';
import { guessADay } from './guesses/day.ts';
import type { Lane } from './lane.ts';

/** So many guesses make one day; a slice of CI is a thinner day. */
const wholeDay = 100_000;

/** Somebody guesses at one account all day, from forty kiosks, on a real PostgreSQL with the day's clock in our hands. */
export const guessesLane: Lane = {
  name: 'guesses',
  unit: 'guesses',
  promise: 'R6 of a hundred thousand guesses in a day at most a hundred are looked at, and the owner comes in by the letter',
  ciCount: 2_000,
  goal: wholeDay,
  sliceCount: wholeDay,
  async run({ seed, count, say }) {
    const folder = await mkdtemp(join(tmpdir(), 'kabinet-guesses-'));
    // PostgreSQL runs as another user when this runs as root, and has to enter the folder.
    await chmod(folder, 0o755);
    const cluster = await startEmbedded({ dataDir: join(folder, 'data') });
    try {
      await cluster.createDatabase('guesses');
      const pool = createPool(cluster.connectionString('guesses'), 4);
      try {
        await migrate(pool);
        say('a clinic with forty kiosks is there');
        const { evaluated, failures } = await guessADay(pool, { guesses: Math.min(count, wholeDay), seed });
        return { count: Math.min(count, wholeDay), failures, figures: { evaluated } };
      } finally {
        await pool.end();
      }
    } finally {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { dayOf, instant } from '../../shared/lib/moscow.ts';
import { startEmbedded } from '../db/embedded.ts';
import { migrate } from '../db/migrate.ts';
import { migrations } from '../db/migrations/index.ts';
import { createPool } from '../db/pool.ts';
import { SeededDemo } from './demoState.ts';
import { seedDemo } from './prepareDemo.ts';

export const database = 'kabinet';
/** Small logs: a copy of the clinic is mostly its rows. */
export const clusterSettings = { min_wal_size: '32MB', max_wal_size: '256MB' } as const;

const keptClinics = 3;

/** Whatever shapes the seed is in the name, so a clinic of yesterday or of another version is never taken for today's. */
async function keyOf(seed: number, day: string): Promise<string> {
  const hash = createHash('sha256');
  for (const { sql } of migrations) hash.update(sql);
  const sources = await readdir(import.meta.dirname, { recursive: true });
  for (const file of sources.filter((name) => /\.(ts|md)$/.test(name)).toSorted())
    hash.update(file).update(await readFile(join(import.meta.dirname, file)));
  return `${seed}-${day}-${hash.digest('hex').slice(0, 16)}`;
}

function cacheFolder(): string {
  const base = process.platform === 'win32' ? process.env['LOCALAPPDATA'] : process.env['XDG_CACHE_HOME'];
  return join(base ?? join(homedir(), '.cache'), 'kabinet', 'demo-clinics');
}

/** With owners and modes, which PostgreSQL checks; Node's own copy loses them. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (process.platform === 'win32') await cp(from, to, { recursive: true });
  else await promisify(execFile)('cp', ['-a', from, to]);
}

async function seedFresh(dataDir: string, seed: number): Promise<SeededDemo> {
  const cluster = await startEmbedded({ dataDir, settings: clusterSettings });
  await cluster.ensureDatabase(database);
  const pool = createPool(cluster.connectionString(database), 4);
  await migrate(pool);
  const seeded = await seedDemo(pool, seed, instant(Date.now()));
  await pool.end();
  // Stopped before it is copied: files of a running database are not a database.
  await cluster.stop();
  return seeded;
}

/** Put aside for the next start; a full disk or a read-only home only costs the time. */
async function keep(dataDir: string, place: string, seeded: SeededDemo): Promise<void> {
  const half = `${place}.${process.pid}`;
  try {
    await copyTree(dataDir, join(half, 'postgres'));
    await writeFile(join(half, 'seeded.json'), JSON.stringify(seeded));
    // Moved into place whole; when two demos made the same clinic at once, the first stays.
    await rename(half, place);
    await forgetOld(dirname(place));
  } catch {
    await rm(half, { recursive: true, force: true });
  }
}

async function forgetOld(folder: string): Promise<void> {
  const names = await readdir(folder);
  const aged = await Promise.all(names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })));
  const old = aged.toSorted((a, b) => b.at - a.at).slice(keptClinics);
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}

/** A stopped cluster in `dataDir` with today's clinic of that seed: copied if it was made before, made otherwise. */
export async function seededCluster(dataDir: string, seed: number): Promise<SeededDemo> {
  // What a start that was cut off left here is not a clinic.
  await rm(dataDir, { recursive: true, force: true });
  const place = join(cacheFolder(), await keyOf(seed, dayOf(instant(Date.now()))));
  const note = join(place, 'seeded.json');
  if (existsSync(note)) {
    await copyTree(join(place, 'postgres'), dataDir);
    return SeededDemo.parse(JSON.parse(await readFile(note, 'utf8')));
  }
  const seeded = await seedFresh(dataDir, seed);
  await keep(dataDir, place, seeded);
  return seeded;
}

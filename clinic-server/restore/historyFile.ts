import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

/** Which history of this clinic its database is, and how far it had come when this was written: never further than the database itself. */
export const History = z.strictObject({
  kind: z.literal('kabinet history 1'),
  epoch: z.uuid(),
  /** Counts the histories of this clinic; the words of the server begin with it. */
  ordinal: z.int().positive(),
  highWater: z.int().nonnegative(),
  /** PostgreSQL’s own name of the cluster: rows carry transaction numbers, and those of another cluster mean nothing in this one. */
  cluster: z.string(),
});
export type History = z.infer<typeof History>;

export class UnreadableHistory extends Error {
  override name = 'UnreadableHistory';
}

/** Null: there is none yet. A file that cannot be read is not the same: what it knew must not be forgotten in silence. */
export function readHistory(path: string): History | null {
  if (!existsSync(path)) return null;
  try {
    return History.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new UnreadableHistory(`${path} is not a history of this clinic; put back a copy of it, or declare a restore without it`);
  }
}

/** Whole or not at all: half a file after a power cut would look like a lost one. */
export function writeHistory(path: string, history: History): void {
  const fresh = `${path}.new`;
  writeDurably(fresh, 'w', JSON.stringify(history));
  renameSync(fresh, path);
  // The new name too has to outlive a power cut; Windows keeps its own order there and opens no folders.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

export function writeDurably(path: string, flags: 'w' | 'a', text: string): void {
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Outside of the database's own folder: whoever puts that back does not put this back with it. */
export const historyBeside = (dataDir: string): string => `${dataDir.replace(/[/\\]+$/, '')}.history.json`;

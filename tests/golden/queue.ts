import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { WriteTx } from '../../backend/db/types.ts';

const Row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** One entry as a device of that build had it on its disk, with what its feature kept beside it, and the request it must become for ever. */
export const GoldenQueue = z.object({
  channel: z.string(),
  version: z.int(),
  outbox: Row,
  beside: z.record(z.string(), z.array(Row)),
  request: z.record(z.string(), z.unknown()),
});
export type GoldenQueue = z.infer<typeof GoldenQueue>;

export const folder = join(import.meta.dirname, 'queues');

export const fileOf = ({ channel, version }: Pick<GoldenQueue, 'channel' | 'version'>): string => `${channel}.${String(version)}.json`;

/** By file, in the order in which somebody could have done it all. `channel.version.words.json`: the same version as an earlier build wrote it. */
export function readGolden(): (GoldenQueue & { readonly file: string })[] {
  const queues = readdirSync(folder).filter((name) => name.endsWith('.json')).map((file) => ({ file, ...GoldenQueue.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))) }));
  return queues.toSorted((a, b) => Number(a.outbox['queued_at']) - Number(b.outbox['queued_at']) || a.file.localeCompare(b.file));
}

/** Exactly the columns it was written with: what newer builds have added since takes its default, as after a migration. */
export function putOnDisk(tx: WriteTx, { outbox, beside }: GoldenQueue): void {
  for (const [table, rows] of [['outbox', [outbox]], ...Object.entries(beside)] as const) {
    for (const row of rows) {
      const columns = Object.keys(row);
      tx.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `$${column}`).join(', ')})`, row);
    }
  }
}

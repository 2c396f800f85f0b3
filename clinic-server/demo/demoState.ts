import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { MoscowDay } from '../../shared/lib/moscow.ts';

const StaffAccount = z.object({ login: z.string(), password: z.string(), name: z.string(), role: z.enum(['registrar', 'seniorRegistrar', 'administrator']) });
const Account = z.object({ login: z.string(), password: z.string(), name: z.string() });

/** What a seeded database holds, as far as others must know it. */
export const SeededDemo = z.object({
  seed: z.int(),
  day: MoscowDay,
  offices: z.object({ kiosk: Id, reception: Id, satellite: Id }),
  accounts: z.array(Account),
});
export type SeededDemo = z.infer<typeof SeededDemo>;

/** What a demo has to say again after a restart on the same folder. */
export const DemoState = SeededDemo.extend({
  enrol: z.object({ kiosk: z.string(), reception: z.string(), satellite: z.string() }),
  systemToken: z.string(),
  /** Who works at its desks. */
  staff: z.array(StaffAccount),
});
export type DemoState = z.infer<typeof DemoState>;

const fileIn = (folder: string) => join(folder, 'demo.json');

export async function readState(folder: string): Promise<DemoState | null> {
  const file = fileIn(folder);
  return existsSync(file) ? DemoState.parse(JSON.parse(await readFile(file, 'utf8'))) : null;
}

/** Written last and moved into place: where it is, the database beside it is whole. */
export async function writeState(folder: string, state: DemoState): Promise<void> {
  const half = `${fileIn(folder)}.half`;
  await writeFile(half, JSON.stringify(state, null, 2), { mode: 0o600 });
  await rename(half, fileIn(folder));
}

import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { instant } from '../shared/lib/moscow.ts';
import { passwordFault } from '../shared/lib/passwordRules.ts';
import { migrate } from './db/migrate.ts';
import { createPool, inTransaction } from './db/pool.ts';
import { createPasswords } from './identity/passwords.ts';
import { addStaff, staffRoles } from './staff/staffStore.ts';

/**
 * The first administrator of a clinic, who makes the other accounts at a desk:
 * `node clinic-server/staffAccount.ts --database postgresql://… --login LOGIN --name NAME [--role administrator]`, the password on standard
 * input, one line. Arguments are seen by everybody on the machine; a password is not one of them.
 */
const { values } = parseArgs({
  options: { database: { type: 'string' }, login: { type: 'string' }, name: { type: 'string' }, role: { type: 'string', default: 'administrator' } },
});
const given = z
  .object({ database: z.string().min(1), login: z.string().trim().min(1).max(100), name: z.string().trim().min(1).max(200), role: z.enum(staffRoles) })
  .parse({ ...values, database: values.database ?? process.env['KABINET_DATABASE'] });

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
}

const password = await firstLine();
const fault = passwordFault(password);
if (fault !== null) throw new Error(fault === 'short' ? 'the password has fewer than 8 characters' : 'the password has more than 128 characters');
const pool = createPool(given.database);
await migrate(pool);
const passwordHash = await createPasswords().hash(password);
const isNew = await inTransaction(pool, (tx) => addStaff(tx, { id: randomUUID(), ...given, passwordHash, now: instant(Date.now()) }));
await pool.end();
if (!isNew) throw new Error('this login is taken');
process.stdout.write('the account is made\n');

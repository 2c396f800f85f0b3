import { reading } from '../db/pool.ts';
import { milliseconds, timestamp } from '../db/timestamp.ts';
import type { ServerParts } from '../http/parts.ts';

/** Longer than any sign-in lives; what ended before is dead by its own age. */
const coversHours = 24;

/**
 * Row R6, for devices without a line: which sign-ins have ended, which members of staff are switched off, and since when a password that was
 * changed is in force. The very bytes are signed, so
 * nobody has to agree on how JSON is written. Ids only.
 */
export async function denyList(parts: Pick<ServerParts, 'pool' | 'now' | 'epoch' | 'denyKey'>): Promise<{ readonly list: string; readonly signature: string }> {
  const now = parts.now();
  const from = reading(parts.pool);
  const ids = async (sql: string, values: readonly unknown[]): Promise<string[]> => (await from.query<{ id: string }>(sql, values)).rows.map(({ id }) => id);
  const since = [timestamp(now - coversHours * 3_600_000)];
  const signIns = await ids(
    `select s.id from sign_in s where s.ended_at > $1 and s.ended_why is not null
     union all select i.id from staff_sign_in i where i.ended_at > $1 order by 1`,
    since,
  );
  const staff = await ids('select s.id from staff s where s.disabled_at is not null order by s.id', []);
  const { rows: changed } = await from.query<{ staff: string; setAt: number }>(`select s.id as staff, ${milliseconds('s.password_set_at')} as "setAt" from staff s where s.password_set_at is not null order by s.id`, []);
  const list = Buffer.from(JSON.stringify({ kind: 'kabinet deny list 1', epoch: parts.epoch, issuedAt: now, signIns, staff, passwords: changed.map((one) => ({ ...one, setAt: Math.round(one.setAt) })) }));
  return { list: list.toString('base64url'), signature: parts.denyKey.sign(list).toString('base64url') };
}

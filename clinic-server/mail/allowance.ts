import type { Instant } from '../../shared/lib/moscow.ts';
import { hashOf } from '../devices/secrets.ts';
import { milliseconds, timestamp } from '../db/timestamp.ts';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';

const hourMs = 3_600_000;

/** Letters an hour. To one address few, or anybody could fill a stranger's mailbox from a kiosk; patients' telephones may all stand behind the clinic's one. */
const most = { address: 3, device: 60, caller: 60 } as const;
type AllowanceKind = keyof typeof most;

/** Counts a letter that is asked for; the seconds to wait when there were enough in this hour, 0 otherwise. */
async function claim(tx: Tx, kind: AllowanceKind, name: string, now: Instant): Promise<number> {
  const subject = hashOf(`letter:${kind}:${name}`);
  await tx.query(`insert into letter_allowance (subject, asked_at) values ($1, '{}') on conflict do nothing`, [subject]);
  const { rows } = await tx.query<{ at: readonly number[] }>(
    `select array(select ${milliseconds('t')} from unnest(a.asked_at) t where t > $2 order by t) as at from letter_allowance a where a.subject = $1 for update`,
    [subject, timestamp(now - hourMs)],
  );
  const before = rows[0]?.at ?? [];
  const oldest = before[0];
  if (oldest !== undefined && before.length >= most[kind]) return Math.max(1, Math.ceil((oldest + hourMs - now) / 1000));
  await tx.query('update letter_allowance set asked_at = $2::timestamptz[] where subject = $1', [subject, [...before, now].map(timestamp)]);
  return 0;
}

/**
 * 429 when an address, a device or a caller had its letters for this hour. It is counted before anybody looks whether the address is
 * known, so the refusal says no more than that letters were asked for. Always in this order, so two askers cannot wait for each other.
 */
export async function claimLetter(tx: Tx, { device, caller, address }: { device: string; caller: string | null; address: string }, now: Instant): Promise<void> {
  const waits = [await claim(tx, 'device', device, now), caller === null ? 0 : await claim(tx, 'caller', caller, now), await claim(tx, 'address', address, now)];
  const seconds = Math.max(...waits);
  if (seconds > 0) throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': String(seconds) } });
}

export async function forgetAllowances(tx: Tx, now: Instant): Promise<void> {
  await tx.query('delete from letter_allowance a where not exists (select from unnest(a.asked_at) t where t > $1)', [timestamp(now - hourMs)]);
}

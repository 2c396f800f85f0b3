import { randomInt } from 'node:crypto';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { hashOf } from '../devices/secrets.ts';

export type HandoffStep = 'form' | 'password';

export interface Handoff {
  readonly id: Id;
  readonly device: Id;
  readonly officeId: Id;
  readonly matchCode: string;
  readonly step: HandoffStep;
  readonly acceptances: readonly Id[];
  readonly registration: Id | null;
  readonly opened: boolean;
  /** On the phone or by the letter's link, whichever was first. */
  readonly done: boolean;
}

// Letters no other letter or digit is taken for.
const letters = 'АБГДЖИЛМПУФЦЭЮЯ';

/** Two digits and a letter, large on both screens: whoever holds the phone sees that it is this kiosk they are finishing at. */
export function newMatchCode(): string {
  return `${randomInt(10, 100)} ${letters[randomInt(letters.length)] ?? 'А'}`;
}

export interface NewHandoff {
  readonly id: Id;
  readonly device: Id;
  readonly token: string;
  readonly matchCode: string;
  readonly step: HandoffStep;
  readonly acceptances: readonly Id[];
  readonly registration: Id | null;
  readonly expiresAt: Instant;
}

export async function addHandoff(tx: Tx, row: NewHandoff): Promise<void> {
  await tx.query('insert into phone_handoff (id, device, token_hash, match_code, step, acceptances, registration, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)', [
    row.id,
    row.device,
    hashOf(row.token),
    row.matchCode,
    row.step,
    [...row.acceptances],
    row.registration,
    timestamp(row.expiresAt),
  ]);
}

const select = `select h.id, h.device, d.office_id as "officeId", h.match_code as "matchCode", h.step, h.acceptances, h.registration, h.opened_at is not null as opened,
  (h.done_at is not null) as done from phone_handoff h join device d on d.id = h.device`;

export async function handoffByToken(from: Reader, token: string, now: Instant): Promise<Handoff | null> {
  const { rows } = await from.query<Handoff>(`${select} where h.token_hash = $1 and h.expires_at > $2`, [hashOf(token), timestamp(now)]);
  return rows[0] ?? null;
}

export async function handoffOfDevice(from: Reader, id: Id, device: Id, now: Instant): Promise<Handoff | null> {
  const { rows } = await from.query<Handoff>(`${select} where h.id = $1 and h.device = $2 and h.expires_at > $3`, [id, device, timestamp(now)]);
  return rows[0] ?? null;
}

export async function markOpened(tx: Tx, id: Id, now: Instant): Promise<void> {
  await tx.query('update phone_handoff set opened_at = coalesce(opened_at, $2) where id = $1', [id, timestamp(now)]);
}

/** From here the page goes on with this registration. */
export async function joinRegistration(tx: Tx, id: Id, registration: Id): Promise<void> {
  await tx.query('update phone_handoff set registration = $2 where id = $1', [id, registration]);
}

/** Every kiosk that waits for this registration is told, also when the letter's link was quicker than the phone's page. */
export async function markDone(tx: Tx, registration: Id, now: Instant): Promise<void> {
  await tx.query('update phone_handoff set done_at = $2 where registration = $1 and done_at is null', [registration, timestamp(now)]);
}

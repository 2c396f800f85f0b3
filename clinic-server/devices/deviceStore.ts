import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { releaseLeasesOf } from '../leases/releaseLeasesOf.ts';
import { lockOpening, openIfNobodyIsWaitedFor } from '../restore/opening.ts';

export interface Device {
  readonly id: Id;
  readonly code: string;
  readonly profile: Profile;
  readonly officeId: Id;
}

export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

const columns = `d.id, d.code, d.profile, d.office_id as "officeId"`;

export async function addEnrolmentCode(tx: Tx, code: { hash: Buffer; profile: Profile; officeId: Id; expiresAt: Instant }): Promise<void> {
  await tx.query('insert into enrolment_code (hash, profile, office_id, expires_at) values ($1, $2, $3, $4)', [
    code.hash,
    code.profile,
    code.officeId,
    timestamp(code.expiresAt),
  ]);
}

/** Locks the code, so two devices that were told the same one cannot both use it. */
export async function lockEnrolmentCode(
  tx: Tx,
  hash: Buffer,
  now: Instant,
): Promise<{ profile: Profile; officeId: Id; device: Id | null } | null> {
  const { rows } = await tx.query<{ profile: Profile; officeId: Id; device: Id | null }>(
    `select c.profile, c.office_id as "officeId", c.device from enrolment_code c where c.hash = $1 and c.expires_at > $2 for update`,
    [hash, timestamp(now)],
  );
  return rows[0] ?? null;
}

const letterOf: Readonly<Record<Profile, string>> = { kiosk: 'К', reception: 'Р', satellite: 'С' };

export async function addDevice(
  tx: Tx,
  device: { id: Id; profile: Profile; officeId: Id; publicKey: PublicKey; codeHash: Buffer; now: Instant },
): Promise<Device> {
  const counted = await tx.query<{ last: number }>(
    `insert into device_counter (profile, last) values ($1, 1) on conflict (profile) do update set last = device_counter.last + 1 returning last`,
    [device.profile],
  );
  const code = `${letterOf[device.profile]}${String(counted.rows[0]?.last ?? 1).padStart(2, '0')}`;
  // A new device has nothing to report: nothing is waited for that it could not have.
  await tx.query(`insert into device (id, code, profile, office_id, public_key, enrolled_at, reported_epoch) values ($1, $2, $3, $4, $5::jsonb, $6, (select m.value from meta m where m.name = 'epoch'))`, [
    device.id,
    code,
    device.profile,
    device.officeId,
    JSON.stringify(device.publicKey),
    timestamp(device.now),
  ]);
  await tx.query('update enrolment_code set device = $2 where hash = $1', [device.codeHash, device.id]);
  return { id: device.id, code, profile: device.profile, officeId: device.officeId };
}

export async function findDevice(from: Reader, id: string): Promise<(Device & { publicKey: PublicKey }) | null> {
  const { rows } = await from.query<Device & { publicKey: PublicKey }>(
    `select ${columns}, d.public_key as "publicKey" from device d where d.id = $1 and d.revoked_at is null`,
    [id],
  );
  return rows[0] ?? null;
}

/** A device that may do nothing any more but leave what it did. */
export async function findRevoked(from: Reader, id: string): Promise<(Device & { publicKey: PublicKey }) | null> {
  const { rows } = await from.query<Device & { publicKey: PublicKey }>(
    `select ${columns}, d.public_key as "publicKey" from device d where d.id = $1 and d.revoked_at is not null`,
    [id],
  );
  return rows[0] ?? null;
}

/** False when this assertion was used before. */
export async function takeAssertion(tx: Tx, device: Id, jti: string, expiresAt: Instant): Promise<boolean> {
  const { count } = await tx.query('insert into used_assertion (device, jti, expires_at) values ($1, $2, $3) on conflict do nothing', [
    device,
    jti,
    timestamp(expiresAt),
  ]);
  return count === 1;
}

export async function addDeviceToken(tx: Tx, token: { hash: Buffer; device: Id; expiresAt: Instant }): Promise<void> {
  await tx.query('insert into device_token (hash, device, expires_at) values ($1, $2, $3)', [
    token.hash,
    token.device,
    timestamp(token.expiresAt),
  ]);
}

export async function deviceByToken(from: Reader, hash: Buffer, now: Instant): Promise<(Device & { quietFor: number }) | null> {
  const { rows } = await from.query<Device & { quietFor: number }>(
    `select ${columns}, extract(epoch from $2::timestamptz - coalesce(d.last_contact_at, d.enrolled_at))::float8 as "quietFor"
     from device_token t join device d on d.id = t.device
     where t.hash = $1 and t.expires_at > $2 and d.revoked_at is null`,
    [hash, timestamp(now)],
  );
  return rows[0] ?? null;
}

export async function noteContact(tx: Tx, device: Id, now: Instant): Promise<void> {
  await tx.query('update device set last_contact_at = $2 where id = $1', [device, timestamp(now)]);
}

/** Its tokens and its patients' stop working with the same commit, and its leases are everybody's; nobody waits for it any more. */
export async function revokeDevice(tx: Tx, device: Id, now: Instant, why: 'revoked' | 'cloned' = 'revoked'): Promise<boolean> {
  await lockOpening(tx);
  const { count } = await tx.query('update device set revoked_at = $2, revoked_why = $3 where id = $1 and revoked_at is null', [device, timestamp(now), why]);
  await tx.query('delete from device_token where device = $1', [device]);
  await releaseLeasesOf(tx, device);
  await tx.query('update sign_in set ended_at = $2 where device = $1 and ended_at is null', [device, timestamp(now)]);
  await openIfNobodyIsWaitedFor(tx);
  return count === 1;
}

export async function addSystemToken(tx: Tx, token: { hash: Buffer; name: string; expiresAt: Instant }): Promise<void> {
  await tx.query('insert into system_token (hash, name, expires_at) values ($1, $2, $3)', [
    token.hash,
    token.name,
    timestamp(token.expiresAt),
  ]);
}

export async function isSystemToken(from: Reader, hash: Buffer, now: Instant): Promise<boolean> {
  const { rows } = await from.query('select 1 as one from system_token t where t.hash = $1 and t.expires_at > $2', [hash, timestamp(now)]);
  return rows.length > 0;
}

/** Spent secrets are worth nothing and are not collected. */
export async function forgetSpent(tx: Tx, now: Instant): Promise<void> {
  await tx.query('delete from device_token where expires_at < $1', [timestamp(now)]);
  await tx.query('delete from used_assertion where expires_at < $1', [timestamp(now)]);
}

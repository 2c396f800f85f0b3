import type { IncomingHttpHeaders } from 'node:http';
import { headers as names } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, reading } from '../db/pool.ts';
import type { Caller } from '../http/caller.ts';
import type { ServerParts } from '../http/parts.ts';
import { prolong, signInByToken, signInOfDevice, type Representation } from '../identity/signInStore.ts';
import { prolongStaff, staffSignInByToken } from '../staff/staffStore.ts';
import { deviceByToken, isSystemToken, noteContact, type Device } from './deviceStore.ts';
import { hashOf } from './secrets.ts';

// Each write would hold the feed back for a moment, so a chatty device is noted at most this often.
const contactEverySeconds = 30;

/** The caller of a request, or null when its tokens say nothing. Every look is at the database: what was revoked a moment ago is refused now. */
export async function resolveCaller(parts: ServerParts, headers: IncomingHttpHeaders): Promise<Caller | null> {
  const token = bearer(headers.authorization);
  if (token === null) return null;
  const now = parts.now();
  const deviceToken = headers[names.device];
  // A second token present but unreadable is not the same as none: it must not turn a patient's request into a device's.
  if (deviceToken !== undefined) return patientCaller(parts, token, bearer(deviceToken), now);
  const device = await deviceByToken(reading(parts.pool), hashOf(token), now);
  if (!device) return (await isSystemToken(reading(parts.pool), hashOf(token), now)) ? { kind: 'system' } : null;
  await noted(parts, device, now);
  return { kind: 'device', ...whoIs(device), signIn: await namedSignIn(parts, device.id, headers[names.signIn], now) };
}

async function patientCaller(parts: ServerParts, token: string, deviceToken: string | null, now: Instant): Promise<Caller | null> {
  if (deviceToken === null) return null;
  const device = await deviceByToken(reading(parts.pool), hashOf(deviceToken), now);
  if (!device) return null;
  await noted(parts, device, now);
  const signIn = await signInByToken(reading(parts.pool), { hash: hashOf(token), device: device.id, now });
  if (!signIn) return staffCaller(parts, hashOf(token), device, now);
  await prolong(parts.pool, signIn, now);
  return { kind: 'patient', signInId: signIn.id, patientId: signIn.patient, representation: signIn.representation, ...whoIs(device) };
}

async function staffCaller(parts: ServerParts, hash: Buffer, device: Device, now: Instant): Promise<Caller | null> {
  const signIn = await staffSignInByToken(reading(parts.pool), { hash, device: device.id, now });
  if (!signIn) return null;
  await prolongStaff(parts.pool, signIn, now);
  return { kind: 'staff', signInId: signIn.id, staffId: signIn.staffId, role: signIn.role, mustChange: signIn.mustChange, ...whoIs(device) };
}

function whoIs(device: Device): { deviceId: Id; deviceCode: string; officeId: Id; profile: Device['profile'] } {
  return { deviceId: device.id, deviceCode: device.code, officeId: device.officeId, profile: device.profile };
}

async function noted(parts: ServerParts, device: Device & { quietFor: number }, now: Instant): Promise<void> {
  if (device.quietFor >= contactEverySeconds) await inTransaction(parts.pool, (tx) => noteContact(tx, device.id, now));
}

async function namedSignIn(
  parts: ServerParts,
  device: Id,
  named: string | string[] | undefined,
  now: Instant,
): Promise<{ signInId: Id; patientId: Id; representation: Representation | null } | null> {
  const id = Id.safeParse(named);
  if (!id.success) return null;
  const found = await signInOfDevice(reading(parts.pool), { id: id.data, device, now });
  return found && { signInId: found.id, patientId: found.patient, representation: found.representation };
}

function bearer(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string') return null;
  return /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(header)?.[1] ?? null;
}

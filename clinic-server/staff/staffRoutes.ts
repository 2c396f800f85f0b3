import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { passwordFault } from '../../shared/lib/passwordRules.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { hashOf, newSecret } from '../devices/secrets.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf, staffOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { normalLogin } from '../identity/accountStore.ts';
import { addressRule, claimAttempt, deviceRule, forgiveAttempt, staffRule } from '../identity/throttle.ts';
import {
  activeAdministrators, addStaff, addStaffSignIn, endSignInsOfStaff, endStaffSignIn, findStaff, listStaff, setDisabled, setPasswordHash, staffRoles, stillHas, staffTokenSeconds, type StaffWithPassword,
} from './staffStore.ts';

const Credentials = z.object({ login: z.string().max(1_000), password: z.string().max(1_000) });
const NewStaff = z.object({ login: z.string().trim().min(1).max(100), name: z.string().trim().min(1).max(200), role: z.enum(staffRoles), password: z.string().max(1_000) });

function read<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  const read = schema.safeParse(request.body);
  if (!read.success) throw new FhirRefusal(400, 'invalid_request');
  return read.data;
}

/** Counted before it is checked, by name, device and address, as patients are. */
async function claim(parts: ServerParts, device: Id, login: string, address: string): Promise<void> {
  await inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    const waits = [await claimAttempt(tx, deviceRule, device, now), await claimAttempt(tx, staffRule, login, now), await claimAttempt(tx, addressRule, address, now)];
    const seconds = Math.max(...waits);
    if (seconds > 0) throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': String(seconds) } });
  });
}

async function proven(parts: ServerParts, login: string, password: string): Promise<StaffWithPassword> {
  const found = login.includes('\0') ? null : await findStaff(reading(parts.pool), login);
  const right = await parts.passwords.verify(found?.passwordHash ?? null, password);
  const isOver = found?.oneTimeUntil != null && found.oneTimeUntil <= parts.now();
  if (!found || !right || found.disabled || isOver) throw new FhirRefusal(401, 'wrong_login');
  return found;
}

async function hashed(parts: ServerParts, password: string): Promise<string> {
  const fault = passwordFault(password);
  if (fault === 'short') throw new FhirRefusal(422, 'password_short');
  if (fault === 'long') throw new FhirRefusal(422, 'password_long');
  return parts.passwords.hash(password);
}

/** Row R9. Staff sign in where they work; at a kiosk there is nothing for them. */
export const staffRoutes: Routes = (app, parts) => {
  app.post('/identity/staff/sign-in', async (request) => {
    const caller = callerOf(request);
    if (caller.kind !== 'device' || caller.profile === 'kiosk') throw new FhirRefusal(403, 'forbidden');
    const typed = read(Credentials, request);
    const login = normalLogin(typed.login);
    await claim(parts, caller.deviceId, login, request.ip);
    const found = await proven(parts, login, typed.password);
    const { id, name, role, passwordSetAt, oneTimeUntil } = found;
    const [secret, signInId] = [newSecret(), parts.newId()];
    await inTransaction(parts.pool, async (tx) => {
      const now = parts.now();
      // While the password was hashed it may have been changed and every sign-in under it ended; this one would outlive that.
      if (!(await stillHas(tx, found))) throw new FhirRefusal(401, 'wrong_login');
      await forgiveAttempt(tx, deviceRule, caller.deviceId);
      await forgiveAttempt(tx, staffRule, login);
      await forgiveAttempt(tx, addressRule, request.ip);
      await addStaffSignIn(tx, { id: signInId, device: caller.deviceId, staff: id, tokenHash: hashOf(secret), now });
    });
    return { signInId, token: secret, expiresInSeconds: staffTokenSeconds, staff: { id, name, role }, passwordSetAt, mustChange: oneTimeUntil !== null };
  });

  app.post('/identity/staff/sign-out', async (request, reply) => {
    const { signInId } = staffOf(request, 'registrar');
    await inTransaction(parts.pool, (tx) => endStaffSignIn(tx, signInId, parts.now()));
    return reply.code(204).send();
  });

  app.get('/identity/staff/me', async (request) => {
    const { staffId } = staffOf(request, 'registrar');
    const found = (await listStaff(reading(parts.pool))).find(({ id }) => id === staffId);
    if (!found) throw new FhirRefusal(404, 'not_found');
    return { id: found.id, name: found.name, role: found.role };
  });

  app.post('/identity/staff/password', async (request, reply) => {
    const { staffId, deviceId } = staffOf(request, 'registrar');
    const { login, password, next } = read(Credentials.extend({ next: z.string().max(1_000) }), request);
    await claim(parts, deviceId, normalLogin(login), request.ip);
    const before = await proven(parts, normalLogin(login), password);
    if (before.id !== staffId) throw new FhirRefusal(401, 'wrong_login');
    // What somebody else has read out, or known for a day, would stay what it is.
    if (password === next) throw new FhirRefusal(422, 'password_same');
    const passwordHash = await hashed(parts, next);
    await inTransaction(parts.pool, async (tx) => {
      const now = parts.now();
      // An administrator's reset of a moment ago stands: whoever was shut out by it must not shut it out in turn.
      if (!(await stillHas(tx, before))) throw new FhirRefusal(401, 'wrong_login');
      await forgiveAttempt(tx, deviceRule, deviceId);
      await forgiveAttempt(tx, staffRule, normalLogin(login));
      await forgiveAttempt(tx, addressRule, request.ip);
      await setPasswordHash(tx, { id: staffId, passwordHash, oneTimeUntil: null, now });
      // Whoever knew the old one is out, this desk too.
      await endSignInsOfStaff(tx, staffId, now);
    });
    return reply.code(204).send();
  });

  app.get('/identity/staff/accounts', async (request) => {
    staffOf(request, 'administrator');
    return { staff: await listStaff(reading(parts.pool)) };
  });

  app.post('/identity/staff/accounts', async (request, reply) => {
    staffOf(request, 'administrator');
    const { password, ...who } = read(NewStaff, request);
    const passwordHash = await hashed(parts, password);
    const id = parts.newId();
    const isNew = await inTransaction(parts.pool, (tx) => addStaff(tx, { id, ...who, passwordHash, now: parts.now() }));
    if (!isNew) throw new FhirRefusal(409, 'login_taken');
    return reply.code(201).send({ id });
  });

  app.post('/identity/staff/accounts/:id/disabled', async (request, reply) => {
    staffOf(request, 'administrator');
    const id = Id.safeParse((request.params as { id: string }).id);
    const { disabled } = read(z.object({ disabled: z.boolean() }), request);
    if (!id.success) throw new FhirRefusal(404, 'not_found');
    await inTransaction(parts.pool, async (tx) => {
      const left = (await activeAdministrators(tx)).filter((one) => one !== id.data);
      // Nobody would be there to switch anybody on again.
      if (disabled && left.length === 0) throw new FhirRefusal(409, 'last_administrator');
      if (!(await setDisabled(tx, id.data, disabled, parts.now()))) throw new FhirRefusal(404, 'not_found');
    });
    return reply.code(204).send();
  });
};

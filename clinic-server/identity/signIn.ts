import * as z from 'zod';
import type { Id } from '../../shared/lib/ids.ts';
import { hashOf, newSecret } from '../devices/secrets.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { releaseHoldsOf } from '../scheduling/releaseHoldsOf.ts';
import { findAccount, normalLogin, type Account } from './accountStore.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { addSignIn, endSignIn, endSignInsOfDevice, tokenSeconds } from './signInStore.ts';
import { accountRule, claimAttempt, deviceRule, forgiveAttempt } from './throttle.ts';

const Credentials = z.object({ login: z.string().max(10_000), password: z.string().max(10_000) });

interface Attempt {
  readonly device: Id;
  readonly login: string;
  readonly password: string;
}

function refuseWait(seconds: number): void {
  if (seconds > 0) throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': String(seconds) } });
}

async function claim(parts: ServerParts, { device, login }: Attempt): Promise<void> {
  // Refused inside the transaction, so an attempt that was not made is not counted either. The device first and always in this
  // order, so two attempts cannot wait for each other.
  await inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    refuseWait(await claimAttempt(tx, deviceRule, device, now));
    refuseWait(await claimAttempt(tx, accountRule, login, now));
  });
}

async function proven(parts: ServerParts, passwords: Passwords, { login, password }: Attempt): Promise<Account> {
  // PostgreSQL cannot store a NUL, so no account has one; asking it would be an error that tells the two cases apart.
  const account = login.includes('\0') ? null : await findAccount(reading(parts.pool), login);
  const right = await passwords.verify(account?.passwordHash ?? null, password);
  if (!account || !right) throw new FhirRefusal(401, 'wrong_login');
  // Said only to who knows the password: to anybody else it would tell that the account exists.
  if (account.locked) throw new FhirRefusal(403, 'locked');
  return account;
}

async function signIn(parts: ServerParts, passwords: Passwords, attempt: Attempt, oneAtATime: boolean): Promise<object> {
  await claim(parts, attempt);
  const account = await proven(parts, passwords, attempt);
  const secret = newSecret();
  const signInId = parts.newId();
  await inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    await forgiveAttempt(tx, deviceRule, attempt.device, now);
    await forgiveAttempt(tx, accountRule, attempt.login, now);
    // A kiosk has one patient in front of it: whoever was there before has left, also if the sign-out was lost.
    if (oneAtATime) await endSignInsOfDevice(tx, attempt.device, now);
    await addSignIn(tx, {
      id: signInId,
      device: attempt.device,
      account: account.id,
      patient: account.patient,
      tokenHash: hashOf(secret),
      now,
    });
  });
  return { signInId, token: secret, expiresInSeconds: tokenSeconds, patientId: account.patient };
}

export const identity: Routes = (app, parts) => {
  const passwords = createPasswords();

  app.post('/identity/sign-in', async (request) => {
    const caller = callerOf(request);
    if (caller.kind === 'system') throw new FhirRefusal(403, 'forbidden');
    const typed = Credentials.safeParse(request.body);
    if (!typed.success) throw new FhirRefusal(400, 'invalid_request');
    const attempt = { device: caller.deviceId, login: normalLogin(typed.data.login), password: typed.data.password };
    return signIn(parts, passwords, attempt, caller.profile === 'kiosk');
  });

  app.post('/identity/sign-out', async (request, reply) => {
    const caller = callerOf(request);
    if (caller.kind !== 'patient') throw new FhirRefusal(403, 'forbidden');
    await inTransaction(parts.pool, (tx) => endSignIn(tx, caller.signInId, parts.now()));
    await releaseHoldsOf(parts, caller.deviceId);
    return reply.code(204).send();
  });
};

import * as z from 'zod';
import { DocumentVersion } from '../../shared/lib/clinicDocument.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import { inTransaction, reading, type Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { releaseHoldsOf } from '../scheduling/releaseHoldsOf.ts';
import { failuresOfDevice, forgetFailures } from '../locks/failureStore.ts';
import { noteFailure } from '../locks/noteFailure.ts';
import { deviceIsSuspect } from '../locks/suspicion.ts';
import { findAccount, normalLogin, type Account } from './accountStore.ts';
import { assertPasswordsOpen } from './esiaRequired.ts';
import { openSignIn, type OpenedSignIn } from './openSignIn.ts';
import { endSignIn } from './signInStore.ts';
import { accountRule, addressRule, claimAttempt, deviceRule, forgiveAttempt, suspectDeviceRule } from './throttle.ts';

const Credentials = z.object({ login: z.string().max(10_000), password: z.string().max(10_000), terms: DocumentVersion.optional() });

/** A password that somebody typed for a login. */
export interface Guess {
  readonly device: Id;
  /** Where it came from, through the proxies the clinic trusts. */
  readonly address: string;
  readonly login: string;
  readonly password: string;
}

export interface Attempt extends Guess {
  readonly profile: Profile;
  /** The version of the terms that the page of this sign-in named (R4). */
  readonly terms: string | null;
}

function refuseWait(seconds: number): void {
  if (seconds > 0) throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': String(seconds) } });
}

/** Counts it before it is looked at. 429 `slow_down`. */
export async function claimGuess(parts: ServerParts, { device, login, address }: Guess): Promise<void> {
  // Refused inside the transaction, so an attempt that was not made is not counted either. The device first and always in this
  // order, so two attempts cannot wait for each other.
  await inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    const suspect = deviceIsSuspect(await failuresOfDevice(tx, device, now), device);
    refuseWait(await claimAttempt(tx, suspect ? suspectDeviceRule : deviceRule, device, now));
    refuseWait(await claimAttempt(tx, accountRule, login, now));
    refuseWait(await claimAttempt(tx, addressRule, address, now));
  });
}

/** Whose password it is; null, and written down as a failure, when it is nobody's. */
export async function ownerOf(parts: ServerParts, { device, login, password }: Guess): Promise<Account | null> {
  // PostgreSQL cannot store a NUL, so no account has one; asking it would be an error that tells the two cases apart.
  const account = login.includes('\0') ? null : await findAccount(reading(parts.pool), login);
  const right = await parts.passwords.verify(account?.passwordHash ?? null, password);
  if (!account || !right) {
    await noteFailure(parts, { login, device });
    return null;
  }
  return account;
}

/** The right password clears what was counted. */
export async function forgiveGuess(tx: Tx, { device, login, address }: Guess): Promise<void> {
  await forgiveAttempt(tx, deviceRule, device);
  await forgiveAttempt(tx, accountRule, login);
  await forgiveAttempt(tx, addressRule, address);
  await forgetFailures(tx, login);
}

/** Looked at once more, and held until the commit: between the password and here its owner may have changed it, or closed the account. */
async function assertStill(tx: Tx, { id, passwordHash }: Account): Promise<void> {
  const { rows } = await tx.query('select a.id from account a where a.id = $1 and a.password_hash = $2 for share', [id, passwordHash]);
  if (rows.length === 0) throw new FhirRefusal(401, 'wrong_login');
}

/** 401 `wrong_login`, 403 `locked`, 429 `slow_down`. */
export async function signIn(parts: ServerParts, attempt: Attempt): Promise<OpenedSignIn> {
  await claimGuess(parts, attempt);
  const account = await ownerOf(parts, attempt);
  if (!account) throw new FhirRefusal(401, 'wrong_login');
  // That an account is locked is said where it would be opened: only to who knows the password, or it would tell that the account exists.
  return inTransaction(parts.pool, async (tx) => {
    await forgiveGuess(tx, attempt);
    await assertStill(tx, account);
    return openSignIn(tx, parts, { deviceId: attempt.device, profile: attempt.profile, accountId: account.id, patientId: account.patient, method: 'password', terms: attempt.terms });
  });
}

export const identity: Routes = (app, parts) => {
  app.post('/identity/sign-in', async (request) => {
    const caller = callerOf(request);
    if (caller.kind === 'system') throw new FhirRefusal(403, 'forbidden');
    assertPasswordsOpen(parts);
    const typed = Credentials.safeParse(request.body);
    if (!typed.success) throw new FhirRefusal(400, 'invalid_request');
    const attempt = { device: caller.deviceId, profile: caller.profile, address: request.ip, login: normalLogin(typed.data.login), password: typed.data.password, terms: typed.data.terms ?? null };
    return signIn(parts, attempt);
  });

  app.post('/identity/sign-out', async (request, reply) => {
    const caller = callerOf(request);
    if (caller.kind !== 'patient') throw new FhirRefusal(403, 'forbidden');
    await inTransaction(parts.pool, (tx) => endSignIn(tx, caller.signInId, parts.now()));
    await releaseHoldsOf(parts, caller.deviceId);
    return reply.code(204).send();
  });
};

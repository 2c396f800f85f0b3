import { inTransaction, reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import { claimGuess, forgiveGuess, ownerOf as ownerOfPassword } from '../identity/signIn.ts';
import { findOwn, type Entry, type OwnAccount, type Owner } from './ownAccount.ts';

/** A sign-in by Gosuslugi is as good as a password typed just now for so long. */
const freshMs = 5 * 60_000;

/** Where Gosuslugi is the only way in, a password that was set before proves nothing. */
export function hasPassword({ config }: Pick<ServerParts, 'config'>, { login, passwordHash }: OwnAccount): boolean {
  return login !== null && passwordHash !== null && config.policy.esia !== 'required';
}

function assertFresh(parts: Pick<ServerParts, 'now'>, { method, startedAt }: Entry): void {
  if (method !== 'esia' || parts.now() - startedAt > freshMs) throw new FhirRefusal(403, 'sign_in_again');
}

async function assertPassword(parts: ServerParts, owner: Owner, { id, login }: OwnAccount, { current, address }: Typed): Promise<void> {
  if (current === null || login === null) throw new FhirRefusal(403, 'wrong_password');
  const guess = { device: owner.deviceId, address, login, password: current };
  // Counted and written down with those of the sign-in page: an open session is no way round its limits.
  await claimGuess(parts, guess);
  const account = await ownerOfPassword(parts, guess);
  if (account?.id !== id) throw new FhirRefusal(403, 'wrong_password');
  await inTransaction(parts.pool, (tx) => forgiveGuess(tx, guess));
}

export interface Typed {
  /** Null where the account has no password. */
  readonly current: string | null;
  /** Where the request came from, through the proxies the clinic trusts. */
  readonly address: string;
}

/**
 * Somebody may have sat down at a session left open, so what changes an account asks once more who they are: by the password, or where
 * there is none by a sign-in at Gosuslugi of the last minutes. 409 `no_account`, 403 `wrong_password`, `sign_in_again`, 429 `slow_down`.
 */
export async function proveOwner(parts: ServerParts, owner: Owner, typed: Typed): Promise<OwnAccount> {
  const { account, ...entry } = await findOwn(reading(parts.pool), owner);
  if (!account) throw new FhirRefusal(409, 'no_account');
  if (hasPassword(parts, account)) await assertPassword(parts, owner, account, typed);
  else assertFresh(parts, entry);
  return account;
}

import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import { hashOf, newSecret } from '../devices/secrets.ts';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import { addSignIn, endSignInsOfDevice, longestSeconds, tokenSeconds, type SignInMethod } from './signInStore.ts';

export interface Proven {
  readonly deviceId: Id;
  readonly profile: Profile;
  /** Null for a one-visit code: the person has no way in of their own. */
  readonly accountId: Id | null;
  readonly patientId: Id;
  readonly method: SignInMethod;
  /** R4: the version of the terms that the page of this sign-in named; null when it named none. */
  readonly terms: string | null;
  /** R10: not a new proof but another record, or one's own again. */
  readonly acting?: { readonly representation: Id | null; readonly provedAt: Instant };
}

/** What a device is told, whatever the way in was. The token works with this device only and is stored as a hash. */
export interface OpenedSignIn {
  readonly signInId: Id;
  readonly token: string;
  readonly expiresInSeconds: number;
  readonly patientId: Id;
}

/** The one place where a person who has proved who they are gets a token; in the transaction that used up the proof. */
export async function openSignIn(tx: Tx, parts: Pick<ServerParts, 'newId' | 'now'>, { deviceId, profile, accountId, patientId, method, terms, acting }: Proven): Promise<OpenedSignIn> {
  // Looked at once more, and held until the commit: between the proof and here a registrar may have locked the account or its owner closed it,
  // and its sign-ins have been ended already.
  if (accountId !== null) {
    const { rows } = await tx.query<{ locked: boolean }>('select a.locked_at is not null or a.closed_at is not null as locked from account a where a.id = $1 for share', [accountId]);
    if (rows[0]?.locked !== false) throw new FhirRefusal(403, 'locked');
  }
  const now = parts.now();
  const secret = newSecret();
  const signInId = parts.newId();
  // A kiosk has one patient in front of it: whoever was there before has left, also if the sign-out was lost.
  if (profile === 'kiosk') await endSignInsOfDevice(tx, deviceId, now);
  await addSignIn(tx, { id: signInId, device: deviceId, account: accountId, patient: patientId, method, tokenHash: hashOf(secret), terms, now, ...(acting ? { acting } : {}) });
  const left = (acting?.provedAt ?? now) + longestSeconds * 1000 - now;
  return { signInId, token: secret, expiresInSeconds: Math.min(tokenSeconds, Math.floor(left / 1000)), patientId };
}

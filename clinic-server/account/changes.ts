import type { Id } from '../../shared/lib/ids.ts';
import { inTransaction, type Reader } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import { claimAttempt, deviceRule } from '../identity/throttle.ts';
import { audit } from '../locks/identityAudit.ts';
import { tellAccount } from '../mail/accountLetters.ts';
import { endOthers } from '../registration/registrationStore.ts';
import { writeContact } from './contacts.ts';
import { endEmailChanges } from './emailChangeStore.ts';
import { endSignIns, releaseHolds } from './endings.ts';
import { lockOwn, type OwnAccount, type Owner } from './ownAccount.ts';

/** The password of an account whose owner has just shown the old one. Every other sign-in ends, and letters that could set another one die. `key`: how the change is known when it is asked for again. */
export async function changePassword(parts: ServerParts, owner: Owner, account: OwnAccount, { next, key }: { readonly next: string; readonly key: Id | null }): Promise<void> {
  // Outside the transaction: a hash takes tens of milliseconds and may stand in line.
  const passwordHash = await parts.passwords.hash(next);
  const ended = await inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    const { id, login, passwordHash: before } = await lockOwn(tx, owner, account);
    // Of two who change it with one old password at one moment the second has not shown the password in force.
    if (before !== account.passwordHash) throw new FhirRefusal(403, 'wrong_password');
    await tx.query('update account set password_hash = $2, password_change = $3 where id = $1', [id, passwordHash, key]);
    if (login !== null) await endOthers(tx, login, parts.newId(), now);
    await endEmailChanges(tx, id, now);
    const others = await endSignIns(tx, { patientId: owner.patientId, except: owner.signInId, why: 'password_changed', now });
    await tellAccount(tx, parts, 'passwordChanged', login);
    await audit(tx, { action: 'password_changed', device: owner.deviceId, patient: owner.patientId, account: id, now });
    return others;
  });
  await releaseHolds(parts, ended, owner.deviceId);
}

/** The last change of this account's password was this very one: its answer was lost. */
export async function wasChangedBy(from: Reader, { id }: Pick<OwnAccount, 'id'>, key: Id): Promise<boolean> {
  const { rows } = await from.query('select a.id from account a where a.id = $1 and a.password_change = $2', [id, key]);
  return rows.length > 0;
}

export async function changePhone(parts: ServerParts, owner: Owner, account: OwnAccount, phone: string): Promise<void> {
  await inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    const { id, login } = await lockOwn(tx, owner, account);
    // Each is a version every device reads and a letter, and nobody has so many numbers.
    const seconds = await claimAttempt(tx, deviceRule, `phone of ${id}`, now);
    if (seconds > 0) throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': String(seconds) } });
    await writeContact(tx, owner.patientId, 'phone', phone);
    await tellAccount(tx, parts, 'phoneChanged', login);
    await audit(tx, { action: 'phone_changed', device: owner.deviceId, patient: owner.patientId, account: id, now });
  });
}

/** How many went on elsewhere a moment ago. */
export async function endOtherSignIns(parts: ServerParts, owner: Owner): Promise<number> {
  const ended = await inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    const others = await endSignIns(tx, { patientId: owner.patientId, except: owner.signInId, why: 'ended_by_owner', now });
    await audit(tx, { action: 'sign_ins_ended', device: owner.deviceId, patient: owner.patientId, now });
    return others;
  });
  await releaseHolds(parts, ended, owner.deviceId);
  return ended.filter(({ wasOpen }) => wasOpen).length;
}

/**
 * For good: every account of the person loses every way in, every sign-in ends, and whatever could still open one dies, in one
 * transaction, so nobody is half closed. The clinic's records stay as they are; the address is anybody's again.
 */
export async function closeAccount(parts: ServerParts, owner: Owner, account: OwnAccount): Promise<void> {
  const ended = await inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    const { patientId } = owner;
    // In the order a lock takes them, so the two cannot wait for each other.
    const { rows: accounts } = await tx.query<{ id: string; login: string | null }>(
      'select a.id, a.login from account a where a.patient = $1 and a.closed_at is null order by a.id for update',
      [patientId],
    );
    await lockOwn(tx, owner, account);
    for (const { id, login } of accounts) {
      await tellAccount(tx, parts, 'accountClosed', login);
      await tx.query('update account set closed_at = $2, login = null, password_hash = null, esia_oid = null where id = $1', [id, timestamp(now)]);
      if (login !== null) await endOthers(tx, login, parts.newId(), now);
      await endEmailChanges(tx, id, now);
      await audit(tx, { action: 'account_closed', device: owner.deviceId, patient: patientId, account: id, now });
    }
    await tx.query('delete from one_visit_code where patient = $1 and used_at is null', [patientId]);
    return endSignIns(tx, { patientId, except: null, why: 'closed', now });
  });
  await releaseHolds(parts, ended, null);
}

import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { newSecret } from '../devices/secrets.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import { findAccount } from '../identity/accountStore.ts';
import { audit } from '../locks/identityAudit.ts';
import { putAccountLetter, tellAccount } from '../mail/accountLetters.ts';
import { claimLetter } from '../mail/allowance.ts';
import { newCode, sameHash } from '../registration/proofs.ts';
import { endOthers } from '../registration/registrationStore.ts';
import { writeContact } from './contacts.ts';
import { addEmailChange, changeCodeHash, claimTry, codeSeconds, endChangesTo, endEmailChanges, type TriedChange } from './emailChangeStore.ts';
import { endSignIns, releaseHolds, type Ended } from './endings.ts';
import { lockOwn, type OwnAccount, type Owner } from './ownAccount.ts';

export interface Begun {
  /** For the asking device alone; the codes are worth nothing without it. */
  readonly changeId: Id;
  readonly codeSeconds: number;
}

/**
 * Two letters, one to each address. An address that somebody else has gets one that says so, and no code: the same steps in the same order
 * for every address, so neither the answer nor its time tells them apart. 409 `same_email`, 429 `slow_down`.
 */
export async function beginEmailChange(parts: ServerParts, owner: Owner, account: OwnAccount, email: string): Promise<Begun> {
  const [changeId, oldCode, newCodeDigits] = [parts.newId(), newCode(), newCode()];
  await inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    const { login } = await lockOwn(tx, owner, account);
    if (email === login) throw new FhirRefusal(409, 'same_email');
    for (const address of [email, ...(login === null ? [] : [login])]) await claimLetter(tx, { device: owner.deviceId, caller: null, address }, now);
    const taken = (await findAccount(tx, email)) !== null;
    const expiresAt = (now + codeSeconds * 1000) as Instant;
    const code = (digits: string) => ({ digits, minutes: codeSeconds / 60 });
    await putAccountLetter(tx, parts, { kind: taken ? 'emailTaken' : 'emailNew', to: email, code: code(newCodeDigits), expiresAt });
    if (login !== null) await putAccountLetter(tx, parts, { kind: 'emailOld', to: login, code: code(oldCode), expiresAt });
    // One at a time: the codes of the one before are dead.
    await endEmailChanges(tx, account.id, now);
    await addEmailChange(tx, {
      ...{ id: parts.newId(), told: changeId, account: account.id, signIn: owner.signInId, email, expiresAt, now },
      oldCodeHash: login === null ? null : changeCodeHash(changeId, 'old', oldCode),
      // Of a taken address the hash of what nobody was sent: an empty place would cost the database less, and that could be measured.
      newCodeHash: changeCodeHash(changeId, 'new', taken ? newSecret() : newCodeDigits),
    });
    await audit(tx, { action: 'email_change_begun', device: owner.deviceId, patient: owner.patientId, account: account.id, now });
  });
  return { changeId, codeSeconds };
}

export interface Codes {
  readonly changeId: Id;
  /** Null where there was no address before. */
  readonly oldCode: string | null;
  readonly newCode: string;
}

/** Both are compared, whatever the first says: which of the two was wrong is nobody's to learn, by word or by time. */
function bothRight({ oldCodeHash, newCodeHash }: TriedChange, { changeId, oldCode, newCode: typed }: Codes): boolean {
  const old = changeCodeHash(changeId, 'old', oldCode ?? '');
  const oldRight = oldCodeHash === null ? oldCode === null : sameHash(oldCodeHash, old) && oldCode !== null;
  const newRight = sameHash(newCodeHash, changeCodeHash(changeId, 'new', typed));
  return oldRight && newRight;
}

async function settle(tx: Tx, parts: ServerParts, owner: Owner, change: TriedChange): Promise<readonly Ended[] | 'gone'> {
  const now = parts.now();
  // As registrations of this address do: of two who end at one moment the second has to see the first.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('login ' || $1, 0))`, [change.email]);
  const { login, id } = await lockOwn(tx, owner, { id: change.account });
  // The address has got an account since the letter went out.
  if (await findAccount(tx, change.email)) return 'gone';
  await tx.query('update account set login = $2 where id = $1', [id, change.email]);
  await writeContact(tx, owner.patientId, 'email', change.email);
  await endEmailChanges(tx, id, now);
  await endChangesTo(tx, change.email, now);
  // Letters that were on their way to either address must not open what has moved.
  for (const email of [change.email, ...(login === null ? [] : [login])]) await endOthers(tx, email, change.id, now);
  const ended = await endSignIns(tx, { patientId: owner.patientId, except: owner.signInId, why: 'ended_by_owner', now });
  await tellAccount(tx, parts, 'emailLeft', login);
  await tellAccount(tx, parts, 'emailTakenOver', change.email);
  await audit(tx, { action: 'email_changed', device: owner.deviceId, patient: owner.patientId, account: id, now });
  return ended;
}

/** 401 `wrong_code`; 410 `code_gone`: run out, five tries, used, of another sign-in, or the address has an owner by now. */
export async function confirmEmailChange(parts: ServerParts, owner: Owner, codes: Codes): Promise<void> {
  const outcome = await inTransaction(parts.pool, async (tx) => {
    const tried = await claimTry(tx, { told: codes.changeId, signIn: owner.signInId, now: parts.now() });
    if (!tried) return 'gone';
    return bothRight(tried, codes) ? settle(tx, parts, owner, tried) : 'wrong';
  });
  // Refused after the transaction: inside it the refusal would undo the count of the try.
  if (outcome === 'gone') throw new FhirRefusal(410, 'code_gone');
  if (outcome === 'wrong') throw new FhirRefusal(401, 'wrong_code');
  await releaseHolds(parts, outcome, owner.deviceId);
}

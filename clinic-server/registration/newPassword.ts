import type { Patient } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { passwordFault } from '../../shared/lib/passwordRules.ts';
import { formatSnils } from '../../shared/lib/snils.ts';
import { inTransaction, reading, type Tx } from '../db/pool.ts';
import { attachAcceptances } from '../documents/attachAcceptances.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { insertResource } from '../fhir/resourceStore.ts';
import type { ServerParts } from '../http/parts.ts';
import { assertPasswordsOpen } from '../identity/esiaRequired.ts';
import { endSignInsOfAccount } from '../identity/signInStore.ts';
import { accountRule, forgiveAttempt } from '../identity/throttle.ts';
import { liftByLink } from '../locks/lift.ts';
import { tellOwner } from '../mail/tellOwner.ts';
import type { CommonPasswords } from './commonPasswords.ts';
import { noteDuplicates } from './duplicates.ts';
import type { PersonForm } from './form.ts';
import { markDone } from './handoffStore.ts';
import { endOthers, findProved, spend, type Proved, type Way } from './registrationStore.ts';

export interface Settled {
  readonly accountId: Id;
  readonly patientId: Id;
}

/** 422 `password_short`, `password_long`, `password_common`. */
export function assertPassword(common: CommonPasswords, password: string, login: string): void {
  const fault = passwordFault(password);
  if (fault === 'short') throw new FhirRefusal(422, 'password_short');
  if (fault === 'long') throw new FhirRefusal(422, 'password_long');
  if (common.has(password, login)) throw new FhirRefusal(422, 'password_common');
}

function patientOf(id: Id, form: PersonForm): Patient {
  return {
    resourceType: 'Patient',
    id,
    active: true,
    ...(form.snils === null ? {} : { identifier: [{ system: systems.snils, value: formatSnils(form.snils) }] }),
    name: [{ use: 'official', family: form.family, given: [form.given, ...(form.patronymic === null ? [] : [form.patronymic])] }],
    birthDate: form.birthDate,
    telecom: [
      { system: 'phone', value: form.phone, use: 'mobile' },
      { system: 'email', value: form.email },
    ],
  };
}

async function register(tx: Tx, parts: ServerParts, { device, email, form, acceptances }: Proved, passwordHash: string): Promise<Settled> {
  // The account this letter was for is gone.
  if (!form) throw new FhirRefusal(410, 'grant_gone');
  const [accountId, patientId] = [parts.newId(), parts.newId()];
  await insertResource(tx, patientOf(patientId, form), { patient: patientId });
  await attachAcceptances(tx, parts, { ids: acceptances, patientId, deviceId: device });
  await tx.query('insert into account (id, login, password_hash, patient) values ($1, $2, $3, $4)', [accountId, email, passwordHash, patientId]);
  await noteDuplicates(tx, parts, patientId, form);
  return { accountId, patientId };
}

/** Row R6's way out: whoever reads the letters is the owner, so what others did to the account ends here. */
async function renew(tx: Tx, parts: ServerParts, { id, patient }: { id: Id; patient: Id }, email: string, passwordHash: string): Promise<Settled> {
  const now = parts.now();
  await tx.query('update account set password_hash = $2 where id = $1', [id, passwordHash]);
  // Who was locked out is told of both in one letter.
  const wasLocked = await liftByLink(tx, parts, id);
  await endSignInsOfAccount(tx, id, now);
  await forgiveAttempt(tx, accountRule, email);
  await tellOwner(tx, parts, { to: email, kind: wasLocked ? 'openedByPassword' : 'changed' });
  return { accountId: id, patientId: patient };
}

/** The password for whoever has proved the e-mail: of a new account with its Patient, or of the one that is there. */
async function settle(tx: Tx, parts: ServerParts, found: Proved, passwordHash: string): Promise<Settled> {
  // Two registrations of one address end one after the other, or both would find no account and the second would fail.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('login ' || $1, 0))`, [found.email]);
  const { rows } = await tx.query<{ id: Id; patient: Id }>('select a.id, a.patient from account a where a.login = $1 for update', [found.email]);
  const account = rows[0];
  const settled = account ? await renew(tx, parts, account, found.email, passwordHash) : await register(tx, parts, found, passwordHash);
  await endOthers(tx, found.email, found.id, parts.now());
  await markDone(tx, found.id, parts.now());
  return settled;
}

/**
 * Sets the password and, in the same transaction, does what is to follow. A password that is refused (422) uses nothing up. 410
 * `grant_gone` when the way is used, run out or was never there; 409 `documents_not_accepted`.
 */
export async function setPassword<T>(
  parts: ServerParts,
  { way, password, common }: { way: Way; password: string; common: CommonPasswords },
  then: (tx: Tx, settled: Settled, found: Proved) => Promise<T>,
): Promise<T> {
  assertPasswordsOpen(parts);
  const looked = await findProved(reading(parts.pool), way, parts.now());
  if (!looked) throw new FhirRefusal(410, 'grant_gone');
  assertPassword(common, password, looked.email);
  // Outside the transaction: a hash takes tens of milliseconds and may stand in line.
  const passwordHash = await parts.passwords.hash(password);
  return inTransaction(parts.pool, async (tx) => {
    const found = await spend(tx, way, parts.now());
    if (!found) throw new FhirRefusal(410, 'grant_gone');
    return then(tx, await settle(tx, parts, found, passwordHash), found);
  });
}

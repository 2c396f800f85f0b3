import type { Id } from '../../shared/lib/ids.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import type { ServerParts } from '../http/parts.ts';
import { releaseHoldsOf } from '../scheduling/releaseHoldsOf.ts';
import { addFailure, subjectNamed } from './failureStore.ts';
import { audit } from './identityAudit.ts';
import { lockPerson, type Locked } from './lock.ts';
import { accountIsSuspect, deviceIsSuspect } from './suspicion.ts';

/** For the registrar: somebody tries many accounts at this device. One case however long it goes on. */
async function openDeviceCase(tx: Tx, parts: Pick<ServerParts, 'newId' | 'now'>, device: Id): Promise<void> {
  const id = parts.newId();
  const { count } = await tx.query(
    `insert into identity_case (id, kind, detail, opened_at) select $1::uuid, 'lock', $2::jsonb, $3::timestamptz
     where not exists (select from identity_case c where c.kind = 'lock' and c.decided_at is null and c.detail @> $2::jsonb)`,
    [id, JSON.stringify({ why: 'rule', rule: 'many_accounts_on_one_device', device }), timestamp(parts.now())],
  );
  if (count === 1) await audit(tx, { action: 'device_suspected', device, caseId: id, now: parts.now() });
}

async function judge(tx: Tx, parts: Pick<ServerParts, 'config' | 'newId' | 'now'>, { login, device }: { login: string; device: Id }): Promise<Locked | null> {
  const failures = await addFailure(tx, { login, device, now: parts.now() });
  if (deviceIsSuspect(failures, device)) await openDeviceCase(tx, parts, device);
  if (!accountIsSuspect(failures, subjectNamed(login)) || login.includes('\0')) return null;
  const { rows } = await tx.query<{ patient: Id }>('select a.patient from account a where a.login = $1 and a.locked_at is null', [login]);
  return rows[0] ? lockPerson(tx, parts, { patientId: rows[0].patient, by: 'rule' }) : null;
}

/** Row R6. A wrong password is written down; several at several devices lock the account. Only what the throttle let through comes here. */
export async function noteFailure(parts: ServerParts, failure: { readonly login: string; readonly device: Id }): Promise<void> {
  const locked = await inTransaction(parts.pool, (tx) => judge(tx, parts, failure));
  for (const device of locked?.devices ?? []) await releaseHoldsOf(parts, device);
}

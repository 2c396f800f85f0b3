import type { Id } from '../../shared/lib/ids.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import type { ServerParts } from '../http/parts.ts';
import { openSignIn, type OpenedSignIn } from '../identity/openSignIn.ts';
import { liftAfterEsia } from '../locks/lift.ts';
import { accountOf, linkAccount, takeTurn } from './account.ts';
import { noteOutcome, type Attempt } from './attempts.ts';
import { decide, type Decision } from './matching.ts';
import { findPatients } from './patients.ts';
import type { EsiaPerson } from './provider.ts';

export type Entered =
  | { readonly kind: 'in'; readonly opened: OpenedSignIn; readonly linked: boolean }
  | { readonly kind: 'locked' }
  | { readonly kind: 'reception'; readonly reason: string };

/** For the registrar: who came, and which record is in question. One case however often the person tries. */
async function openCase(tx: Tx, parts: Pick<ServerParts, 'newId' | 'now'>, decision: Extract<Decision, { kind: 'case' }>, person: EsiaPerson): Promise<void> {
  const { oid, family, given, patronymic, birthDate, snils, phones } = person;
  const detail = { reason: decision.reason, oid, family, given, patronymic, birthDate, snils, phones };
  await tx.query(
    `insert into identity_case (id, kind, patient, detail, opened_at)
     select $1::uuid, $2::text, $3::uuid, $4::jsonb, $5::timestamptz
     where not exists (select from identity_case c where c.kind = $2 and c.decided_at is null and c.patient is not distinct from $3::uuid
       and c.detail->>'oid' = $4::jsonb->>'oid' and c.detail->>'reason' = $4::jsonb->>'reason')`,
    [parts.newId(), decision.case, decision.patient?.id ?? null, JSON.stringify(detail), timestamp(parts.now())],
  );
}

/**
 * The person Gosuslugi vouches for comes in as a patient, or a registrar is asked. One transaction: the link, the sign-in and the
 * outcome of the attempt are there together or not at all.
 */
export async function enter(
  tx: Tx,
  parts: Pick<ServerParts, 'config' | 'newId' | 'now'>,
  { attempt, person, device, profile, terms }: { attempt: Attempt; person: EsiaPerson; device: Id; profile: Profile; terms: string | null },
): Promise<Entered> {
  await takeTurn(tx, person.oid);
  const first = decide(person, await findPatients(tx, person), attempt.expectedPatient);
  // Two people could be linked to one patient in the same moment; whoever is second has to see the link of the first.
  if (first.kind === 'link') await takeTurn(tx, first.patient.id);
  const decision = first.kind === 'link' ? decide(person, await findPatients(tx, person), attempt.expectedPatient) : first;
  if (decision.kind === 'case') {
    await openCase(tx, parts, decision, person);
    await noteOutcome(tx, attempt.id, { outcome: decision.reason, patient: decision.patient?.id ?? null });
    return { kind: 'reception', reason: decision.reason };
  }
  const patientId = decision.patient.id;
  const account = (await accountOf(tx, person.oid)) ?? (await linkAccount(tx, parts, { oid: person.oid, patientId, by: { device } }));
  if (account.locked && !(await liftAfterEsia(tx, parts, { accountId: account.id, begunAt: attempt.madeAt }))) {
    await noteOutcome(tx, attempt.id, { outcome: 'locked', patient: patientId });
    return { kind: 'locked' };
  }
  const opened = await openSignIn(tx, parts, { deviceId: device, profile, accountId: account.id, patientId, method: 'esia', terms });
  const linked = decision.kind === 'link';
  await noteOutcome(tx, attempt.id, { outcome: linked ? 'linked' : 'signed_in', patient: patientId, signIn: opened.signInId });
  return { kind: 'in', opened, linked };
}

import type { Id } from '../../shared/lib/ids.ts';
import { documentKinds } from '../../shared/lib/clinicDocument.ts';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import { lockAcceptances, type Acceptance } from './acceptanceStore.ts';
import { documentInForce } from './published.ts';
import { writeConsent } from './writeConsent.ts';

/** Signed on a device and not yet anybody's: as long as a person may take to fetch a letter. */
export const freshMilliseconds = 24 * 3_600_000;

interface Attached {
  readonly ids: readonly Id[];
  readonly patientId: Id;
  readonly deviceId: Id;
}

type Needs = Pick<ServerParts, 'now' | 'newId' | 'config'>;

async function usable(tx: Tx, { now }: Pick<Needs, 'now'>, { ids, deviceId }: Omit<Attached, 'patientId'>): Promise<readonly Acceptance[]> {
  const found = await lockAcceptances(tx, ids);
  const mine = found.filter(
    ({ device, attachedAt, patient, receivedAt }) =>
      device === deviceId && attachedAt === null && patient === null && receivedAt > now() - freshMilliseconds,
  );
  if (ids.length === 0 || mine.length !== new Set(ids).size) throw new FhirRefusal(409, 'documents_not_accepted');
  for (const kind of documentKinds) {
    const inForce = await documentInForce(tx, kind, now());
    // What was signed is the text in force now, or the person would be held to a text they have not seen.
    if (!inForce || !mine.some(({ document }) => document === inForce.id)) throw new FhirRefusal(409, 'documents_not_accepted');
  }
  return mine;
}

/** Whether these signatures could become somebody's now: before a letter is sent. 409 `documents_not_accepted` otherwise. Takes nothing. */
export async function assertAcceptances(tx: Tx, parts: Pick<Needs, 'now'>, asked: { readonly ids: readonly Id[]; readonly deviceId: Id }): Promise<void> {
  await usable(tx, parts, asked);
}

/**
 * Makes signatures given on a device, before there was a patient, this patient's: a Consent and a paper copy for each. The Patient must be
 * written already, in the same transaction: a person without signatures, or signatures without a person, must not outlive a failure.
 * 409 `documents_not_accepted` unless all are fresh, of this device, unused, and together cover both documents in force.
 */
export async function attachAcceptances(tx: Tx, parts: Needs, asked: Attached): Promise<void> {
  for (const acceptance of await usable(tx, parts, asked)) await writeConsent(tx, parts, acceptance, asked.patientId);
}

import type { Consent, Coding } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import { readClinicDocument } from '../../shared/lib/clinicDocument.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { updateResource, type Stored } from '../fhir/resourceStore.ts';
import type { ServerParts } from '../http/parts.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';
import { consentsOf } from './consentStore.ts';
import { findPublished } from './published.ts';
import { signedFor } from './signedFor.ts';

interface Withdrawal {
  readonly patientId: Id;
  readonly signInId: Id;
  readonly deviceId: Id;
  /** Codes of purposes; null: the whole consent. */
  readonly purposes: readonly string[] | null;
}

function denied({ provision }: Consent): Coding[] {
  return (provision?.provision ?? []).filter(({ type }) => type === 'deny').flatMap(({ purpose }) => purpose ?? []);
}

async function assertOptional(tx: Tx, consent: Consent, purposes: readonly string[]): Promise<void> {
  const version = consent.identifier?.find(({ system }) => system === systems.documentVersion)?.value ?? '';
  const document = await findPublished(tx, 'consent', version);
  const known = document?.texts[0] ? readClinicDocument(document.texts[0].text).purposes : [];
  for (const code of purposes) {
    const purpose = known.find((one) => one.code === code);
    if (!purpose) throw new FhirRefusal(422, 'purpose_unknown');
    // What the service cannot do without goes only with the whole.
    if (purpose.required) throw new FhirRefusal(422, 'purpose_required');
  }
}

function withoutPurposes(consent: Stored<Consent>, purposes: readonly string[]): Stored<Consent> {
  const before = denied(consent);
  const all = [...before, ...purposes.filter((code) => !before.some((one) => one.code === code)).map((code): Coding => ({ system: systems.consentPurpose, code }))];
  return { ...consent, provision: { ...consent.provision, provision: [{ type: 'deny', purpose: all }] } };
}

/**
 * D3. Ends the consent in force, or some of its purposes, and opens a case: people have to act on it beyond this server.
 * 409 `not_active` when none is in force, 422 `purpose_unknown`, `purpose_required`.
 */
export async function withdrawConsent(tx: Tx, { now, newId }: Pick<ServerParts, 'now' | 'newId'>, asked: Withdrawal): Promise<Stored<Consent>> {
  // A booking of this moment comes before it and stands, or after it and is refused.
  await postgresSlotStore(tx).lockPatient(asked.patientId);
  const by = await signedFor(tx, asked.signInId);
  const inForce = (await consentsOf(tx, asked.patientId, 'consent')).find(({ status }) => status === 'active');
  if (!inForce) throw new FhirRefusal(409, 'not_active');
  if (asked.purposes) await assertOptional(tx, inForce, asked.purposes);
  const after = await updateResource(tx, asked.purposes === null ? { ...inForce, status: 'inactive' } : withoutPurposes(inForce, asked.purposes));
  await tx.query(`insert into identity_case (id, kind, patient, detail, opened_at) values ($1, 'withdrawal', $2, $3::jsonb, $4)`, [
    newId(),
    asked.patientId,
    JSON.stringify({ consent: inForce.id, purposes: asked.purposes, signIn: asked.signInId, device: asked.deviceId, ...(by ? { relatedPerson: by.relatedPersonId } : {}) }),
    timestamp(now()),
  ]);
  return after;
}

import type { Consent } from '@medplum/fhirtypes';
import type { DocumentKind } from '../../shared/lib/clinicDocument.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { startOf, type Instant } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import { addAcceptance, forgetWaiting, type Acceptance, type HowSigned } from './acceptanceStore.ts';
import { freshMilliseconds } from './attachAcceptances.ts';
import { findPublished } from './published.ts';
import { readSignature } from './signaturePng.ts';
import { audit } from '../locks/identityAudit.ts';
import { writeConsent, type RecordedBy } from './writeConsent.ts';

export interface AcceptanceRequest {
  readonly id: Id;
  readonly deviceId: Id;
  readonly profile: Profile;
  readonly patientId: Id | null;
  readonly signInId: Id | null;
  readonly kind: DocumentKind;
  readonly version: string;
  readonly sha256: string;
  readonly how: HowSigned;
  readonly signature: string | null;
  readonly typedName: string | null;
  readonly acceptedAt: Instant;
  /** Who holds the signed sheet in hand; null for everything that was not signed on paper. */
  readonly recordedBy: RecordedBy | null;
}

/** A device's clock may be a little ahead of ours. */
const aheadMilliseconds = 5 * 60_000;

function signed({ how, signature, typedName, profile, recordedBy }: AcceptanceRequest): Pick<Acceptance, 'signature' | 'typedName'> {
  // Paper is signed in front of somebody who keeps it; a kiosk stands alone.
  if (how === 'paper' && (profile === 'kiosk' || recordedBy === null)) throw new FhirRefusal(403, 'forbidden');
  const wanted = { signature: how === 'finger', typedName: how === 'typed' };
  if ((signature !== null) !== wanted.signature || (typedName !== null) !== wanted.typedName) throw new FhirRefusal(422, 'signature_invalid');
  return { signature: signature === null ? null : readSignature(signature), typedName };
}

/**
 * Takes a signature: a signed-in patient's at once, with its Consent and paper copy, and returns the Consent; without a patient it waits for a registration.
 * 409 `document_mismatch` when the text is not one of that version, 409 `document_not_in_force` before its day, 422 `signature_invalid`.
 */
export async function acceptDocument(tx: Tx, parts: Pick<ServerParts, 'now' | 'newId' | 'config'>, asked: AcceptanceRequest): Promise<Consent | null> {
  const now = parts.now();
  const document = await findPublished(tx, asked.kind, asked.version);
  // The hash is of the text that was on the screen. If it is another text, nobody knows what was signed.
  if (!document?.texts.some(({ sha256 }) => sha256 === asked.sha256)) throw new FhirRefusal(409, 'document_mismatch');
  if (startOf(document.effective) > asked.acceptedAt || asked.acceptedAt > now + aheadMilliseconds) throw new FhirRefusal(409, 'document_not_in_force');
  const { id, deviceId, signInId, kind, version, sha256, how, acceptedAt } = asked;
  const row = { id, device: deviceId, patient: asked.patientId, signIn: signInId, document: document.id, kind, version, sha256, how, acceptedAt, receivedAt: now, ...signed(asked) };
  await forgetWaiting(tx, now - freshMilliseconds);
  if (!(await addAcceptance(tx, row))) throw new FhirRefusal(409, 'id_taken');
  if (asked.patientId === null) return null;
  const { recordedBy, patientId } = asked;
  // With the signature or not at all: a sheet nobody answers for is worth nothing in a dispute.
  if (recordedBy) await audit(tx, { action: 'paper_signed', staff: recordedBy.staffId, device: deviceId, patient: patientId, now });
  return writeConsent(tx, parts, { ...row, attachedAt: null }, patientId, recordedBy);
}

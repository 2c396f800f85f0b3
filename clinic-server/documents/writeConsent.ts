import { createHash } from 'node:crypto';
import type { Consent, DocumentReference } from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import { readClinicDocument, type Purpose } from '../../shared/lib/clinicDocument.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { instant, toWire } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { insertResource, readResource, updateResource, type Stored } from '../fhir/resourceStore.ts';
import type { ServerParts } from '../http/parts.ts';
import { addCopy, markAttached, type Acceptance } from './acceptanceStore.ts';
import { consentsOf } from './consentStore.ts';
import { paperCopy } from './paperCopy.ts';
import { findPublished, sha256Of, type Published, type PublishedText } from './published.ts';
import { signedFor, type SignedFor } from './signedFor.ts';

const scopes = 'http://terminology.hl7.org/CodeSystem/consentscope';

/** The member of staff before whom a sheet of paper was signed. */
export interface RecordedBy {
  readonly staffId: Id;
  readonly name: string;
}

interface Accepted {
  readonly acceptance: Pick<Acceptance, 'id' | 'kind' | 'version' | 'sha256' | 'acceptedAt' | 'signIn'>;
  readonly document: Pick<Published, 'id'>;
  readonly purposes: readonly Purpose[];
  readonly patientId: Id;
  /** The DocumentReference of the paper copy; null for one that lies signed on paper at reception. */
  readonly copyId: Id | null;
  readonly recordedBy?: RecordedBy | null;
  /** R10: the Consent names who gave it for the patient. */
  readonly representative?: Pick<SignedFor, 'relatedPersonId'> | null;
}

export function consentResource({ acceptance, document, purposes, patientId, copyId, recordedBy, representative }: Accepted, id: Id): Consent {
  return {
    resourceType: 'Consent',
    id,
    extension: [
      { url: extensions.sha256, valueString: acceptance.sha256 },
      ...(acceptance.signIn === null ? [] : [{ url: extensions.signIn, valueString: acceptance.signIn }]),
      ...(!recordedBy ? [] : [{ url: extensions.recordedBy, valueString: recordedBy.staffId }]),
    ],
    identifier: [{ system: systems.documentVersion, value: acceptance.version }],
    status: 'active',
    scope: { coding: [{ system: scopes, code: acceptance.kind === 'consent' ? 'patient-privacy' : 'treatment' }] },
    category: [{ coding: [{ system: systems.documentKind, code: acceptance.kind }] }],
    patient: { reference: `Patient/${patientId}` },
    dateTime: toWire(instant(acceptance.acceptedAt)),
    ...(representative ? { performer: [{ reference: `RelatedPerson/${representative.relatedPersonId}` }] } : {}),
    ...(copyId === null ? {} : { sourceReference: { reference: `DocumentReference/${copyId}` } }),
    policy: [{ uri: `DocumentReference/${document.id}` }],
    provision: {
      type: 'permit',
      ...(purposes.length === 0 ? {} : { purpose: purposes.map(({ code, name }) => ({ system: systems.consentPurpose, code, display: name })) }),
    },
  };
}

function copyResource({ acceptance, document, patientId }: Accepted, text: PublishedText, ids: { copyId: Id; binaryId: Id }, content: Buffer): DocumentReference {
  const at = toWire(instant(acceptance.acceptedAt));
  return {
    resourceType: 'DocumentReference',
    id: ids.copyId,
    identifier: [{ system: systems.documentVersion, value: acceptance.version }],
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: systems.documentKind, code: acceptance.kind }] },
    subject: { reference: `Patient/${patientId}` },
    date: at,
    relatesTo: [{ code: 'signs', target: { reference: `DocumentReference/${document.id}` } }],
    content: [
      {
        attachment: {
          contentType: 'application/pdf',
          language: text.language,
          url: `Binary/${ids.binaryId}`,
          size: content.length,
          hash: createHash('sha1').update(content).digest('base64'),
          title: readClinicDocument(text.text).title,
          creation: at,
          extension: [{ url: extensions.sha256, valueString: sha256Of(content) }],
        },
      },
    ],
  };
}

/** The Consent of one acceptance with its paper copy; an older one of the same kind is over from here on. */
export async function writeConsent(tx: Tx, { now, newId, config }: Pick<ServerParts, 'now' | 'newId' | 'config'>, acceptance: Acceptance, patientId: Id, recordedBy: RecordedBy | null = null): Promise<Stored<Consent>> {
  const document = await findPublished(tx, acceptance.kind, acceptance.version);
  const text = document?.texts.find(({ sha256 }) => sha256 === acceptance.sha256);
  if (!document || !text) throw new Error('an acceptance of a text that is not published');
  const patient = await readResource(tx, 'Patient', patientId);
  const representative = await signedFor(tx, acceptance.signIn);
  const content = await paperCopy({ acceptance, document, text, patient, clinic: config.clinicName.ru, recordedBy, representative });
  const ids = { copyId: newId(), binaryId: newId() };
  const accepted: Accepted = { acceptance, document, purposes: readClinicDocument(text.text).purposes, patientId, copyId: ids.copyId, recordedBy, representative };

  await markAttached(tx, { id: acceptance.id, patient: patientId, now: now() });
  await addCopy(tx, { id: ids.binaryId, patient: patientId, content, now: now() });
  await insertResource(tx, copyResource(accepted, text, ids, content), { patient: patientId });
  for (const older of await consentsOf(tx, patientId, acceptance.kind)) if (older.status === 'active') await updateResource(tx, { ...older, status: 'inactive' });
  return insertResource(tx, consentResource(accepted, newId()), { patient: patientId });
}

import { createHash } from 'node:crypto';
import type { Attachment, DocumentReference } from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import { readClinicDocument, type DocumentKind, type DocumentVersion } from '../../shared/lib/clinicDocument.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { dayOf, startOf, toWire, type Instant, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { insertResource, type Stored } from '../fhir/resourceStore.ts';

/** One text of a published document, byte for byte. */
export interface PublishedText {
  readonly language: 'ru' | 'en';
  readonly text: string;
  readonly sha256: string;
}

export interface Published {
  readonly id: Id;
  readonly kind: DocumentKind;
  readonly version: DocumentVersion;
  /** The day it is in force from, in Moscow. */
  readonly effective: MoscowDay;
  readonly texts: readonly PublishedText[];
}

export interface Publication {
  readonly kind: DocumentKind;
  readonly version: DocumentVersion;
  readonly effective: MoscowDay;
  readonly russian: string;
  readonly english: string | null;
}

export const sha256Of = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

function attachmentOf(language: 'ru' | 'en', text: string, created: Instant): Attachment {
  const bytes = Buffer.from(text, 'utf8');
  return {
    contentType: 'text/markdown',
    language,
    data: bytes.toString('base64'),
    size: bytes.length,
    hash: createHash('sha1').update(bytes).digest('base64'),
    title: readClinicDocument(text).title,
    creation: toWire(created),
    extension: [{ url: extensions.sha256, valueString: sha256Of(bytes) }],
  };
}

/** A published document as every device reads it: without a subject. `replaces` is the version before it. */
export function documentResource({ kind, version, effective, russian, english }: Publication, id: Id, now: Instant, replaces: Id | null): DocumentReference {
  return {
    resourceType: 'DocumentReference',
    id,
    identifier: [{ system: systems.documentVersion, value: version }],
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: systems.documentKind, code: kind }] },
    date: toWire(now),
    ...(replaces === null ? {} : { relatesTo: [{ code: 'replaces', target: { reference: `DocumentReference/${replaces}` } }] }),
    content: [{ attachment: attachmentOf('ru', russian, now) }, ...(english === null ? [] : [{ attachment: attachmentOf('en', english, now) }])],
    context: { period: { start: toWire(startOf(effective)) } },
  };
}

function read(resource: Stored<DocumentReference>): Published {
  const texts = (resource.content ?? []).map(({ attachment }): PublishedText => {
    const text = Buffer.from(attachment.data ?? '', 'base64').toString('utf8');
    return { language: attachment.language === 'en' ? 'en' : 'ru', text, sha256: sha256Of(text) };
  });
  return {
    id: resource.id,
    kind: resource.type?.coding?.find(({ system }) => system === systems.documentKind)?.code as DocumentKind,
    version: resource.identifier?.find(({ system }) => system === systems.documentVersion)?.value ?? '',
    effective: dayOf(Date.parse(resource.context?.period?.start ?? '') as Instant),
    texts,
  };
}

const coded = `jsonb_build_object('coding', jsonb_build_array(jsonb_build_object('system', '${systems.documentKind}', 'code', $1::text)))`;
const start = `(r.content->'context'->'period'->>'start')::timestamptz`;
const published = `r.type = 'DocumentReference' and r.patient is null and not r.deleted and r.content->>'status' = 'current' and r.content->'type' @> ${coded}`;

/** All versions of a kind, the newest first. */
export async function listPublished(from: Reader, kind: DocumentKind): Promise<Published[]> {
  const { rows } = await from.query<{ content: Stored<DocumentReference> }>(
    `select r.content from resource r where ${published} order by ${start} desc, r.id`,
    [kind],
  );
  return rows.map(({ content }) => read(content));
}

/** What is in force at that moment; null when nothing of the kind is. */
export async function documentInForce(from: Reader, kind: DocumentKind, now: Instant): Promise<Published | null> {
  const { rows } = await from.query<{ content: Stored<DocumentReference> }>(
    `select r.content from resource r where ${published} and ${start} <= $2 order by ${start} desc, r.id limit 1`,
    [kind, timestamp(now)],
  );
  return rows[0] ? read(rows[0].content) : null;
}

export async function findPublished(from: Reader, kind: DocumentKind, version: string): Promise<Published | null> {
  return (await listPublished(from, kind)).find((document) => document.version === version) ?? null;
}

/** What a text must be before people sign it: the same bytes for everybody, and nothing in it that is not seen. */
export function checkText(text: string): void {
  if (text !== text.normalize('NFC')) throw new Error('the text is not in the NFC form');
  if (/\p{Cf}/u.test(text) || /\p{Cc}/u.test(text.replaceAll('\n', ''))) throw new Error('the text has signs that nobody can see');
  readClinicDocument(text);
}

/** Publishes a version. 409 `document_exists` when the version was used, 422 `document_order` when it would be in force before one that is already published. */
export async function publishDocument(tx: Tx, publication: Publication, { id, now }: { id: Id; now: Instant }): Promise<Published> {
  checkText(publication.russian);
  if (publication.english !== null) checkText(publication.english);
  // Two administrators at once would both find the version unused and both publish it.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 7004009))`, [`document-${publication.kind}`]);
  const [newest, ...older] = await listPublished(tx, publication.kind);
  if ([newest, ...older].some((known) => known?.version === publication.version)) throw new FhirRefusal(409, 'document_exists');
  if (newest && newest.effective >= publication.effective) throw new FhirRefusal(422, 'document_order');
  return read(await insertResource(tx, documentResource(publication, id, now, newest?.id ?? null), { patient: null }));
}

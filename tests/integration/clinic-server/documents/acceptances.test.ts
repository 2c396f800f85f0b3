import { randomUUID } from 'node:crypto';
import type { Consent, DocumentReference } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { attachAcceptances } from '../../../../clinic-server/documents/attachAcceptances.ts';
import { sha256Of, type Published } from '../../../../clinic-server/documents/published.ts';
import { FhirRefusal } from '../../../../clinic-server/fhir/refusal.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { validated } from '../../../../clinic-server/fhir/validate.ts';
import type { DocumentKind } from '../../../../shared/lib/clinicDocument.ts';
import { instant, startOf, moscowDay, type Instant } from '../../../../shared/lib/moscow.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, entries, refusal, type Ask } from '../../../support/fhirClient.ts';
import { pdfText } from '../../../support/pdfText.ts';
import { publish, publishBoth } from '../../../support/publishedDocuments.ts';
import { signaturePng } from '../../../support/signature.ts';
import { patient } from '../fhir/resources.ts';

let clinic: TestClinic;
const now: Instant = instant(Date.now());
let inForce: Record<DocumentKind, Published>;
let kiosk: Awaited<ReturnType<typeof addKiosk>>;

beforeAll(async () => {
  clinic = await startClinic({ now: () => now });
  inForce = await publishBoth(clinic);
  kiosk = await addKiosk(clinic);
});
afterAll(() => clinic.stop());

const body = (kind: DocumentKind, more: object = {}) => ({
  ...{ kind, version: inForce[kind].version, sha256: inForce[kind].texts[0]?.sha256, how: 'finger', signature: signaturePng(), typedName: null, acceptedAt: now },
  ...more,
});
const accept = (ask: Ask, asked: object, key: string = randomUUID()) => ask('POST', '/identity/acceptances', asked, { 'idempotency-key': key });

async function accepted(ask: Ask, kind: DocumentKind, more: object = {}): Promise<string> {
  const answer = await accept(ask, body(kind, more));
  expect(answer.status).toBe(201);
  return String(at(answer.body, 'acceptanceId'));
}

async function newPatient(): Promise<string> {
  const person = patient(`Лесная${randomUUID().slice(0, 4)}`);
  await inTransaction(clinic.pool, (tx) => insertResource(tx, person, { patient: person.id }));
  return person.id;
}

const attach = (ids: readonly string[], patientId: string, deviceId: string = kiosk.deviceId): Promise<string> =>
  inTransaction(clinic.pool, (tx) => attachAcceptances(tx, clinic.parts, { ids, patientId, deviceId })).then(
    () => 'attached',
    (error: unknown) => (error instanceof FhirRefusal ? `${error.status} ${error.code}` : Promise.reject(error as Error)),
  );

const both = async (ask: Ask = kiosk.ask): Promise<string[]> => [await accepted(ask, 'terms'), await accepted(ask, 'consent')];

it('R1 both signatures given on a device become the new patient’s: two valid Consents, two paper copies with text, hash, who, when and where', async () => {
  const patientId = await newPatient();
  expect(await attach(await both(), patientId)).toBe('attached');
  const session = await signInPatient(clinic, kiosk, patientId);
  const consents = entries(await session.ask('GET', '/fhir/Consent')).map(({ resource }) => validated(resource) as Consent);
  expect(consents.map(({ status }) => status)).toEqual(['active', 'active']);
  for (const consent of consents) {
    const kind = consent.category[0]?.coding?.[0]?.code as DocumentKind;
    expect(consent.policy?.[0]?.uri).toBe(`DocumentReference/${inForce[kind].id}`);
    const copy = (await session.ask('GET', `/fhir/${consent.sourceReference?.reference ?? ''}`)).body as DocumentReference;
    const attachment = copy.content?.[0]?.attachment;
    const answer = await fetch(`${clinic.url}/fhir/${attachment?.url ?? ''}`, {
      headers: { authorization: `Bearer ${session.token}`, 'kabinet-device': `Bearer ${kiosk.token}` },
    });
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const pdf = Buffer.from(await answer.arrayBuffer());
    expect(pdf.length).toBe(attachment?.size);
    expect(attachment?.extension?.[0]?.valueString).toBe(sha256Of(pdf));
    expect(pdf.toString('latin1')).toContain('/Subtype /Image');
    const words = pdfText(pdf);
    for (const said of ['Лесная', inForce[kind].version, inForce[kind].texts[0]?.sha256 ?? '', kiosk.deviceId, 'московское время', 'подпись пальцем'])
      expect(words).toContain(said);
    expect(words).toContain(kind === 'terms' ? 'Ответственность' : 'Роскомнадзор');
  }
}, 30_000);

it('R1 signatures are used once, only with both documents, within a day and on the device that took them', async () => {
  const other = await addKiosk(clinic);
  const ids = await both();
  expect(await attach(ids, await newPatient(), other.deviceId)).toBe('409 documents_not_accepted');
  expect(await attach(ids.slice(0, 1), await newPatient())).toBe('409 documents_not_accepted');
  expect(await attach([...ids, randomUUID()], await newPatient())).toBe('409 documents_not_accepted');
  expect(await attach([], await newPatient())).toBe('409 documents_not_accepted');
  expect(await attach(ids, await newPatient())).toBe('attached');
  expect(await attach(ids, await newPatient())).toBe('409 documents_not_accepted');
  const stale = await both();
  // The signatures grow old, not the clock young and old again: at a later hour the server would also forget the kiosk's token.
  await clinic.pool.query(`update acceptance set received_at = received_at - interval '24 hours 1 millisecond' where id = any($1)`, [stale]);
  expect(await attach(stale, await newPatient())).toBe('409 documents_not_accepted');
  // The next signature clears away what nobody came back for.
  await accepted(kiosk.ask, 'terms');
  const { rows } = await clinic.pool.query('select id from acceptance where id = any($1)', [stale]);
  expect(rows).toEqual([]);
}, 30_000);

it('R1 a text other than the published one, a version that is not, and a day that has not come are refused', async () => {
  expect(refusal(await accept(kiosk.ask, body('terms', { sha256: 'a'.repeat(64) })))).toBe('409 document_mismatch');
  expect(refusal(await accept(kiosk.ask, body('terms', { sha256: inForce.consent.texts[0]?.sha256 })))).toBe('409 document_mismatch');
  expect(refusal(await accept(kiosk.ask, body('terms', { version: '2025-12' })))).toBe('409 document_mismatch');
  expect(refusal(await accept(kiosk.ask, body('terms', { acceptedAt: startOf(moscowDay('2026-01-11')) })))).toBe('409 document_not_in_force');
  expect(refusal(await accept(kiosk.ask, body('terms', { acceptedAt: now + 3_600_000 })))).toBe('409 document_not_in_force');
});

/** One bit of the checksum of the picture's rows; the last twelve bytes are the end mark. */
function withBrokenChecksum(): string {
  const png = Buffer.from(signaturePng(), 'base64');
  png.writeUInt8(png.readUInt8(png.length - 13) ^ 1, png.length - 13);
  return png.toString('base64');
}

it.each([
  ['an empty canvas', { signature: signaturePng({ drawn: false }) }],
  ['no picture', { signature: null }],
  ['not a PNG', { signature: Buffer.from('x'.repeat(200)).toString('base64') }],
  ['a broken checksum', { signature: withBrokenChecksum() }],
  ['another kind of picture', { signature: signaturePng({ colourType: 2 }) }],
  ['a huge one', { signature: signaturePng({ width: 1_601, height: 10 }) }],
  ['a name and a picture', { typedName: 'Анна Лесная' }],
  ['a typed name that is not there', { how: 'typed', signature: null }],
])('R1 a signature that is %s is refused', async (_what, more) => {
  expect(refusal(await accept(kiosk.ask, body('terms', more)))).toBe('422 signature_invalid');
});

it('R1 a kiosk cannot say that paper was signed', async () => {
  expect(refusal(await accept(kiosk.ask, body('terms', { how: 'paper', signature: null })))).toBe('403 forbidden');
});

it('R1 a signature sent twice is one signature, and its key is worth nothing for another', async () => {
  const key = randomUUID();
  const asked = body('terms');
  for (const answer of [await accept(kiosk.ask, asked, key), await accept(kiosk.ask, asked, key)])
    expect([answer.status, at(answer.body, 'acceptanceId')]).toEqual([201, key]);
  expect(refusal(await accept(kiosk.ask, body('consent'), key))).toBe('409 id_reused');
});

it('R2 after a newer version is in force a signature under the older one no longer opens an account, and the patient’s older Consent ends with the new', async () => {
  const ids = await both();
  const patientId = await newPatient();
  expect(await attach(await both(), patientId)).toBe('attached');
  const next = await publish(clinic, 'terms', '2026-02', '2026-02-02', 'terms-next');
  expect(await attach(ids, await newPatient())).toBe('409 documents_not_accepted');
  const session = await signInPatient(clinic, kiosk, patientId);
  await accepted(session.ask, 'terms', { version: next.version, sha256: next.texts[1]?.sha256, how: 'typed', signature: null, typedName: 'Анна Лесная' });
  const consents = entries(await session.ask('GET', '/fhir/Consent')).map(({ resource }) => validated(resource) as Consent);
  const told = consents.map(({ category, identifier, status }) => `${category[0]?.coding?.[0]?.code} ${identifier?.[0]?.value} ${status}`);
  expect(told.toSorted()).toEqual(['consent 2026-01 active', 'terms 2026-01 inactive', 'terms 2026-02 active']);
}, 30_000);

it('R1 H11 a paper copy is read by its patient alone, and one document of a person is not everybody’s because its subject is missing', async () => {
  const owner = await newPatient();
  const own = await signInPatient(clinic, await addKiosk(clinic), owner);
  await accepted(own.ask, 'consent');
  const { rows } = await clinic.pool.query<{ id: string; patient: string }>('select id, patient from document_copy where patient = $1', [owner]);
  const copy = rows[0] ?? { id: '', patient: '' };
  const strangersKiosk = await addKiosk(clinic);
  const stranger = await signInPatient(clinic, strangersKiosk, await newPatient());
  // Asked plainly: a copy that is given away would be no JSON.
  const given = await fetch(`${clinic.url}/fhir/Binary/${copy.id}`, { headers: { authorization: `Bearer ${stranger.token}`, 'kabinet-device': `Bearer ${strangersKiosk.token}` } });
  expect(given.status).toBe(404);
  expect(refusal(await kiosk.ask('GET', `/fhir/Binary/${copy.id}`))).toBe('403 forbidden');
  const lost: DocumentReference = { resourceType: 'DocumentReference', id: randomUUID(), status: 'current', content: [{ attachment: { contentType: 'application/pdf' } }] };
  await expect(inTransaction(clinic.pool, (tx) => insertResource(tx, lost, { patient: null }))).rejects.toThrow('422 no_patient');
  const theirs = entries(await kiosk.ask('GET', '/fhir/DocumentReference?_count=100')).filter(({ resource }) => resource?.['subject'] !== undefined);
  expect(theirs).toEqual([]);
});

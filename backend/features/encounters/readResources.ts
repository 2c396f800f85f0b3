import * as z from 'zod';
import { Beside, codingOf, Reference } from '../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { DocumentKind, Sha256 } from '../../../shared/lib/clinicDocument.ts';
import { Id } from '../../../shared/lib/ids.ts';
import type { LocalText } from '../../../shared/lib/localText.ts';
import { localLine, longest } from '../../sync/plainText.ts';
import { Concept, soft, timeOf } from '../../sync/wireFields.ts';
import { kopecksIn, quantityIn, WrittenMoney, WrittenNumber } from './readMoney.ts';
import type { ChargeRow, DocumentRow, EncounterRow } from './store.ts';

const Period = z.object({ start: soft(z.string()), end: soft(z.string()) });

/** Id behind `Type/id`; null when it leads elsewhere or nowhere we can go. */
function idOf(reference: z.infer<typeof Reference> | undefined, type: string): Id | null {
  const [id, name] = (reference?.reference ?? '').split('/').toReversed();
  return name === type ? (Id.safeParse(id).data ?? null) : null;
}

function firstOf(references: readonly (z.infer<typeof Reference> | undefined)[], type: string): Id | null {
  for (const reference of references) {
    const id = idOf(reference, type);
    if (id !== null) return id;
  }
  return null;
}

const nothing: LocalText = { ru: '', en: null };

function titleOf(concept: Concept | undefined): LocalText {
  const coding = concept?.coding?.find(({ display }) => display !== undefined);
  return localLine(concept?.text, concept?._text, longest.name) ?? localLine(coding?.display, coding?._display, longest.name) ?? nothing;
}

const Encounter = z.object({
  id: Id,
  status: z.string(),
  subject: soft(Reference),
  appointment: soft(z.array(Reference)),
  participant: soft(z.array(z.object({ individual: soft(Reference) }))),
  period: soft(Period),
});

/** Null for a visit that is not over, or nobody's. What has no appointment belongs to no visit of the list. */
export function readEncounter(content: unknown): EncounterRow | null {
  const { id, status, subject, appointment = [], participant = [], period } = Encounter.parse(content);
  const patientId = idOf(subject, 'Patient');
  const appointmentId = firstOf(appointment, 'Appointment');
  if (status !== 'finished' || patientId === null || appointmentId === null) return null;
  const [beganAt, ended] = [timeOf(period?.start), timeOf(period?.end)];
  // An end before the beginning is a slip of the pen.
  const endedAt = beganAt !== null && ended !== null && ended < beganAt ? null : ended;
  return { id, patientId, appointmentId, beganAt, endedAt, roleId: firstOf(participant.map(({ individual }) => individual), 'PractitionerRole') };
}

const ChargeItem = z.object({
  id: Id,
  status: z.string(),
  subject: soft(Reference),
  context: soft(Reference),
  code: soft(Concept),
  quantity: soft(WrittenNumber),
  priceOverride: soft(WrittenMoney),
});

/** Planned ones were not done yet, the others were struck off. */
const rendered: ReadonlySet<string> = new Set(['billable', 'billed']);

export function readCharge(content: unknown): ChargeRow | null {
  const { id, status, subject, context, code, quantity, priceOverride } = ChargeItem.parse(content);
  const patientId = idOf(subject, 'Patient');
  const encounterId = idOf(context, 'Encounter');
  if (!rendered.has(status) || patientId === null || encounterId === null) return null;
  return { id, patientId, encounterId, code: codingOf(code, systems.nomenclature)?.code?.slice(0, 40) ?? null, name: titleOf(code), quantity: quantityIn(quantity), kopecks: kopecksIn(priceOverride) };
}

const Attachment = z.object({
  contentType: soft(z.string()),
  url: soft(z.string()),
  size: soft(z.int().positive()),
  title: soft(z.string()),
  _title: soft(Beside),
  extension: soft(z.array(z.object({ url: z.string(), valueString: soft(z.string()) }))),
});

const DocumentReference = z.object({
  id: Id,
  status: z.string(),
  docStatus: soft(z.string()),
  subject: soft(Reference),
  type: soft(Concept),
  date: soft(z.string()),
  content: soft(z.array(z.object({ attachment: soft(Attachment) }))),
  context: soft(z.object({ encounter: soft(z.array(Reference)), period: soft(Period) })),
});

/** Signed by the doctor. The server sends no others; if one did, its patient would read what nobody stands for. */
const signed: ReadonlySet<string | undefined> = new Set([undefined, 'final', 'amended']);

/** The first file the app can show, with the hash its bytes must have. */
function fileOf(attachments: readonly (z.infer<typeof Attachment> | undefined)[]): Pick<DocumentRow, 'binaryId' | 'bytes' | 'sha256'> {
  for (const attachment of attachments) {
    const binaryId = Id.safeParse(/^(?:.*\/)?Binary\/([^/]+)$/.exec(attachment?.url ?? '')?.[1]);
    const sha256 = Sha256.safeParse(attachment?.extension?.find(({ url }) => url === extensions.sha256)?.valueString);
    if (attachment?.contentType !== 'application/pdf' || !binaryId.success || !sha256.success) continue;
    return { binaryId: binaryId.data, bytes: attachment.size ?? null, sha256: sha256.data };
  }
  return { binaryId: null, bytes: null, sha256: null };
}

/** Null for what is no document of a visit: the clinic's own texts and the copies of what was signed among them. */
export function readDocument(content: unknown): DocumentRow | null {
  const { id, status, docStatus, subject, type, date, content: files = [], context } = DocumentReference.parse(content);
  const patientId = idOf(subject, 'Patient');
  const encounterId = firstOf(context?.encounter ?? [], 'Encounter');
  if (status !== 'current' || !signed.has(docStatus) || patientId === null || encounterId === null) return null;
  if (DocumentKind.safeParse(codingOf(type, systems.documentKind)?.code).success) return null;
  const attachments = files.map(({ attachment }) => attachment);
  const named = titleOf(type);
  const title = named.ru === '' ? (localLine(attachments[0]?.title, attachments[0]?._title, longest.name) ?? nothing) : named;
  return { id, patientId, encounterId, title, at: timeOf(date) ?? timeOf(context?.period?.end) ?? timeOf(context?.period?.start), ...fileOf(attachments) };
}

const Report = z.object({ id: Id, subject: soft(Reference), encounter: soft(Reference) });

/** The visit a report belongs to; what is in it is the results' to read. */
export function readLink(content: unknown): { readonly reportId: Id; readonly patientId: Id; readonly encounterId: Id } | null {
  const { id, subject, encounter } = Report.parse(content);
  const [patientId, encounterId] = [idOf(subject, 'Patient'), idOf(encounter, 'Encounter')];
  return patientId === null || encounterId === null ? null : { reportId: id, patientId, encounterId };
}

import * as z from 'zod';
import { Beside, codingOf, idIn, Reference } from '../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import type { ResultKind } from '../../../shared/features/results.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { localLine, localLines, longest } from '../../sync/plainText.ts';
import { Concept, notAfter, soft, timeOf } from '../../sync/wireFields.ts';
import type { ReportRow } from './store.ts';

const Form = z.object({
  contentType: soft(z.string()),
  url: soft(z.string()),
  size: soft(z.int().positive()),
  extension: soft(z.array(z.object({ url: z.string(), valueString: soft(z.string()) }))),
});

const DiagnosticReport = z.object({
  id: Id,
  status: z.string(),
  meta: soft(z.object({ lastUpdated: soft(z.string()), tag: soft(z.array(z.object({ system: soft(z.string()), code: soft(z.string()) }))) })),
  subject: soft(Reference),
  category: soft(z.array(Concept)),
  code: soft(Concept),
  effectiveDateTime: soft(z.string()),
  issued: soft(z.string()),
  result: soft(z.array(Reference)),
  conclusion: soft(z.string()),
  _conclusion: soft(Beside),
  presentedForm: soft(z.array(Form)),
});
type DiagnosticReport = z.infer<typeof DiagnosticReport>;

/** Released by the clinic. The server sends no others; if one did, its patient would read what no doctor has looked at. */
const released: ReadonlySet<string> = new Set(['final', 'amended', 'corrected', 'appended']);
const imaging: ReadonlySet<string> = new Set(['RAD', 'RX', 'RUS', 'CT', 'NMR', 'NMS', 'XRC', 'VUS', 'OUS', 'CUS']);

export interface ReadReport {
  readonly report: ReportRow;
  readonly observationIds: readonly Id[];
}

/** Null for what is not released, or nobody's. Throws when it does not say when it was released: nothing could be told of it. */
export function readReport(content: unknown): ReadReport | null {
  const resource = DiagnosticReport.parse(content);
  const patientId = idIn(resource.subject, 'Patient');
  if (!released.has(resource.status) || patientId === undefined) return null;
  const releasedAt = releaseOf(resource);
  const { id, status, meta, code, result = [] } = resource;
  const observationIds = [...new Set(result.flatMap((reference) => observationId(reference) ?? []))];
  const report: ReportRow = {
    ...{ id, patientId, releasedAt, kind: kindOf(resource), title: titleOf(code) },
    takenAt: notAfter(timeOf(resource.effectiveDateTime), releasedAt),
    amended: status === 'amended' || status === 'corrected' ? 1 : 0,
    seen: meta?.tag?.some(({ system, code: tag }) => system === systems.seen && tag === 'seen') === true ? 1 : 0,
    conclusion: localLines(resource.conclusion, resource._conclusion, longest.conclusion),
    ...paperOf(resource.presentedForm),
    unread: result.filter((reference) => observationId(reference) === null).length,
  };
  return { report, observationIds };
}

/** Never later than the server had it: a slip of the pen would keep one report on top of the list for ever. */
function releaseOf({ issued, meta, effectiveDateTime }: DiagnosticReport): ReportRow['releasedAt'] {
  const stored = timeOf(meta?.lastUpdated);
  const said = timeOf(issued);
  const at = (stored === null ? said : notAfter(said, stored)) ?? stored ?? timeOf(effectiveDateTime);
  if (at === null) throw new Error('a report without the time of its release');
  return at;
}

/** Null for a line that leads nowhere we can go: of the others the patient is still told. */
function observationId({ reference }: z.infer<typeof Reference>): Id | null {
  const [id, type] = (reference ?? '').split('/').toReversed();
  return type === 'Observation' ? (Id.safeParse(id).data ?? null) : null;
}

function kindOf({ category = [], result = [] }: DiagnosticReport): ResultKind {
  const codes = category.flatMap((concept) => codingOf(concept, systems.diagnosticService)?.code ?? []);
  if (codes.some((code) => imaging.has(code))) return 'imaging';
  return codes.length > 0 || result.length > 0 ? 'laboratory' : 'imaging';
}

function titleOf(concept: Concept | undefined): ReportRow['title'] {
  const coding = concept?.coding?.find(({ display }) => display !== undefined);
  return localLine(concept?.text, concept?._text, longest.name) ?? localLine(coding?.display, coding?._display, longest.name) ?? { ru: '', en: null };
}

/** The first file the app can show. */
function paperOf(forms: DiagnosticReport['presentedForm'] = []): Pick<ReportRow, 'paperId' | 'paperBytes' | 'paperSha256'> {
  for (const { contentType, url, size, extension } of forms) {
    const paperId = Id.safeParse(/^(?:.*\/)?Binary\/([^/]+)$/.exec(url ?? '')?.[1]);
    if (contentType !== 'application/pdf' || !paperId.success) continue;
    const sha256 = extension?.find((one) => one.url === extensions.sha256)?.valueString;
    return { paperId: paperId.data, paperBytes: size ?? null, paperSha256: /^[0-9a-f]{64}$/.test(sha256 ?? '') ? (sha256 ?? null) : null };
  }
  return { paperId: null, paperBytes: null, paperSha256: null };
}

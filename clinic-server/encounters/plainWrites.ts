import type { Reference, Resource } from '@medplum/fhirtypes';
import type { Tx } from '../db/pool.ts';
import { patientOf } from '../fhir/compartment.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { WriteRule } from '../fhir/writeRule.ts';

interface Named {
  readonly path: string;
  readonly type: 'Appointment' | 'Encounter';
  readonly references: readonly (Reference | undefined)[];
}

/** What a resource says it belongs to. The types beside it that R4 allows there are not kept here and lead nowhere. */
function namedIn(resource: Resource): Named[] {
  switch (resource.resourceType) {
    case 'Encounter':
      return [
        { path: 'Encounter.appointment', type: 'Appointment', references: resource.appointment ?? [] },
        { path: 'Encounter.partOf', type: 'Encounter', references: [resource.partOf] },
      ];
    case 'ChargeItem':
      return [{ path: 'ChargeItem.context', type: 'Encounter', references: [resource.context] }];
    case 'DocumentReference':
      return [{ path: 'DocumentReference.context.encounter', type: 'Encounter', references: resource.context?.encounter ?? [] }];
    default:
      return [];
  }
}

const mixed = (path: string): never => {
  throw new FhirRefusal(422, 'another_patient', { expression: [path] });
};

const plain = /^([A-Za-z]+)\/([A-Za-z0-9.-]{1,64})$/;

/** Ids of that type; whatever is not plainly another type could be read as one by somebody, and is refused. */
function idsOf({ path, type, references }: Named): string[] {
  return references.flatMap(({ reference } = {}) => {
    if (reference === undefined) return [];
    const [, target, id] = plain.exec(reference) ?? [];
    if (target === undefined || id === undefined) return mixed(path);
    return target === type ? [id] : [];
  });
}

/**
 * It has to be there, with this patient. Whose a resource is never changes, not even by removing it: so nobody else's can come to stand
 * under the same id afterwards, and no lock is needed.
 */
async function assertOwn(tx: Tx, named: Named, patient: string | null): Promise<void> {
  const ids = [...new Set(idsOf(named))];
  if (ids.length === 0) return;
  const { count } = await tx.query('select from resource r where r.type = $1 and r.id = any($2) and r.patient::text = $3', [named.type, ids, patient?.toLowerCase()]);
  if (count !== ids.length) mixed(named.path);
}

/** A file is opened only for whom it was brought; here for the doctor, who would read one person's conclusion as another's. */
async function assertOwnFiles(tx: Tx, resource: Resource, patient: string | null): Promise<void> {
  if (resource.resourceType !== 'DocumentReference' || patient === null) return;
  const files = resource.content.flatMap(({ attachment }) => (attachment.url?.startsWith('Binary/') ? [attachment.url.slice('Binary/'.length)] : []));
  const { count } = await tx.query(
    `select from result_file f where f.id::text = any($1) and f.patient::text <> $2
     union all select from document_copy c where c.id::text = any($1) and c.patient::text <> $2 limit 1`,
    [files, patient.toLowerCase()],
  );
  if (count > 0) mixed('DocumentReference.content');
}

/** A report may come from a laboratory that knows visits we do not; one we do know must be this patient's. */
async function assertOwnReport(tx: Tx, resource: Resource, patient: string | null): Promise<void> {
  if (resource.resourceType !== 'DiagnosticReport' || resource.encounter?.reference === undefined) return;
  const [, type, id] = plain.exec(resource.encounter.reference) ?? [];
  if (type !== 'Encounter') return;
  const { count } = await tx.query(`select from resource r where r.type = 'Encounter' and r.id = $1 and r.patient::text <> $2`, [id, patient?.toLowerCase()]);
  if (count > 0) mixed('DiagnosticReport.encounter');
}

/** S7. A visit, what was done at it, what it cost and its papers are one person's, whoever writes them. */
export const visitsAreOnePersons: WriteRule = {
  // Nothing is decided by rows that may change: no lock of its own.
  async prepare() {},
  async settle(tx, changes, about) {
    for (const change of changes) {
      const { after } = change;
      if (!after) continue;
      await about(change, async () => {
        const patient = patientOf(after);
        for (const named of namedIn(after)) await assertOwn(tx, named, patient);
        await assertOwnFiles(tx, after, patient);
        await assertOwnReport(tx, after, patient);
      });
    }
  },
};

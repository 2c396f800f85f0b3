import type { ActivityDefinition, ServiceRequest } from '@medplum/fhirtypes';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Stored } from '../fhir/resourceStore.ts';
import type { Change, WriteRule } from '../fhir/writeRule.ts';
import { isOrderLine, keptOf, stateOf, statusOf } from './orderLine.ts';
import { rulesOf } from './soldServices.ts';

const invalid = (path: string): never => {
  throw new FhirRefusal(422, 'invalid_resource', { expression: [path] });
};

/** The newest version of the line that was not a removal: one that was removed comes back as what it was, or not at all. */
async function lastLine(tx: Tx, { before, after }: Change): Promise<ServiceRequest | null> {
  if (before) return before as Stored<ServiceRequest>;
  const { rows } = await tx.query<{ content: ServiceRequest }>(
    `select p.content from resource_past p where p.type = 'ServiceRequest' and p.id = $1 and not p.deleted order by p.version desc limit 1`,
    [after?.id],
  );
  return rows[0]?.content ?? null;
}

/** P3. Whoever writes it: what was ordered at which price stays what the patient agreed to. */
async function settleLine(tx: Tx, change: Change): Promise<void> {
  const line = change.after as Stored<ServiceRequest> | null;
  if (!line) return;
  const before = await lastLine(tx, change);
  const wasOrdered = before !== null && isOrderLine(before);
  if (!wasOrdered && !isOrderLine(line)) return;
  const state = stateOf(line);
  if (state === null) return invalid('ServiceRequest.extension');
  if (line.status !== statusOf[state]) return invalid('ServiceRequest.status');
  const kept = keptOf(line);
  const had = wasOrdered ? keptOf(before) : kept;
  if (kept.code !== had.code || kept.kopecks !== had.kopecks) throw new FhirRefusal(409, 'price_kept');
  if (kept.orderId === null || kept.orderId !== had.orderId) return invalid('ServiceRequest.identifier');
  if (kept.number === null || kept.number !== had.number) return invalid('ServiceRequest.requisition');
  if (kept.code === null) return invalid('ServiceRequest.code');
  if (kept.kopecks === null) return invalid('ServiceRequest.extension');
}

/** What the clinic's own systems may do to pre-orders, and to the rules of preparation, by plain FHIR. */
export const ordersKeepTheirPrices: WriteRule = {
  // Nothing but the rows themselves is decided about, and those are locked by the write.
  async prepare() {},
  async settle(tx, changes, about) {
    for (const change of changes) {
      const type = (change.after ?? change.before)?.resourceType;
      if (type === 'ServiceRequest') await about(change, () => settleLine(tx, change));
      // A rule no program can read would be left out by every one of them, and a patient come unprepared.
      if (type === 'ActivityDefinition' && change.after && rulesOf(change.after as Stored<ActivityDefinition>).includes(null))
        await about(change, () => Promise.reject(new FhirRefusal(422, 'invalid_resource', { expression: ['ActivityDefinition.extension'] })));
    }
  },
};

import type { Money, Reference, ServiceRequest } from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { fromDecimalRoubles, type Kopecks } from '../../shared/lib/money.ts';
import { toWire, type Instant, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import type { Stored } from '../fhir/resourceStore.ts';
import type { SoldService } from './soldServices.ts';

/** One line of a pre-order is one ServiceRequest (row P2); docs/wire.md says which element is what. */

/** How far an order is, and the status of FHIR that says the same in its own words. */
export const statusOf = { sent: 'active', confirmed: 'active', ready: 'active', done: 'completed', cancelled: 'revoked' } as const;
export type ServerOrderState = keyof typeof statusOf;

/** System of the identifier that holds the order's own id; the requisition's number is for people. */
export const orderIdSystem = `${systems.orderNumber}/id`;

export interface OrderPaper {
  readonly orderId: Id;
  readonly number: string;
  readonly day: MoscowDay | null;
  readonly patient: Id;
  /** Who acts for the patient (row R10), or null. */
  readonly relatedPerson: Id | null;
  readonly signIn: Id | null;
  readonly authoredOn: Instant;
}

/** The patient, or who acts for them. */
export const actorReference = (patient: Id, relatedPerson: Id | null): Reference<never> => ({
  reference: relatedPerson === null ? `Patient/${patient}` : `RelatedPerson/${relatedPerson}`,
});

export function orderLine(lineId: Id, { code, name, kopecks }: Pick<SoldService, 'code' | 'name' | 'kopecks'>, paper: OrderPaper): ServiceRequest & { id: string } {
  return {
    resourceType: 'ServiceRequest',
    id: lineId,
    identifier: [{ system: orderIdSystem, value: paper.orderId }],
    requisition: { system: systems.orderNumber, value: paper.number },
    status: statusOf.sent,
    intent: 'order',
    code: { coding: [{ system: systems.nomenclature, code }], ...name },
    subject: { reference: `Patient/${paper.patient}` },
    requester: actorReference(paper.patient, paper.relatedPerson),
    authoredOn: toWire(paper.authoredOn),
    ...(paper.day === null ? {} : { occurrenceDateTime: paper.day }),
    extension: [
      { url: extensions.orderState, valueCode: 'sent' },
      { url: extensions.price, valueMoney: { value: kopecks / 100, currency: 'RUB' } },
      ...(paper.signIn === null ? [] : [{ url: extensions.signIn, valueString: paper.signIn }]),
    ],
  };
}

/** The same line, further on. */
export function inState<R extends ServiceRequest>(line: R, state: ServerOrderState): R {
  return {
    ...line,
    status: statusOf[state],
    extension: (line.extension ?? []).map((one) => (one.url === extensions.orderState ? { ...one, valueCode: state } : one)),
  };
}

export function stateOf(line: ServiceRequest): ServerOrderState | null {
  const states = (line.extension ?? []).filter(({ url }) => url === extensions.orderState);
  const state = states[0]?.valueCode;
  return states.length === 1 && state !== undefined && Object.hasOwn(statusOf, state) ? (state as ServerOrderState) : null;
}

export interface Kept {
  readonly code: string | null;
  readonly kopecks: Kopecks | null;
  readonly orderId: string | null;
  readonly number: string | null;
}

function kopecksIn(money: Money | undefined): Kopecks | null {
  const { value, currency } = money ?? {};
  return value !== undefined && value >= 0 && value < 1e9 && currency === 'RUB' ? fromDecimalRoubles(value) : null;
}

const onlyOne = <T>(values: readonly T[] | undefined): T | undefined => (values?.length === 1 ? values[0] : undefined);

/** What a line keeps for ever; null is missing, or there twice. */
export function keptOf({ code, extension, identifier, requisition }: ServiceRequest): Kept {
  return {
    code: onlyOne(code?.coding?.filter(({ system }) => system === systems.nomenclature))?.code ?? null,
    kopecks: kopecksIn(onlyOne(extension?.filter(({ url }) => url === extensions.price))?.valueMoney),
    orderId: onlyOne(identifier?.filter(({ system }) => system === orderIdSystem))?.value ?? null,
    number: requisition?.system === systems.orderNumber ? (requisition.value ?? null) : null,
  };
}

/** Whether it says of itself that it is a line of a pre-order. A doctor's own referral is none, and no rule of ours. */
export function isOrderLine({ identifier, requisition, extension }: ServiceRequest): boolean {
  return (
    (identifier ?? []).some(({ system }) => system === orderIdSystem) ||
    requisition?.system === systems.orderNumber ||
    (extension ?? []).some(({ url }) => url === extensions.orderState)
  );
}

/** The lines of that patient's order, locked, always in one order, so that two writers of one order do not wait for each other. */
export async function lockedLines(tx: Tx, patient: Id, orderId: Id): Promise<Stored<ServiceRequest>[]> {
  const { rows } = await tx.query<{ content: Stored<ServiceRequest> }>(
    `select r.content from resource r where r.type = 'ServiceRequest' and r.patient = $1 and not r.deleted
       and r.content->'identifier' @> $2::jsonb order by r.id for update`,
    [patient, JSON.stringify([{ system: orderIdSystem, value: orderId }])],
  );
  return rows.map(({ content }) => content);
}

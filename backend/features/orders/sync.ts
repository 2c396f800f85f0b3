import * as z from 'zod';
import { Beside, CodeableConcept, codingOf, idIn, kopecksOf, localText, Money, Reference, WireInstant } from '../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { dayOf, fromWire, moscowDay, MoscowDay } from '../../../shared/lib/moscow.ts';
import type { WriteTx } from '../../db/types.ts';
import type { ClinicRequest } from '../../sync/clinicApi.ts';
import type { EntryContext, SyncRules } from '../../sync/rules.ts';
import * as store from './store.ts';

const Extension = z.object({ url: z.string(), valueCode: z.string().optional(), valueMoney: Money.optional(), valueString: z.string().optional() });

const ServiceRequest = z.object({
  resourceType: z.literal('ServiceRequest'),
  id: Id,
  status: z.string(),
  identifier: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })).optional(),
  requisition: z.object({ value: z.string().optional() }).optional(),
  code: CodeableConcept.extend({ _text: Beside.optional() }),
  subject: Reference,
  authoredOn: WireInstant,
  /** A day, or an instant of it. */
  occurrenceDateTime: z.string().optional(),
  extension: z.array(Extension),
});

const states: readonly store.ServerState[] = ['sent', 'confirmed', 'ready', 'done', 'cancelled'];
/** Where the clinic's system wrote no state of ours. */
const byStatus: Readonly<Record<string, store.ServerState>> = { active: 'sent', 'on-hold': 'sent', completed: 'done', revoked: 'cancelled' };

/** Null for what is no line of a pre-order: entered in error, a draft, or a doctor's own referral. */
function toLine(content: unknown): store.LineRow | null {
  const { id, status, identifier, requisition, code, subject, authoredOn, occurrenceDateTime, extension } = ServiceRequest.parse(content);
  const orderId = identifier?.find(({ system }) => system === `${systems.orderNumber}/id`)?.value;
  const fallback = byStatus[status];
  if (orderId === undefined || fallback === undefined) return null;
  const valueOf = (url: string) => extension.find((one) => one.url === url);
  const coding = z.object({ code: z.string().min(1) }).parse(codingOf(code, systems.nomenclature));
  const name = localText(code.text ?? coding.code, code._text);
  return {
    ...{ id, orderId: Id.parse(orderId), patientId: Id.parse(idIn(subject, 'Patient')), number: requisition?.value ?? '' },
    state: states.find((state) => state === valueOf(extensions.orderState)?.valueCode) ?? fallback,
    ...{ code: coding.code, nameRu: name.ru, nameEn: name.en, authoredAt: authoredOn },
    kopecks: kopecksOf(Money.parse(valueOf(extensions.price)?.valueMoney)),
    day: occurrenceDateTime === undefined ? null : occurrenceDateTime.includes('T') ? dayOf(fromWire(occurrenceDateTime)) : moscowDay(occurrenceDateTime),
  };
}

const Patient = z.object({ id: Id, gender: z.string().optional(), birthDate: z.string().optional() });

/** A birth date that is only a year says too little to refuse a test over it. */
function toPerson(content: unknown): store.PersonRow {
  const { id, gender, birthDate } = Patient.parse(content);
  return { patientId: id, sex: gender === 'male' || gender === 'female' ? gender : null, birthDate: MoscowDay.safeParse(birthDate).data ?? null };
}

const ActivityDefinition = z.object({ id: Id, extension: z.array(z.object({ url: z.string(), valueString: z.string().optional() })).optional() });

const Answer = z.object({ entry: z.array(z.object({ resource: z.unknown() })) });

/** The server's answer is the order; written with the settling, so that no moment shows neither the request nor the order. */
function take(tx: WriteTx, body: unknown): void {
  for (const { resource } of Answer.parse(body).entry) {
    const line = toLine(resource);
    // On a kiosk the patient may have left and another may be here: an order is kept only beside its own patient.
    if (line !== null && store.hasPatient(tx, line.patientId)) store.saveLine(tx, line);
  }
}

/** An entry goes as the device, under the sign-in it was made in: it must arrive also when the patient has long left. */
function operation(name: string, entry: EntryContext, parameter: readonly object[]): ClinicRequest {
  return {
    ...{ method: 'POST', path: `/fhir/ServiceRequest/${name}`, as: 'device', idempotencyKey: entry.commandId },
    ...(entry.signInId === null ? {} : { signInId: entry.signInId }),
    body: { resourceType: 'Parameters', parameter },
  };
}

const orderParameter = (orderId: Id) => ({ name: 'orderId', valueUuid: `urn:uuid:${orderId}` });

const everyRequest = {
  // A cancellation waits for the order it is about.
  touches: ({ orderId }: { orderId: Id }) => [`ServiceRequest/${orderId}`],
  // Nothing of the server's is edited locally (see orderList.ts), so a pull never has to wait for an entry.
  locks: () => [],
  applied: (tx: WriteTx, _input: unknown, body: unknown) => take(tx, body),
  // The outbox keeps the refusal, and reading an order shows it.
  refused: () => {},
  // Never sent: reading an order goes past it.
  withdraw: () => true,
};

export const ordersSync = {
  apply: {
    ServiceRequest: (tx, { id, content }) => {
      const line = toLine(content);
      if (line === null) store.removeLine(tx, id);
      else store.saveLine(tx, line);
    },
    Patient: (tx, { content }) => store.savePerson(tx, toPerson(content)),
    ActivityDefinition: (tx, { content }) => {
      const { id, extension } = ActivityDefinition.parse(content);
      store.savePreparation(tx, id, (extension ?? []).flatMap(({ url, valueString }) => (url === extensions.preparation && valueString !== undefined ? [valueString] : [])));
    },
    // The rows are the price list's. It is named here because a cart on screen is read again when its feature changes.
    ChargeItemDefinition: () => {},
  },
  remove: { ServiceRequest: store.removeLine, Patient: store.removePerson, ActivityDefinition: store.removePreparation, ChargeItemDefinition: () => {} },
  push: {
    'orders.send': {
      ...everyRequest,
      toRequest: ({ orderId, day, lines }, entry) => {
        const { number } = z.object({ number: z.string() }).parse(entry.output);
        return operation('$order', entry, [
          orderParameter(orderId),
          { name: 'number', valueString: number },
          ...(day === null ? [] : [{ name: 'day', valueDate: day }]),
          ...lines.map(({ lineId, code, kopecks }) => ({
            name: 'line',
            part: [
              { name: 'lineId', valueUuid: `urn:uuid:${lineId}` },
              { name: 'code', valueCode: code },
              { name: 'price', valueMoney: { value: kopecks / 100, currency: 'RUB' } },
            ],
          })),
        ]);
      },
    },
    'orders.cancel': { ...everyRequest, toRequest: ({ orderId }, entry) => operation('$cancel-order', entry, [orderParameter(orderId)]) },
  },
} satisfies SyncRules<'orders'>;

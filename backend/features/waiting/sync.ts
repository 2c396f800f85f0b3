import * as z from 'zod';
import { Beside, CodeableConcept, codingOf, idIn, localText, Reference, WireInstant } from '../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { PartOfDay } from '../../../shared/lib/partOfDay.ts';
import type { WriteTx } from '../../db/types.ts';
import type { ClinicRequest } from '../../sync/clinicApi.ts';
import type { EntryContext, PulledResource, SyncRules } from '../../sync/rules.ts';
import * as store from './store.ts';

const State = z.object({ status: z.string() });

const Wish = z.object({
  id: Id,
  identifier: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })).optional(),
  specialty: z.array(CodeableConcept).min(1),
  requestedPeriod: z.array(z.object({ start: WireInstant, end: WireInstant })).min(1),
  created: WireInstant,
  participant: z.array(z.object({ actor: Reference.optional() })),
  extension: z.array(z.object({ url: z.string(), valueCode: z.string().optional() })).optional(),
});

const Coding = z.object({ code: z.string(), display: z.string(), _display: Beside.optional() });

/** Null for a visit, or a wish that has ended: the appointments feature shows the one, nobody the other. */
function toEntry(content: unknown): store.EntryRow | null {
  if (State.parse(content).status !== 'waitlist') return null;
  const { id, identifier, specialty, requestedPeriod, created, participant, extension } = Wish.parse(content);
  const [period] = requestedPeriod;
  if (period === undefined) return null;
  const actors = participant.map(({ actor }) => actor?.reference ?? '');
  const named = (type: string) => actors.find((reference) => reference.startsWith(`${type}/`))?.slice(type.length + 1);
  const speciality = Coding.parse(codingOf(specialty[0], systems.speciality));
  const name = localText(speciality.display, speciality._display);
  const roleId = named('PractitionerRole');
  return {
    ...{ id, specialityRu: name.ru, specialityEn: name.en, fromAt: period.start, untilAt: period.end, joinedAt: created },
    patientId: Id.parse(named('Patient')),
    number: identifier?.find(({ system }) => system === systems.appointmentNumber)?.value ?? '',
    roleId: roleId === undefined ? null : Id.parse(roleId),
    part: PartOfDay.safeParse(extension?.find(({ url }) => url === extensions.partOfDay)?.valueCode).data ?? null,
  };
}

const Task = z.object({
  id: Id,
  status: z.string(),
  code: CodeableConcept.optional(),
  for: Reference,
});

/** What only an offer has. */
const Offer = z.object({
  basedOn: z.array(Reference).min(1),
  focus: Reference,
  authoredOn: WireInstant,
  restriction: z.object({ period: z.object({ end: WireInstant }) }),
});

/** Null for a task of another kind, and for an offer that has had its answer. */
function toOffer(content: unknown): store.OfferRow | null {
  const { id, status, code, for: patient } = Task.parse(content);
  if (status !== 'requested' || codingOf(code, systems.taskKind)?.code !== 'slot-offer') return null;
  const { basedOn, focus, authoredOn, restriction } = Offer.parse(content);
  return {
    ...{ id, patientId: Id.parse(idIn(patient, 'Patient')), offeredAt: authoredOn, untilAt: restriction.period.end },
    entryId: Id.parse(idIn(basedOn[0], 'Appointment')),
    slotId: Id.parse(idIn(focus, 'Slot')),
  };
}

/** An entry goes as the device, under the sign-in it was made in: it must arrive also when the patient has long left. */
function operation(path: string, entry: EntryContext, parameter: readonly object[] = []): ClinicRequest {
  return {
    ...{ method: 'POST', path, as: 'device', idempotencyKey: entry.commandId },
    ...(entry.signInId === null ? {} : { signInId: entry.signInId }),
    body: { resourceType: 'Parameters', ...(parameter.length === 0 ? {} : { parameter }) },
  };
}

const everyRequest = {
  // Everything about one wish in its order: leaving waits for the joining it is about.
  touches: ({ entryId }: { entryId: Id }) => [`Appointment/${entryId}`],
  // Nothing of the server's is edited locally (see known.ts), so a pull never has to wait for an entry.
  locks: () => [],
  // The outbox keeps the refusal, and reading the list shows it.
  refused: () => {},
  // Never sent: reading the list goes past it.
  withdraw: () => true,
};

/** The server's answer is the wish, or the visit it has become; on a kiosk its patient may have left and another be here. */
function takeWish(tx: WriteTx, { entryId }: { entryId: Id }, body: unknown): void {
  const entry = toEntry(body);
  if (entry === null) store.removeEntry(tx, entryId);
  else if (store.hasPatient(tx, entry.patientId)) store.saveEntry(tx, entry);
}

/** `takeVisit`: what a visit is, the appointments know. The answer's version is remembered, so the feed would not bring it a second time. */
export const createWaitingSync = (takeVisit: (tx: WriteTx, resource: PulledResource) => void) => ({
  apply: {
    Appointment: (tx, { id, content }) => {
      const entry = toEntry(content);
      if (entry === null) store.removeEntry(tx, id);
      else store.saveEntry(tx, entry);
    },
    Task: (tx, { id, content }) => {
      const offer = toOffer(content);
      if (offer === null) store.removeOffer(tx, id);
      else store.saveOffer(tx, offer);
    },
  },
  remove: { Appointment: store.removeEntry, Task: store.removeOffer },
  push: {
    'waiting.join': {
      ...everyRequest,
      applied: takeWish,
      toRequest: ({ entryId, roleId, anyDoctor, from, until, part }, entry) => {
        const { number } = z.object({ number: z.string() }).parse(entry.output);
        return operation('/fhir/Appointment/$wait-list', entry, [
          { name: 'entryId', valueUuid: `urn:uuid:${entryId}` },
          { name: 'number', valueString: number },
          { name: 'role', valueReference: { reference: `PractitionerRole/${roleId}` } },
          { name: 'anyDoctor', valueBoolean: anyDoctor },
          { name: 'from', valueDate: from },
          { name: 'until', valueDate: until },
          ...(part === null ? [] : [{ name: 'part', valueCode: part }]),
        ]);
      },
    },
    'waiting.leave': { ...everyRequest, applied: takeWish, toRequest: ({ entryId }, entry) => operation(`/fhir/Appointment/${entryId}/$leave-list`, entry) },
    'waiting.accept': {
      ...everyRequest,
      applied: (tx, input, body) => {
        takeWish(tx, input, body);
        takeVisit(tx, { resourceType: 'Appointment', id: input.entryId, version: 0, content: body });
        store.removeOffer(tx, input.offerId);
      },
      toRequest: ({ offerId }, entry) => operation(`/fhir/Task/${offerId}/$accept-offer`, entry),
    },
    'waiting.decline': {
      ...everyRequest,
      applied: (tx, { offerId }) => store.removeOffer(tx, offerId),
      toRequest: ({ offerId }, entry) => operation(`/fhir/Task/${offerId}/$decline-offer`, entry),
    },
  },
} satisfies SyncRules<'waiting'>);

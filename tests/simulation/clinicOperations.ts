import * as z from 'zod';
import { idOf } from '../../clinic-server/scheduling/appointmentResource.ts';
import { book } from '../../clinic-server/scheduling/book.ts';
import { cancel, reschedule } from '../../clinic-server/scheduling/change.ts';
import { checkIn } from '../../clinic-server/scheduling/checkIn.ts';
import { extendHold, hold, releaseHold } from '../../clinic-server/scheduling/hold.ts';
import { holdAnswer, readParameters, required, SlotReference, UrnId } from '../../clinic-server/scheduling/parameters.ts';
import type { SlotStore } from '../../clinic-server/scheduling/slotStore.ts';
import { FhirRefusal } from '../../clinic-server/fhir/refusal.ts';
import { defaultWaiting } from '../../clinic-server/waiting/rules.ts';
import { leaseIn, wordIn } from '../../clinic-server/leases/reliedIn.ts';
import { systems } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import { fromWire, type Instant } from '../../shared/lib/moscow.ts';
import type { ClinicLeases } from './clinicLeases.ts';
import type { Setting } from './clinicPapers.ts';

export interface Policy {
  readonly changeableHours: number;
  readonly maxActiveVisits: number;
  readonly holdSeconds: number;
}

interface About {
  readonly device: Id;
  readonly patient: Id | null;
  readonly signIn: Id | null;
  readonly body: unknown;
  /** How many histories the server has had. */
  readonly ordinal: number;
}

/** `shows`: the resource as it is after the commit. */
export interface Done {
  readonly status: number;
  readonly body?: object;
  readonly shows?: string;
  /** The word of the server by which the visit has its time. */
  readonly word?: number | null;
}
type Operation = (store: SlotStore, about: About) => Promise<Done>;
type Read = ReturnType<typeof readParameters>;

const Asked = z.object({
  id: Id,
  start: z.string(),
  created: z.string(),
  identifier: z.array(z.object({ system: z.string(), value: z.string() })).default([]),
  slot: z.tuple([z.object({ reference: z.string() })]),
  participant: z.array(z.object({ actor: z.object({ reference: z.string() }) })),
});

interface Needs {
  readonly setting: Setting;
  readonly policy: Policy;
  readonly newId: () => Id;
  readonly now: () => Instant;
  readonly leases: ClinicLeases;
}

/** The doors of the server's operations, as clinic-server/scheduling/operations.ts opens them over HTTP; behind them are the same decisions. */
export function operationOf({ setting, policy, newId, now, leases }: Needs): (path: string) => Operation | null {
  const freeing = { changeableHours: policy.changeableHours, offers: { ...defaultWaiting, maxActiveVisits: policy.maxActiveVisits, newId } };
  const patientOf = ({ patient }: About): Id => {
    if (patient === null) throw new FhirRefusal(403, 'forbidden');
    return patient;
  };
  const reliedIn = (read: Read, { device, ordinal }: About, slot: Id) => leases.relied(leaseIn(read, { device, slot }, leases), wordIn(read), ordinal);
  const holdIdIn = (body: unknown): Id | null => readParameters(body)('holdId', 'valueUuid', UrnId) ?? null;

  const bookIt: Operation = async (store, about) => {
    const read = readParameters(about.body);
    const visit = required(read('appointment', 'resource', Asked), 'appointment');
    const patient = patientOf(about);
    const slot = idOf('Slot', visit.slot[0]) ?? '';
    const { word } = await book(
      store,
      {
        ...{ appointment: visit.id, slot, patient, device: about.device, holdId: holdIdIn(about.body), startsAt: fromWire(visit.start) },
        paper: { number: visit.identifier.find(({ system }) => system === systems.appointmentNumber)?.value ?? null, created: fromWire(visit.created), signIn: about.signIn },
        relied: reliedIn(read, about, slot),
      },
      policy,
      now(),
    );
    return { status: 201, shows: `Appointment/${visit.id}`, word };
  };

  const extend: Operation = async (store, { body, device }) => ({ status: 200, body: holdAnswer(await extendHold(store, { holdId: required(holdIdIn(body) ?? undefined, 'holdId'), device }, now())) });
  const release: Operation = async (store, { body, device }) => {
    await releaseHold(store, { holdId: required(holdIdIn(body) ?? undefined, 'holdId'), device });
    return { status: 204 };
  };
  const holdIt = (slot: Id): Operation => async (store, { body, device }) => ({
    status: 200,
    body: holdAnswer(await hold(store, { slot, holdId: required(holdIdIn(body) ?? undefined, 'holdId'), device, seconds: policy.holdSeconds }, now())),
  });
  const cancelIt = (appointment: Id): Operation => async (store, about) => {
    const read = readParameters(about.body);
    const reason = required(read('reason', 'valueCode', z.string()), 'reason');
    const formerly = leases.relied(null, wordIn(read), about.ordinal) !== null;
    await cancel(store, { appointment, patient: patientOf(about), paper: { reason, comment: null }, formerly }, freeing, now());
    return { status: 200, shows: `Appointment/${appointment}`, word: await store.nextWord() };
  };
  const moveIt = (appointment: Id): Operation => async (store, about) => {
    const read = readParameters(about.body);
    const slot = required(read('slot', 'valueReference', SlotReference), 'slot');
    const { word } = await reschedule(store, { appointment, patient: patientOf(about), slot, device: about.device, holdId: holdIdIn(about.body), relied: reliedIn(read, about, slot) }, freeing, now());
    return { status: 200, shows: `Appointment/${appointment}`, word };
  };
  const checkInto = (appointment: Id): Operation => async (store, about) => {
    await checkIn(store, { appointment, patient: patientOf(about), device: about.device, office: setting.office }, now());
    return { status: 200, shows: `Appointment/${appointment}` };
  };

  const fixed: Readonly<Record<string, Operation>> = { '/fhir/Slot/$extend-hold': extend, '/fhir/Slot/$release': release, '/fhir/Appointment/$book': bookIt };
  const ofOne: Readonly<Record<string, (id: Id) => Operation>> = {
    'Slot/$hold': holdIt,
    'Appointment/$cancel': cancelIt,
    'Appointment/$reschedule': moveIt,
    'Appointment/$check-in': checkInto,
  };
  return (path) => {
    const [, type = '', id = '', name = ''] = /^\/fhir\/([A-Za-z]+)\/([^/$]+)\/(\$[a-z-]+)$/.exec(path) ?? [];
    return fixed[path] ?? ofOne[`${type}/${name}`]?.(id) ?? null;
  };
}

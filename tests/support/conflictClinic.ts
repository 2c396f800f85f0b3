import { randomUUID } from 'node:crypto';
import { defaultConfig } from '../../clinic-server/config.ts';
import { headers } from '../../shared/fhir/names.ts';
import { ConflictSide } from '../../shared/features/conflicts.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { instant, type Instant } from '../../shared/lib/moscow.ts';
import { bookParameters, enrolDevice, type TestDevice } from './clinicDevice.ts';
import { startClinic, type TestClinic } from './clinicServer.ts';
import { at, entries, type Answer, type Ask } from './fhirClient.ts';
import { seedSmallClinic, type Person, type SmallClinic } from './smallClinic.ts';
import { staffAt, type TestStaff } from './staffDesk.ts';

const hour = 3_600_000;

export interface ConflictClinic {
  readonly clinic: TestClinic;
  readonly small: SmallClinic;
  readonly kiosk: TestDevice;
  readonly desk: TestDevice;
  readonly registrar: TestStaff;
  readonly person: (index: number) => Person;
  readonly signIn: (index: number) => Id;
  /** One that nobody has or has had. */
  readonly freshSlot: () => Promise<SmallClinic['slots'][number]>;
  /** What the device brings of somebody who has left. */
  readonly push: (path: string, parameter: readonly object[], signInId: Id, more?: { readonly key?: Id; readonly attended?: boolean; readonly madeAt?: Instant }) => Promise<Answer>;
  readonly book: (index: number, slot: SmallClinic['slots'][number], more?: { readonly key?: Id; readonly attended?: boolean; readonly appointmentId?: Id; readonly madeAt?: Instant }) => Promise<Answer>;
  readonly casesOf: (key: Id) => Promise<readonly { readonly id: Id; readonly kind: string }[]>;
  readonly read: (id: Id) => Promise<ShownCase>;
}

export interface ShownCase {
  readonly task: unknown;
  readonly ours: ConflictSide;
  readonly theirs: ConflictSide;
  readonly decisions: readonly unknown[];
  readonly times: readonly Id[];
}

/** A clinic with two patients who have signed in at a kiosk, and a registrar at the desk. */
export async function startConflictClinic({ times = 40 }: { readonly times?: number } = {}): Promise<ConflictClinic> {
  const clinic = await startClinic({ config: { policy: { ...defaultConfig.policy, maxActiveVisits: 30 } } });
  const now = Date.now();
  const small = await seedSmallClinic(clinic.pool, { people: 3, slots: Array.from({ length: times }, (_, index) => ({ startsAt: instant(now + (30 + index) * hour), doctor: index % 2 })) });
  const [kiosk, desk] = [await enrolDevice(clinic), await enrolDevice(clinic, { profile: 'reception' })];
  const registrar = await staffAt(clinic, desk);
  const signIns = await Promise.all(small.people.map((one) => kiosk.signIn(one)));
  const had = new Set<Id>();
  const person = (index: number): Person => small.people[index] ?? none();
  const signIn = (index: number): Id => signIns[index]?.signInId ?? none();
  const push: ConflictClinic['push'] = (path, parameter, signInId, { key = randomUUID(), attended = false, madeAt } = {}) =>
    kiosk.ask('POST', path, { resourceType: 'Parameters', parameter }, {
      ...{ [headers.idempotencyKey]: key, [headers.signIn]: signInId },
      ...(attended ? {} : { [headers.attended]: 'no', ...(madeAt === undefined ? {} : { [headers.madeAt]: String(madeAt) }) }),
    });
  return {
    ...{ clinic, small, kiosk, desk, registrar, person, signIn, push },
    async freshSlot() {
      const { rows } = await clinic.pool.query<{ slot: Id }>('select slot from occupancy');
      for (const { slot } of rows) had.add(slot);
      const found = small.slots.find(({ id }) => !had.has(id)) ?? none();
      had.add(found.id);
      return found;
    },
    book: (index, slot, { appointmentId = randomUUID(), ...more } = {}) => push('/fhir/Appointment/$book', bookParameters({ slot, patientId: person(index).id, appointmentId }), signIn(index), more),
    async casesOf(key) {
      const { rows } = await clinic.pool.query<{ id: Id; kind: string }>('select id, kind from conflict_case where command_key = $1', [key]);
      return rows;
    },
    read: (id) => shown(registrar.ask, id),
  };
}

function none(): never {
  throw new Error('there are no more of them');
}

async function shown(ask: Ask, id: Id): Promise<ShownCase> {
  const answer = await ask('GET', `/fhir/Task/${id}/$conflict`);
  if (answer.status !== 200) throw new Error(`the server answered ${answer.status}`);
  const input = (at(answer.body, 'input') ?? []) as readonly { readonly type: { readonly coding: readonly { readonly code: string }[] } }[];
  const parts = (code: string, element: string): readonly unknown[] => input.filter(({ type }) => type.coding[0]?.code === code).map((one) => at(one, element));
  const side = (code: string): ConflictSide => ConflictSide.parse(JSON.parse(String(parts(code, 'valueString')[0])));
  return {
    ...{ task: answer.body, ours: side('ours'), theirs: side('theirs'), decisions: parts('decision', 'valueCode') },
    times: parts('time', 'valueReference').map((reference) => String(at(reference, 'reference')).replace('Slot/', '')),
  };
}

export const decideAs = (ask: Ask, id: Id, decision: string, { slot, note }: { readonly slot?: Id; readonly note?: string } = {}): Promise<Answer> =>
  ask('POST', `/fhir/Task/${id}/$decide`, {
    resourceType: 'Parameters',
    parameter: [
      { name: 'decision', valueCode: decision },
      ...(slot === undefined ? [] : [{ name: 'slot', valueReference: { reference: `Slot/${slot}` } }]),
      ...(note === undefined ? [] : [{ name: 'note', valueString: note }]),
    ],
  });

export const undoAs = (ask: Ask, id: Id): Promise<Answer> => ask('POST', `/fhir/Task/${id}/$undo`, { resourceType: 'Parameters' });

export const listAs = async (ask: Ask, state: 'open' | 'decided' = 'open'): Promise<readonly unknown[]> => entries(await ask('GET', `/fhir/Task/$conflicts?state=${state}&_count=200`)).map(({ resource }) => resource);

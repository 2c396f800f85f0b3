import { randomUUID } from 'node:crypto';
import type { Slot } from '@medplum/fhirtypes';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { findResource, updateResource } from '../../clinic-server/fhir/resourceStore.ts';
import { passOnOnce } from '../../clinic-server/waiting/rounds.ts';
import { defaultWaiting, type WaitingSettings } from '../../clinic-server/waiting/rules.ts';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, dayOf, instant, instantAt, type MoscowDay } from '../../shared/lib/moscow.ts';
import { bookParameters, enrolDevice, type TestDevice } from './clinicDevice.ts';
import { startClinic, type TestClinic } from './clinicServer.ts';
import { at, type Answer } from './fhirClient.ts';
import { seedSmallClinic, type Person, type SmallClinic } from './smallClinic.ts';

export interface WaitingClinic {
  readonly clinic: TestClinic;
  readonly small: SmallClinic;
  readonly device: TestDevice;
  readonly signIns: readonly Id[];
  readonly patients: readonly Id[];
  readonly today: MoscowDay;
  /** A round of the server as it will be in so many minutes: its clock stays what it is. */
  roundIn(minutes: number): Promise<number>;
  join(patient: number, more?: { role?: number; anyDoctor?: boolean; from?: MoscowDay; until?: MoscowDay; part?: string; entry?: Id }): Promise<Answer>;
  book(patient: number, slot: number, appointmentId?: Id): Promise<Id>;
  cancel(patient: number, appointment: Id): Promise<Answer>;
  answer(patient: number, offer: Id, how: 'accept' | 'decline', key?: Id): Promise<Answer>;
  leave(patient: number, entry: Id): Promise<Answer>;
  /** Open offers: whom by number, which slot by number. */
  offers(): Promise<readonly { id: Id; entry: Id; patient: number; slot: number; state: string }[]>;
  statusOf(slot: number): Promise<string | undefined>;
  /** Nobody waits and nothing is offered: for the next test. */
  clearList(): Promise<void>;
  /** `step reason patient` of a time. */
  trace(slot: number): Promise<readonly string[]>;
}

export const speciality = 'endocrinology';

/** Two doctors of one speciality; times at the minutes given, so many days from today. People may be written to at any hour. */
export async function startWaitingClinic(slots: readonly { day?: number; minute: number; doctor?: number }[], { people = 5, waiting = {}, mail = null }: { people?: number; waiting?: Partial<WaitingSettings>; mail?: { url: string; from: string } | null } = {}): Promise<WaitingClinic> {
  const today = dayOf(instant(Date.now()));
  const clinic = await startClinic({ config: { waiting: { ...defaultWaiting, fromMinute: 0, untilMinute: 24 * 60, ...waiting }, mail, publicUrl: 'https://cabinet.clinic.example' } });
  const small = await seedSmallClinic(clinic.pool, { slots: slots.map(({ day = 1, minute, doctor = 0 }) => ({ startsAt: instantAt(addDays(today, day), minute), doctor })), people });
  await inTransaction(clinic.pool, async (tx) => {
    for (const roleId of small.roleIds) {
      const row = await findResource(tx, 'PractitionerRole', roleId);
      if (row?.content.resourceType === 'PractitionerRole') await updateResource(tx, { ...row.content, specialty: [{ coding: [{ system: systems.speciality, code: speciality }] }] });
    }
  });
  const device = await enrolDevice(clinic);
  const signIns: Id[] = [];
  for (const person of small.people) signIns.push((await device.signIn(person)).signInId);
  const patients = small.people.map(({ id }: Person) => id);
  const signed = (patient: number) => ({ signInId: signIns[patient] ?? '' });
  return {
    ...{ clinic, small, device, signIns, patients },
    today,
    roundIn: (minutes) => passOnOnce(clinic.parts, instant(Date.now() + minutes * 60_000)),
    join: (patient, { role = 0, anyDoctor = false, from = today, until = addDays(today, 10), part, entry = randomUUID() } = {}) =>
      device.write(
        '/fhir/Appointment/$wait-list',
        [
          { name: 'entryId', valueUuid: `urn:uuid:${entry}` },
          { name: 'number', valueString: 'К01-0100' },
          { name: 'role', valueReference: { reference: `PractitionerRole/${small.roleIds[role] ?? ''}` } },
          { name: 'anyDoctor', valueBoolean: anyDoctor },
          { name: 'from', valueDate: from },
          { name: 'until', valueDate: until },
          ...(part ? [{ name: 'part', valueCode: part }] : []),
        ],
        signed(patient),
      ),
    async book(patient, slot, appointmentId = randomUUID()) {
      const facts = small.slots[slot];
      if (!facts) throw new Error('no such slot');
      const answer = await device.write('/fhir/Appointment/$book', bookParameters({ slot: facts, patientId: patients[patient] ?? '', appointmentId }), signed(patient));
      if (answer.status !== 201) throw new Error(`booking answered ${answer.status} ${JSON.stringify(answer.body)}`);
      return appointmentId;
    },
    cancel: (patient, appointment) => device.write(`/fhir/Appointment/${appointment}/$cancel`, [{ name: 'reason', valueCode: 'plans' }], signed(patient)),
    answer: (patient, offer, how, key = randomUUID()) => device.write(`/fhir/Task/${offer}/$${how}-offer`, [], { ...signed(patient), key }),
    leave: (patient, entry) => device.write(`/fhir/Appointment/${entry}/$leave-list`, [], signed(patient)),
    async offers() {
      const { rows } = await clinic.pool.query<{ id: Id; entry: Id; patient: Id; slot: Id; state: string }>(`select o.id, o.entry, o.patient, o.slot, o.state from waiting_offer o where o.state = 'open' order by o.until, o.id`);
      return rows.map(({ patient, slot, ...row }) => ({ ...row, patient: patients.indexOf(patient), slot: small.slots.findIndex(({ id }) => id === slot) }));
    },
    async statusOf(slot) {
      const { rows } = await clinic.pool.query<{ content: Slot }>(`select content from resource where type = 'Slot' and id = $1`, [small.slots[slot]?.id]);
      return rows[0]?.content.status;
    },
    async clearList() {
      await clinic.pool.query(`delete from occupancy where kind = 'offer'`);
      await clinic.pool.query(`update waiting_offer set state = 'withdrawn' where state = 'open'`);
      await clinic.pool.query(`delete from resource where type = 'Appointment' and content->>'status' = 'waitlist'`);
    },
    async trace(slot) {
      const { rows } = await clinic.pool.query<{ step: string; reason: string | null; patient: Id | null }>(
        `select t.step, t.reason, r.patient from waiting_trace t left join resource r on r.type = 'Appointment' and r.id = t.entry::text where t.slot = $1 order by t.seq`,
        [small.slots[slot]?.id],
      );
      return rows.map(({ step, reason, patient }) => [step, reason, patient === null ? null : patients.indexOf(patient)].filter((part) => part !== null).join(' '));
    },
  };
}

export const idOf = (answer: Answer): Id => String(at(answer.body, 'id'));

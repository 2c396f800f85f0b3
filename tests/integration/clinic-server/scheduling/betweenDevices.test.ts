import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultPolicy } from '../../../../clinic-server/config.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { bookParameters, enrolDevice, holdParameters, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, codeOf } from '../../../support/fhirClient.ts';
import { seedSmallClinic, type Person, type SmallClinic } from '../../../support/smallClinic.ts';

// What one device does while another is at the same time, or at the same key.

const tomorrow = Date.now() + 86_400_000;

let clinic: TestClinic;
let small: SmallClinic;
let kiosks: TestDevice[];
let person: Person;
let next = 0;

beforeAll(async () => {
  clinic = await startClinic({ config: { policy: { ...defaultPolicy, holdSeconds: 1, maxActiveVisits: 2 } } });
  small = await seedSmallClinic(clinic.pool, { people: 1, slots: Array.from({ length: 20 }, (_, index) => ({ startsAt: instant(tomorrow + index * 3_600_000) })) });
  const second = await clinic.another();
  kiosks = [await enrolDevice(clinic), await enrolDevice({ url: second.url, pool: clinic.pool })];
  const [first] = small.people;
  if (!first) throw new Error('no person');
  person = first;
});
afterAll(() => clinic.stop());

const freshSlot = () => {
  const slot = small.slots[next++];
  if (!slot) throw new Error('no more times');
  return slot;
};
const kioskAt = (index: number): TestDevice => {
  const kiosk = kiosks[index];
  if (!kiosk) throw new Error('no such kiosk');
  return kiosk;
};
const statusOf = async (slotId: string) => at((await kioskAt(0).ask('GET', `/fhir/Slot/${slotId}`)).body, 'status');

it('O3 a key is worth nothing in another device’s hands', async () => {
  const [slot, key] = [freshSlot(), randomUUID()];
  const asked = [`/fhir/Slot/${slot.id}/$hold`, holdParameters(randomUUID())] as const;
  expect((await kioskAt(0).write(...asked, { key })).status).toBe(200);
  const answer = await kioskAt(1).write(...asked, { key });
  expect([answer.status, codeOf(answer)]).toEqual([409, 'id_reused']);
});

it('S3 a running server looks for holds that ran out by itself', async () => {
  const slot = freshSlot();
  expect((await kioskAt(0).write(`/fhir/Slot/${slot.id}/$hold`, holdParameters(randomUUID()))).status).toBe(200);
  expect(await statusOf(slot.id)).toBe('busy-tentative');
  let status: unknown;
  for (const until = Date.now() + 20_000; Date.now() < until && status !== 'free'; ) {
    await pause(100);
    status = await statusOf(slot.id);
  }
  expect(status).toBe('free');
});

it('S4 requests at one moment cannot book more visits than the clinic allows', async () => {
  const signIns = [await kioskAt(0).signIn(person), await kioskAt(1).signIn(person)];
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      kioskAt(index % 2).write('/fhir/Appointment/$book', bookParameters({ slot: freshSlot(), patientId: person.id }), {
        signInId: signIns[index % 2]?.signInId ?? '',
      }),
    ),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
  expect(answers.map(codeOf).filter((code) => code === 'too_many_visits')).toHaveLength(8);
});

it('S5 the server turns the database’s own no into a refusal a patient understands', async () => {
  const slot = freshSlot();
  const past = await clinic.pool.connect();
  try {
    // Somebody who writes past the server is not yet to be seen, and cannot be waited for by any lock of ours.
    await past.query('begin');
    await past.query(`insert into occupancy (slot, kind, appointment) values ($1, 'appointment', gen_random_uuid())`, [slot.id]);
    const asked = kioskAt(0).write(`/fhir/Slot/${slot.id}/$hold`, holdParameters(randomUUID()));
    await pause(300);
    await past.query('commit');
    const answer = await asked;
    expect([answer.status, codeOf(answer)]).toEqual([409, 'slot_taken']);
  } finally {
    past.release();
  }
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Published } from '../../../../clinic-server/documents/published.ts';
import type { DocumentKind } from '../../../../shared/lib/clinicDocument.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { bookParameters, enrolDevice, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, refusal, type Ask } from '../../../support/fhirClient.ts';
import { publishBoth } from '../../../support/publishedDocuments.ts';
import { seedSmallClinic, type Person, type SmallClinic } from '../../../support/smallClinic.ts';

let clinic: TestClinic;
let small: SmallClinic;
let inForce: Record<DocumentKind, Published>;
let kiosk: TestDevice;
let next = 0;
const hour = 3_600_000;

beforeAll(async () => {
  clinic = await startClinic();
  inForce = await publishBoth(clinic);
  small = await seedSmallClinic(clinic.pool, { people: 4, slots: Array.from({ length: 40 }, (_, index) => ({ startsAt: instant(Math.ceil(Date.now() / hour) * hour + (30 + index) * hour) })) });
  kiosk = await enrolDevice(clinic);
});
afterAll(() => clinic.stop());

const freshSlot = () => {
  const slot = small.slots[next++];
  if (!slot) throw new Error('no more times');
  return slot;
};
const someone = (index: number): Person => {
  const person = small.people[index];
  if (!person) throw new Error('no such person');
  return person;
};
const once = () => ({ 'idempotency-key': randomUUID() });
const agree = (ask: Ask) => {
  const { version, texts } = inForce.consent;
  return ask('POST', '/identity/acceptances', { kind: 'consent', version, sha256: texts[0]?.sha256, how: 'typed', signature: null, typedName: 'Лесная Анна', acceptedAt: clinic.parts.now() }, once());
};
const withdraw = (ask: Ask, purposes: readonly string[] | null) => ask('POST', '/identity/consents/withdraw', { purposes }, once());

async function signedIn(index: number) {
  const person = someone(index);
  const { signInId, ask } = await kiosk.signIn(person);
  const book = (slot = freshSlot()) => kiosk.write('/fhir/Appointment/$book', bookParameters({ appointmentId: randomUUID(), slot, patientId: person.id }), { signInId });
  const move = (id: unknown) => kiosk.write(`/fhir/Appointment/${String(id)}/$reschedule`, [{ name: 'slot', valueReference: { reference: `Slot/${freshSlot().id}` } }], { signInId });
  const cancel = (id: unknown) => kiosk.write(`/fhir/Appointment/${String(id)}/$cancel`, [{ name: 'reason', valueCode: 'plans' }], { signInId });
  return { ask, book, move, cancel };
}

it('D3 from a whole withdrawal on nothing is booked and nothing moved; cancelling stays, and a new consent opens it again', async () => {
  const { ask, book, move, cancel } = await signedIn(0);
  expect((await agree(ask)).status).toBe(201);
  const [first, second] = [await book(), await book()];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect((await withdraw(ask, null)).status).toBe(200);
  expect(refusal(await book())).toBe('409 consent_withdrawn');
  expect(refusal(await move(at(first.body, 'id')))).toBe('409 consent_withdrawn');
  // Neither the refused move nor the withdrawal has touched what was booked before.
  expect(at((await ask('GET', `/fhir/Appointment/${String(at(first.body, 'id'))}`)).body, 'slot', 0, 'reference')).toBe(at(first.body, 'slot', 0, 'reference'));
  expect(at((await cancel(at(second.body, 'id'))).body, 'status')).toBe('cancelled');
  expect((await agree(ask)).status).toBe(201);
  expect([(await book()).status, (await move(at(first.body, 'id'))).status]).toEqual([201, 200]);
});

it('D3 one purpose that was taken back stops no booking, and who never signed here is not refused', async () => {
  const part = await signedIn(1);
  await agree(part.ask);
  expect((await withdraw(part.ask, ['reminders'])).status).toBe(200);
  expect((await part.book()).status).toBe(201);
  const never = await signedIn(2);
  expect((await never.book()).status).toBe(201);
});

it('D3 a booking of the same moment is before the withdrawal and stands, or after it and is refused', async () => {
  const { ask, book } = await signedIn(3);
  const seen = new Set<string>();
  for (let round = 0; round < 6; round += 1) {
    await agree(ask);
    const [booked, withdrawn] = await Promise.all([book(), withdraw(ask, null)]);
    expect(withdrawn.status).toBe(200);
    seen.add(booked.status === 201 ? 'stands' : refusal(booked));
    // Whatever the race was, afterwards the word is the withdrawal's.
    expect(refusal(await book())).toBe('409 consent_withdrawn');
  }
  expect([...seen].every((one) => one === 'stands' || one === '409 consent_withdrawn')).toBe(true);
});

it('D3 a booking that waits for the same person’s withdrawal sees it', async () => {
  const { ask, book } = await signedIn(3);
  await agree(ask);
  const client = await clinic.pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`patient:${someone(3).id}`]);
    const [withdrawal, booking] = [withdraw(ask, null), new Promise<void>((resolve) => setTimeout(resolve, 300)).then(() => book())];
    await new Promise((resolve) => setTimeout(resolve, 600));
    // Both stand in line behind the lock: neither has read or written a word.
    const { rows } = await client.query<{ waiting: number }>(`select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`);
    expect(rows[0]?.waiting).toBe(2);
    await client.query('commit');
    expect([(await withdrawal).status, refusal(await booking)]).toEqual([200, '409 consent_withdrawn']);
  } finally {
    client.release();
  }
});

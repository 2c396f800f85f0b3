import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systems } from '../../../../shared/fhir/names.ts';
import type { Id } from '../../../../shared/lib/ids.ts';
import { dayOf, instant, instantAt, toWire } from '../../../../shared/lib/moscow.ts';
import type { Seal } from '../../../../shared/lib/seal.ts';
import { bookParameters, enrolDevice, newDeviceKey, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, codeOf, refusal, type Answer } from '../../../support/fhirClient.ts';
import { printedText } from '../../../support/printedSlip.ts';
import { seedSmallClinic, type SmallClinic } from '../../../support/smallClinic.ts';

// Nine in the morning of the clinic's day, and from there as fast as every other clock.
const nine = instantAt(dayOf(instant(Date.now())), 9 * 60);
const offset = nine - Date.now();
const now = () => instant(Date.now() + offset);
const minutes = (count: number) => instant(nine + count * 60_000);

let clinic: TestClinic;
let small: SmallClinic;
let printer: TestDevice;
let next = 0;

beforeAll(async () => {
  clinic = await startClinic({ now, config: { policy: { idleSeconds: 60, warnSeconds: 20, changeableHours: 0, maxActiveVisits: 1000, holdSeconds: 120, holdSecondsLonger: 300 } } });
  small = await seedSmallClinic(clinic.pool, { people: 1, slots: [...Array.from({ length: 12 }, (_, index) => ({ startsAt: minutes(300 + index * 20) })), { startsAt: minutes(26 * 60) }] });
  printer = await enrolDevice(clinic, { now: now(), officeId: small.officeId });
}, 60_000);
afterAll(() => clinic.stop());

/** A device of its own for each test: wrong slips are counted by device. */
const newKiosk = (officeId: Id = small.officeId) => enrolDevice(clinic, { now: now(), officeId });

async function booked(index = next++): Promise<Id> {
  const [person, slot] = [small.people[0], small.slots[index]];
  if (!person || !slot) throw new Error('no such time');
  const { signInId } = await printer.signIn(person);
  const appointmentId = randomUUID();
  expect((await printer.write('/fhir/Appointment/$book', bookParameters({ slot, patientId: person.id, appointmentId, number: 'К07-0012' }), { signInId })).status).toBe(201);
  return appointmentId;
}

const sealOf = (id: Id, more: Partial<Seal> = {}): Seal => ({ kind: 'slip', id, number: 'К07-0012', at: now(), time: minutes(300), device: printer.id, state: 'booked', digest: '00112233aabbccdd', ...more });
const slipOf = async (id: Id, more: Partial<Seal> = {}): Promise<string> => printedText(printer.key, sealOf(id, more));
const bySlip = (kiosk: TestDevice, slip: unknown, key: Id = randomUUID()): Promise<Answer> => kiosk.write('/fhir/Appointment/$check-in-by-slip', [{ name: 'slip', valueString: slip }], { key });
const named = (answer: Answer) => new Map((at(answer.body, 'parameter') as { name: string }[]).map((one) => [one.name, one]));

it('S8 a slip gives the number without a sign-in, the same one each time, and says nothing of whose it is', async () => {
  const kiosk = await newKiosk();
  const slip = await slipOf(await booked());
  const answer = await bySlip(kiosk, slip);
  expect(answer.status).toBe(200);
  const parameters = named(answer);
  expect([...parameters.keys()].toSorted()).toEqual(['ahead', 'queueNumber', 'startsAt', 'state']);
  expect(at(parameters.get('queueNumber'), 'valueString')).toMatch(/^\d{3}$/);
  const said = JSON.stringify(answer.body);
  for (const private_ of ['Пациентова', 'Анна', small.people[0]?.id ?? '', 'Patient', 'PractitionerRole', 'К07-0012']) expect(said).not.toContain(private_);
  expect((await bySlip(kiosk, slip)).body).toEqual(answer.body);
});

it('S8 a scanner under a Russian layout types other letters, and the slip is the same', async () => {
  const slip = await slipOf(await booked());
  const russian = [...slip].map((letter) => 'ФИСВУАПРШОЛДЬТЩЗЙКЫЕГМЦЧНЯ'['ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(letter)] ?? letter).join('').toLowerCase();
  expect((await bySlip(await newKiosk(), `${russian}\n`)).status).toBe(200);
});

it('S8 whatever is wrong with a slip has one refusal, and nothing is written', async () => {
  const id = await booked();
  const good = await slipOf(id);
  const stranger = await newDeviceKey();
  const revoked = await enrolDevice(clinic, { now: now(), officeId: small.officeId });
  await clinic.pool.query('update device set revoked_at = $2 where id = $1', [revoked.id, new Date(now() - 60_000).toISOString()]);
  const corpus: readonly string[] = [
    '',
    ' ',
    '—–-−',
    '-'.repeat(200),
    `'; drop table check_in; --`,
    `%' or 1=1 --`,
    '\u0000\u202E\uFFFF',
    'А'.repeat(250),
    'A'.repeat(10_240),
    '7'.repeat(207),
    '🧾'.repeat(100),
    '{"resourceType":"Appointment"}',
    'К07-0012',
    '001',
    id,
    `Appointment/${id}`,
    `${good}A`,
    good.slice(1),
    good.slice(0, -1),
    good.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
    `${good.slice(0, 60)}${good[60] === 'A' ? 'B' : 'A'}${good.slice(61)}`,
    // Signed well, about something else.
    await slipOf(randomUUID()),
    await slipOf(small.people[0]?.id ?? ''),
    await slipOf(id, { kind: 'order' }),
    await slipOf(id, { kind: 'result' }),
    await slipOf(id, { kind: 'receipt' }),
    // Signed by nobody of ours.
    await printedText(stranger, sealOf(id)),
    await printedText(stranger, sealOf(id, { device: randomUUID() })),
    await printedText(revoked.key, sealOf(id, { device: revoked.id })),
  ];
  const refused = new Set<string>();
  for (const slip of corpus) {
    const answer = await bySlip(await newKiosk(), slip);
    refused.add(`${refusal(answer)} ${JSON.stringify(answer.body)}`);
  }
  expect([...refused].map((one) => one.slice(0, 16))).toEqual(['404 slip_unknown']);
  for (const slip of [undefined, null, 17, ['a'], { a: 1 }]) expect(refusal(await bySlip(await newKiosk(), slip))).toBe('400 invalid_request');
  expect((await clinic.pool.query('select 1 from check_in where appointment = $1', [id])).rowCount).toBe(0);
  expect((await bySlip(await newKiosk(), good)).status).toBe(200);
}, 60_000);

it('S8 a genuine slip that cannot be checked in says which reason it is', async () => {
  expect(refusal(await bySlip(await newKiosk(), await slipOf(await booked(12))))).toBe('409 not_today');
  expect(refusal(await bySlip(await newKiosk(randomUUID()), await slipOf(await booked())))).toBe('409 another_office');
  const cancelled = await booked();
  await clinic.pool.query(`update resource set content = content || '{"status":"cancelled"}' where id = $1`, [cancelled]);
  expect(refusal(await bySlip(await newKiosk(), await slipOf(cancelled, { state: 'waiting' })))).toBe('409 not_active');
});

it('S8 a device that scans rubbish waits, a sign-in there and slips elsewhere do not, and good ones are not counted', async () => {
  const [kiosk, other] = [await newKiosk(), await newKiosk()];
  const slip = await slipOf(await booked());
  for (let times = 0; times < 30; times++) expect((await bySlip(kiosk, slip)).status).toBe(200);
  const answers: Answer[] = [];
  for (let times = 0; times < 17; times++) answers.push(await bySlip(kiosk, 'AAAA'));
  expect(answers.slice(0, 15).map(refusal)).toEqual(Array.from({ length: 15 }, () => '404 slip_unknown'));
  const slowed = answers.find((answer) => answer.status === 429);
  expect([codeOf(slowed ?? answers[0] as Answer), Number(slowed?.headers.get('retry-after'))]).toEqual(['slow_down', expect.any(Number)]);
  expect((await bySlip(other, slip)).status).toBe(200);
  const person = small.people[0];
  if (person) expect((await kiosk.signIn(person)).signInId).not.toBe('');
});

it('S8 the slip is a device’s alone: beside a sign-in it is refused, for its owner would be written into the visit', async () => {
  const kiosk = await newKiosk();
  const person = small.people[0];
  if (!person) throw new Error('no person');
  const { signInId, ask } = await kiosk.signIn(person);
  const slip = await slipOf(await booked());
  const body = [{ name: 'slip', valueString: slip }];
  expect(refusal(await kiosk.write('/fhir/Appointment/$check-in-by-slip', body, { signInId }))).toBe('403 forbidden');
  const asPatient = await ask('POST', '/fhir/Appointment/$check-in-by-slip', { resourceType: 'Parameters', parameter: body }, { 'idempotency-key': randomUUID() });
  expect(refusal(asPatient)).toBe('403 forbidden');
});

it('S8 the number is where the room and the registrar read it: in the visit itself', async () => {
  const id = await booked();
  const answer = await bySlip(await newKiosk(), await slipOf(id));
  const { rows } = await clinic.pool.query<{ content: { status: string; identifier: { system: string; value: string }[] } }>(`select content from resource where id = $1`, [id]);
  expect(rows[0]?.content.status).toBe('arrived');
  expect(rows[0]?.content.identifier.find(({ system }) => system === systems.queueNumber)?.value).toBe(at(named(answer).get('queueNumber'), 'valueString'));
  expect(at(named(answer).get('startsAt'), 'valueInstant')).toBe(toWire(small.slots[next - 1]?.startsAt ?? now()));
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { byCommand } from '../../../../backend/sync/outbox.ts';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { addDeviceToken } from '../../../../clinic-server/devices/deviceStore.ts';
import { hashOf, newSecret } from '../../../../clinic-server/devices/secrets.ts';
import { contract, isChannel } from '../../../../shared/contract.ts';
import { headers, keptWires, oldestWire, wireVersion } from '../../../../shared/fhir/names.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { clinic as golden } from '../../../golden/facts.ts';
import { putOnDisk, readGolden, type GoldenQueue } from '../../../golden/queue.ts';
import { eventually } from '../../../support/backend.ts';
import { bookParameters } from '../../../support/clinicDevice.ts';
import type { TestClinic } from '../../../support/clinicServer.ts';
import { client, refusal, type Ask } from '../../../support/fhirClient.ts';
import { startGoldenClinic, startGoldenDevice } from '../../../support/goldenClinic.ts';

/** One of every kind; what an earlier build wrote differently has the ids of the same commands. */
const queues = readGolden().filter(({ file, channel, version }) => file === `${channel}.${String(version)}.json`);
let server: TestClinic;
let device: Awaited<ReturnType<typeof startGoldenDevice>>;
let ask: Ask;

beforeAll(async () => {
  server = await startGoldenClinic();
  device = await startGoldenDevice(server);
  const token = newSecret();
  await inTransaction(server.pool, (tx) => addDeviceToken(tx, { hash: hashOf(token), device: device.deviceId, expiresAt: instant(server.parts.now() + 3_600_000) }));
  ask = client(server.url, token);
}, 60_000);
afterAll(async () => {
  await device.stop();
  await server.stop();
});

const commandOf = ({ outbox }: GoldenQueue) => String(outbox['command_id']);
const outcome = (queue: GoldenQueue) => {
  const entry = byCommand(device.db.read, commandOf(queue));
  return { channel: queue.channel, state: entry?.state, refusal: entry?.refusal ?? null };
};
/** What the clinic says to these, for nobody was offered anything here. */
const withoutOffer: readonly string[] = ['waiting.accept', 'waiting.decline'];

test('F21 a queue with every kind of command is taken by the real server: none lost, none set aside, none refused for its shape', async () => {
  const { today } = golden.slots;
  const slot = { id: today.id, startsAt: today.startsAt, endsAt: (today.startsAt + 20 * 60_000) as typeof today.startsAt, status: 'free' as const };
  const visit = await ask('POST', '/fhir/Appointment/$book', { resourceType: 'Parameters', parameter: bookParameters({ slot, patientId: golden.patientId, appointmentId: golden.visitId, number: 'К03-0009' }) }, { [headers.idempotencyKey]: crypto.randomUUID(), [headers.signIn]: golden.signInId });
  expect(visit.status).toBe(201);
  device.db.write((tx) => queues.forEach((queue) => putOnDisk(tx, queue)));
  device.engine.start();
  await eventually(() => device.engine.status(), ({ unsent }) => unsent === 0, 60_000);
  expect(queues.map(outcome)).toEqual(queues.map(({ channel }) => ({ channel, state: withoutOffer.includes(channel) ? 'refused' : 'applied', refusal: withoutOffer.includes(channel) ? 'not_found' : null })));
  for (const { channel } of queues) expect(isChannel(channel) && contract[channel].kind).toBe('command');
  expect(device.bugs).toEqual([]);
}, 90_000);

test('F21 the server takes the wire of the two builds before it and of the two after, of every command, and says 426 to what is older', async () => {
  const send = ({ request }: GoldenQueue, wire: number) =>
    ask(String(request['method']) as 'POST', String(request['path']), request['body'], { [headers.wire]: String(wire), [headers.idempotencyKey]: String(request['idempotencyKey']), [headers.signIn]: String(request['signInId']), ...(String(request['path']).startsWith('/fhir') ? {} : { 'content-type': 'application/json' }) });
  for (const queue of queues) {
    const answers = new Set<number>();
    for (let wire = oldestWire(wireVersion); wire <= wireVersion + keptWires; wire += 1) answers.add((await send(queue, wire)).status);
    // The same command again: whatever it was answered before, and never that its wire is too old.
    expect([queue.channel, [...answers].every((status) => status < 300 || (withoutOffer.includes(queue.channel) && status === 404))]).toEqual([queue.channel, true]);
    expect([queue.channel, refusal(await send(queue, oldestWire(wireVersion) - 1))]).toEqual([queue.channel, '426 wire_too_old']);
  }
}, 60_000);

import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { byCommand, forgetOld, queueAppliedAgain, sequenceOf, settle } from '../../../backend/sync/outbox.ts';
import { headers } from '../../../shared/fhir/names.ts';
import { refuse, startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { syncDevice, type SyncDevice } from '../../support/syncDevice.ts';

let server: ScriptedServer;
let device: SyncDevice;

beforeEach(async () => {
  server = await startScriptedServer();
  device = syncDevice(server);
});
afterEach(async () => {
  await device.stop();
  await server.stop();
});

const positionOf = (commandId: string) => byCommand(device.db.read, commandId)?.position ?? Number.NaN;
const numberOf = (commandId: string) => device.db.write((tx) => sequenceOf(tx, positionOf(commandId)));
const quarantined = { ...(refuse(202, 'quarantined') as { status: number; body: unknown }) };

test('O6 a command keeps the number it goes out under, and no other ever has it', () => {
  const [first, second] = [device.cancel().commandId, device.cancel().commandId];
  expect([numberOf(first), numberOf(second), numberOf(first)]).toEqual([1, 2, 1]);
  device.db.write((tx) => {
    settle(tx, positionOf(first), 'applied', null, Date.now());
    // A server that was restored hears it under the number of then.
    queueAppliedAgain(tx);
  });
  expect(numberOf(first)).toBe(1);
  device.db.write((tx) => {
    for (const commandId of [first, second]) settle(tx, positionOf(commandId), 'applied', null, 0);
    forgetOld(tx, Date.now());
  });
  expect(numberOf(device.cancel().commandId)).toBe(3);
});

test('O6 on the line a command says its number, the same at every try', async () => {
  let tries = 0;
  server.state.write = () => (++tries === 1 ? { status: 503 } : { status: 200, body: { resourceType: 'Basic' } });
  const { commandId } = device.cancel();
  device.engine.start();
  expect(await device.engine.outcome(commandId, 20_000)).toMatchObject({ state: 'applied' });
  expect(server.writes().map((said) => [said.headers[headers.idempotencyKey], said.headers[headers.sequence]])).toEqual([[commandId, '1'], [commandId, '1']]);
});

test('O6 what the centre keeps in quarantine is set aside here and not shown as done', async () => {
  server.state.write = () => quarantined;
  const { commandId } = device.cancel();
  device.engine.start();
  expect(await device.engine.outcome(commandId, 20_000)).toMatchObject({ state: 'aside' });
  expect(byCommand(device.db.read, commandId)).toMatchObject({ state: 'aside', refusal: 'quarantined' });
});

const Left = z.object({ assertion: z.string(), key: z.string(), number: z.number(), method: z.literal('POST'), path: z.string(), body: z.looseObject({}) });

test('F23 a device that is believed no more leaves what it did, oldest first and each under its key, and keeps what was not taken', async () => {
  server.state.refusesDevice = true;
  let taken = 0;
  server.state.write = () => (++taken > 2 ? refuse(429, 'slow_down') : quarantined);
  const made = [device.cancel(), device.cancel(), device.cancel()];
  device.engine.start();
  for (const { commandId } of made.slice(0, 2)) expect(await device.engine.outcome(commandId, 20_000)).toMatchObject({ state: 'aside' });
  await device.engine.roundDone();
  const left = server.heard.filter(({ path }) => path === '/device/quarantine').map(({ body }) => Left.parse(body));
  expect(left.slice(0, 3).map(({ key, number, path }) => [key, number, path])).toEqual(made.map(({ commandId, appointmentId }, index) => [commandId, index + 1, `/fhir/Appointment/${appointmentId}/$cancel`]));
  expect(new Set(left.map(({ assertion }) => assertion)).size).toBe(left.length);
  expect(device.stateOf(made[2]?.commandId ?? '')).toBe('sent');
  expect(server.writes()).toEqual([]);
});

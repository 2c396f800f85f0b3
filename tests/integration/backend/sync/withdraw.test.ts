import { afterEach, beforeEach, expect, test } from 'vitest';
import { byCommand, listQueue } from '../../../../backend/sync/outbox.ts';
import { NotSent } from '../../../../backend/sync/clinicApi.ts';
import { push } from '../../../../backend/sync/push.ts';
import { indexRules } from '../../../../backend/sync/ruleIndex.ts';
import { eventually } from '../../../support/backend.ts';
import { startScriptedServer, type ScriptedServer } from '../../../support/scriptedServer.ts';
import { syncDevice, type SyncDevice } from '../../../support/syncDevice.ts';

let server: ScriptedServer;
let device: SyncDevice;

beforeEach(async () => {
  server = await startScriptedServer();
  device = syncDevice(server);
  device.engine.start();
  await eventually(() => device.engine.status().line, (line) => line === 'up');
});
afterEach(async () => {
  await device.stop();
  await server.stop();
});

const take = (commandId: string) => device.engine.withdraw({ commandId, alsoLater: true, patientId: null, at: Date.now(), audit: () => undefined });
const lineIs = (line: 'up' | 'down') => eventually(() => device.engine.status().line, (now) => now === line);
/** Keys of the commands the server has heard. */
const pushed = () => server.heard.flatMap(({ method, headers }) => (method === 'POST' && typeof headers['idempotency-key'] === 'string' ? [headers['idempotency-key']] : []));

test('S4 what is done without a line stays surely unsent, however often the line was tried, and what was taken back is never sent', async () => {
  await server.pause();
  await lineIs('down');
  const [taken, kept] = [device.cancel(), device.cancel()];
  for (let round = 0; round < 4; round += 1) {
    device.engine.trigger();
    await device.engine.roundDone();
  }
  // Also where the line was believed to be up: no connection, no request.
  const pushing = { db: device.db, clinic: device.parts.clinic, rules: indexRules(device.rules), wallNow: Date.now, reportBug: () => undefined, holdsPatient: () => true, attended: () => true, wanted: () => true, onSettled: () => undefined };
  await expect(push(pushing)).rejects.toBeInstanceOf(NotSent);
  expect(listQueue(device.db.read, 10).map(({ state, neverSent }) => [state, neverSent])).toEqual([['queued', 1], ['queued', 1]]);
  expect(take(taken.commandId)).toMatchObject({ commandIds: [taken.commandId] });
  expect(await device.engine.outcome(taken.commandId, 5_000)).toEqual({ state: 'refused', refusal: 'withdrawn' });
  expect(device.engine.status()).toMatchObject({ unsent: 1, aside: 0 });
  await server.resume();
  await eventually(() => device.stateOf(kept.commandId), (state) => state === 'applied');
  expect(pushed()).toEqual([kept.commandId]);
});

test('S4 an entry whose answer was lost is not taken back: it may have had its effect', async () => {
  server.state.write = () => 'cut';
  const { commandId } = device.cancel();
  device.engine.trigger();
  await eventually(pushed, (keys) => keys.length > 0);
  await lineIs('down');
  expect(take(commandId)).toBe('already_sent');
  await server.pause();
  // Tried again over no line at all: the first try still may have been heard.
  await device.engine.roundDone();
  expect(take(commandId)).toBe('already_sent');
  expect(byCommand(device.db.read, commandId)?.state).toBe('sent');
});

test('S4 an entry that is taken back while the queue is on its way does not go out with it', async () => {
  const [first, second] = [device.cancel(), device.cancel()];
  let said: unknown = null;
  server.state.write = ({ path }) => {
    // The first is at the server; the second still waits for its turn in the same round.
    if (path.includes(first.appointmentId)) said = take(second.commandId);
    return { status: 200, body: {} };
  };
  device.engine.trigger();
  await eventually(() => device.stateOf(first.commandId), (state) => state === 'applied');
  await device.engine.roundDone();
  expect(said).toMatchObject({ commandIds: [second.commandId] });
  expect(pushed()).toEqual([first.commandId]);
  expect(device.bugs).toEqual([]);
});

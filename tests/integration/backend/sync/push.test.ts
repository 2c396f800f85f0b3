import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../../../support/backend.ts';
import { refuse, startScriptedServer, type Answer, type ScriptedServer } from '../../../support/scriptedServer.ts';
import { syncDevice, type SyncDevice } from '../../../support/syncDevice.ts';

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

const settled = (commandId: string, state: string) => eventually(() => device.stateOf(commandId), (now) => now === state);
const keyOf = (index: number) => server.writes()[index]?.headers['idempotency-key'];
/** What the server says to one appointment; the others are taken. */
function answerTo(answers: Record<string, () => Answer>): void {
  server.state.write = ({ path }) => answers[path.split('/')[3] ?? '']?.() ?? { status: 200, body: {} };
}

test('S4 entries go out in the order they were made, each under its own key, and their effects commit with the answer', async () => {
  const made = [device.cancel(), device.cancel(), device.cancel()];
  device.engine.start();
  for (const { commandId } of made) await settled(commandId, 'applied');
  expect(server.writes().map(({ headers }) => headers['idempotency-key'])).toEqual(made.map(({ commandId }) => commandId));
  expect(device.notes()).toEqual(made.map(({ appointmentId }) => `applied ${appointmentId}`).toSorted());
  expect(device.topics).toContain(`outbox:${made[0]?.commandId}`);
});

test('S4 a refusal the call declares becomes visible through its rule', async () => {
  const { commandId, appointmentId } = device.cancel();
  answerTo({ [appointmentId]: () => refuse(409, 'too_late') });
  device.engine.start();
  await settled(commandId, 'refused');
  expect(await device.engine.outcome(commandId, 0)).toEqual({ state: 'refused', refusal: 'too_late' });
  expect(device.notes()).toEqual([`refused ${appointmentId} too_late`]);
});

test('O4 a lost answer is asked for again with the same key and the same words, and counts once', async () => {
  const { commandId, appointmentId } = device.cancel();
  let asked = 0;
  answerTo({ [appointmentId]: () => ((asked += 1) < 3 ? 'cut' : { status: 200, body: {} }) });
  device.engine.start();
  await settled(commandId, 'applied');
  const writes = server.writes();
  expect(writes.length).toBeGreaterThanOrEqual(3);
  expect(new Set(writes.map(({ headers, body }) => JSON.stringify([headers['idempotency-key'], body]))).size).toBe(1);
});

test.each<[string, () => Answer]>([
  ['500', () => refuse(500, 'internal')],
  ['503 without words', () => ({ status: 503, body: {} })],
  ['429', () => ({ status: 429, body: {}, headers: { 'retry-after': '1' } })],
  ['a captive portal', () => 'portal'],
])('O4 an entry answered %s stays and is taken when the server can', async (_what, bad) => {
  const { commandId, appointmentId } = device.cancel();
  let isBad = true;
  answerTo({ [appointmentId]: () => (isBad ? bad() : { status: 200, body: {} }) });
  device.engine.start();
  await eventually(() => server.writes().length, (count) => count >= 2);
  expect(device.stateOf(commandId)).toBe('sent');
  expect(device.engine.status()).toMatchObject({ unsent: 1 });
  isBad = false;
  await settled(commandId, 'applied');
});

test('O4 an entry answered with the server’s own error is never set aside, however often', async () => {
  const { commandId, appointmentId } = device.cancel();
  answerTo({ [appointmentId]: () => refuse(500, 'internal') });
  device.engine.start();
  await eventually(() => server.writes().length, (count) => count >= 8);
  expect(device.stateOf(commandId)).toBe('sent');
});

test('O4 a poisoned entry is set aside after five tries and the rest goes on, meanwhile and afterwards', async () => {
  const [poisoned, unmappable, good] = [device.cancel(), device.cancel('unmappable'), device.cancel()];
  answerTo({ [poisoned.appointmentId]: () => refuse(422, 'something_new') });
  device.engine.start();
  await settled(good.commandId, 'applied');
  await settled(poisoned.commandId, 'aside');
  await settled(unmappable.commandId, 'aside');
  expect(server.writes().filter(({ path }) => path.includes(poisoned.appointmentId))).toHaveLength(5);
  expect(device.engine.status()).toMatchObject({ unsent: 0, aside: 2 });
  expect(await device.engine.outcome(poisoned.commandId, 5_000)).toEqual({ state: 'aside', refusal: 'something_new' });
  const later = device.cancel();
  device.engine.trigger();
  await settled(later.commandId, 'applied');
});

test('O4 what builds on an entry that did not get through waits for it; what does not, passes', async () => {
  const first = device.cancel();
  const second = device.cancel(null, first.appointmentId);
  const other = device.cancel();
  let down = true;
  answerTo({ [first.appointmentId]: () => (down ? refuse(500, 'internal') : { status: 200, body: {} }) });
  device.engine.start();
  await settled(other.commandId, 'applied');
  expect(server.writes().some(({ headers }) => headers['idempotency-key'] === second.commandId)).toBe(false);
  down = false;
  await settled(second.commandId, 'applied');
  expect(device.stateOf(first.commandId)).toBe('applied');
});

test('K2 the answer to an entry of a patient who has left settles it and writes nothing of theirs', async () => {
  device.signIn();
  const { commandId } = device.cancel();
  device.parts.session.end();
  device.engine.start();
  await settled(commandId, 'applied');
  expect(device.notes()).toEqual([]);
});

test('O4 the loop asks once for many triggers during a round', async () => {
  device.engine.start();
  await device.engine.roundDone();
  const before = server.heard.filter(({ path }) => path.startsWith('/fhir/_history')).length;
  await Promise.all(Array.from({ length: 50 }, () => device.engine.roundDone()));
  expect(server.heard.filter(({ path }) => path.startsWith('/fhir/_history')).length - before).toBeLessThanOrEqual(3);
  expect(keyOf(0)).toBeUndefined();
});

test('S3 waiting for an outcome ends the moment it is known, and after its time with the honest state', async () => {
  const { commandId, appointmentId } = device.cancel();
  let down = true;
  answerTo({ [appointmentId]: () => (down ? refuse(500, 'internal') : { status: 200, body: {} }) });
  device.engine.start();
  expect(await device.engine.outcome(commandId, 2_000)).toMatchObject({ state: expect.stringMatching(/queued|sent/) });
  const waiting = device.engine.outcome(commandId, 200_000);
  down = false;
  expect(await waiting).toEqual({ state: 'applied', refusal: null });
  expect(await device.engine.outcome(crypto.randomUUID(), 5_000)).toEqual({ state: 'unknown', refusal: null });
});

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Unreachable } from '../../../../backend/sync/clinicApi.ts';
import { errorRows, position } from '../../../../backend/sync/feedStore.ts';
import { eventually } from '../../../support/backend.ts';
import { refuse, startScriptedServer, type ScriptedServer } from '../../../support/scriptedServer.ts';
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

const notice = (id: string, version: number, text: string) => ({ type: 'Communication', id, version, content: { text } });
const visit = (id: string, version: number, text: string) => ({ type: 'Appointment', id, version, content: { text } });
const gone = (type: string, id: string, version: number) => ({ type, id, version, deleted: true });

async function pulled(): Promise<void> {
  device.engine.start();
  await device.engine.roundDone();
}

test('O5 the feed is read page by page to its end and goes on from there', async () => {
  server.state.pageSize = 3;
  server.state.shared = Array.from({ length: 10 }, (_, index) => notice(randomUUID(), 1, `n${index}`));
  expect(device.engine.firstLoad()).toEqual({ done: 0, total: null });
  await pulled();
  expect(device.notes()).toHaveLength(10);
  expect(device.engine.firstLoad()).toBeNull();
  expect(position(device.db.read, 'shared')).toMatchObject({ cursor: 'one.10', complete: true });
  server.state.shared.push(notice(randomUUID(), 1, 'new'));
  await device.engine.roundDone();
  expect(device.notes()).toHaveLength(11);
});

test('I4 a row is applied only when its version is higher, whatever the order, deletions included', async () => {
  const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
  server.state.shared = [
    ...[notice(a, 3, 'third'), notice(a, 2, 'second'), notice(a, 10, 'tenth'), notice(a, 9, 'ninth')],
    ...[gone('Communication', b, 4), notice(b, 3, 'dead')],
    ...[notice(c, 1, 'old'), gone('Communication', c, 2)],
  ];
  await pulled();
  expect(device.notes()).toEqual([`${a} tenth`, `${a} third`].toSorted());
  server.state.shared.push(notice(b, 5, 'back'));
  await device.engine.roundDone();
  expect(device.notes()).toContain(`${b} back`);
});

test('O4 a row that cannot be read is kept beside its error and the rest of the page is taken', async () => {
  const [bad, good] = [randomUUID(), randomUUID()];
  server.state.shared = [{ type: 'Communication', id: bad, version: 1, content: { text: 7 as never } }, notice(good, 1, 'fine'), { type: 'Communication', id: 'no-uuid', version: 1 }];
  await pulled();
  expect(device.notes()).toEqual([`${good} fine`]);
  expect(errorRows(device.db.read, 'shared').map(({ type }) => type)).toEqual(['Communication', 'unreadable']);
  expect(position(device.db.read, 'shared').complete).toBe(true);
  server.state.shared.push(notice(bad, 2, 'mended'));
  await device.engine.roundDone();
  expect(errorRows(device.db.read, 'shared').map(({ type }) => type)).toEqual(['unreadable']);
});

test('O4 types nobody here wants are passed over in silence', async () => {
  server.state.shared = [{ type: 'Organization', id: randomUUID(), version: 1 }, { type: 'Basic', id: randomUUID(), version: 1 }];
  await pulled();
  expect(errorRows(device.db.read, 'shared')).toEqual([]);
  expect(device.bugs).toEqual([]);
});

test('S4 a row with an unanswered change of the patient waits, and is taken when the change has settled', async () => {
  const appointmentId = randomUUID();
  device.signIn();
  server.state.personal = [visit(appointmentId, 1, 'booked')];
  await device.engine.loadPatient();
  const { commandId } = device.cancel(null, appointmentId);
  let down = true;
  server.state.write = () => (down ? refuse(500, 'internal') : { status: 200, body: {} });
  server.state.personal.push(visit(appointmentId, 2, 'moved by the desk'), visit(appointmentId, 3, 'cancelled'));
  device.engine.start();
  await eventually(() => position(device.db.read, 'personal').cursor, (cursor) => cursor === 'one.3');
  expect(device.visits()).toEqual(['booked']);
  down = false;
  await eventually(() => device.stateOf(commandId), (state) => state === 'applied');
  expect(device.visits()).toEqual(['cancelled']);
});

test('K2 the patient who leaves while the page is on its way leaves nothing in memory, and the next starts from the beginning', async () => {
  const id = randomUUID();
  server.state.personal = [visit(id, 1, 'first patient')];
  device.signIn();
  server.state.feed = ({ headers }) => {
    if (headers['kabinet-device'] !== undefined) device.parts.session.end();
    return null;
  };
  await expect(device.engine.loadPatient()).rejects.toBeInstanceOf(Unreachable);
  expect(device.visits()).toEqual([]);
  server.state.feed = () => null;
  device.signIn();
  await device.engine.loadPatient();
  expect(device.visits()).toEqual(['first patient']);
  device.parts.session.end();
  expect(device.visits()).toEqual([]);
  expect(position(device.db.read, 'personal')).toEqual({ cursor: null, complete: false, restarted: false });
});

test('K2 the patient is not loaded when the server cannot be reached', async () => {
  device.signIn();
  await server.pause();
  await expect(device.engine.loadPatient()).rejects.toBeInstanceOf(Unreachable);
});

test('S9 a server restored from a backup is read again from the beginning; nothing queued is lost and what it forgot is told again', async () => {
  const [stays, lost] = [randomUUID(), randomUUID()];
  server.state.shared = [notice(stays, 7, 'seventh'), notice(lost, 1, 'lost')];
  const before = device.cancel();
  await pulled();
  await eventually(() => device.stateOf(before.commandId), (state) => state === 'applied');
  expect(device.notes()).toContain(`${lost} lost`);

  server.state.epoch = 'two';
  server.state.shared = [notice(stays, 5, 'fifth')];
  const during = device.cancel();
  device.engine.trigger();
  await eventually(() => server.writes().map(({ headers }) => headers['kabinet-epoch']), (epochs) => epochs.filter((epoch) => epoch === 'two').length >= 2);
  await eventually(() => [before, during].map(({ commandId }) => device.stateOf(commandId)), (states) => states.every((state) => state === 'applied'));
  await eventually(() => device.notes(), (notes) => notes.includes(`${stays} fifth`) && !notes.includes(`${lost} lost`));
});

test('S9 an empty history after a restore removes nothing', async () => {
  const id = randomUUID();
  server.state.shared = [notice(id, 1, 'here')];
  await pulled();
  server.state.epoch = 'two';
  server.state.shared = [];
  device.engine.trigger();
  await eventually(() => position(device.db.read, 'shared').cursor, (cursor) => cursor === 'two.0');
  expect(device.notes()).toEqual([`${id} here`]);
});

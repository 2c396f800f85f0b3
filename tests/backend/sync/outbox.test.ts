import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syncRules } from '../../../backend/features/index.ts';
import { errorRows, position } from '../../../backend/sync/feedStore.ts';
import { byCommand, enqueue, forgetOld, settle, unanswered } from '../../../backend/sync/outbox.ts';
import { createPageSize } from '../../../backend/sync/pageSize.ts';
import { pull, type PullDeps } from '../../../backend/sync/pull.ts';
import { indexRules } from '../../../backend/sync/ruleIndex.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
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

const day = 24 * 3_600_000;
const positionOf = (commandId: string) => byCommand(device.db.read, commandId)?.position ?? Number.NaN;

test('O3 one command is one entry, whatever is tried', () => {
  const { commandId, appointmentId } = device.cancel();
  const again = { commandId, appointmentId: randomUUID(), reason: 'plans', comment: null };
  expect(() =>
    device.db.write((tx) => enqueue(tx, { commandId, channel: 'appointments.cancel', input: again, output: {}, role: 'patient', patientId: null, signInId: null, at: Date.now() })),
  ).toThrow('UNIQUE');
  expect(unanswered(device.db.read).map(({ input }) => (JSON.parse(input) as { appointmentId: string }).appointmentId)).toEqual([appointmentId]);
});

test('O3 an answer that was taken already has no second effect', () => {
  const { commandId } = device.cancel();
  const take = (state: 'applied' | 'refused') => device.db.write((tx) => settle(tx, positionOf(commandId), state, null, Date.now()));
  expect(take('applied')).toBe(true);
  expect(take('refused')).toBe(false);
  expect(device.stateOf(commandId)).toBe('applied');
});

test('O3 a settled entry is kept for thirty days, an unsettled one for ever', () => {
  const [settled, aside, waiting] = [device.cancel(), device.cancel(), device.cancel()];
  const now = Date.now();
  device.db.write((tx) => {
    settle(tx, positionOf(settled.commandId), 'applied', null, now);
    settle(tx, positionOf(aside.commandId), 'aside', 'unknown', now);
  });
  const states = () => [settled, aside, waiting].map(({ commandId }) => device.stateOf(commandId));
  device.db.write((tx) => forgetOld(tx, now + 30 * day));
  expect(states()).toEqual(['applied', 'aside', 'queued']);
  device.db.write((tx) => forgetOld(tx, now + 3_000 * day));
  expect(states()).toEqual([undefined, 'aside', 'queued']);
});

test('O5 a page that fails half-way is read again from where it began', async () => {
  server.state.shared = [{ type: 'Communication', id: 'no-uuid', version: 1 }];
  let isBroken = true;
  const deps: PullDeps = {
    ...{ db: device.db, clinic: device.parts.clinic, rules: indexRules(syncRules), wallNow: Date.now, reportBug: () => undefined },
    ...{ onPage: () => undefined, wanted: () => true, monotonicNow: () => performance.now(), pageSize: createPageSize(), forOffice: false },
    newId: () => {
      if (isBroken) throw new Error('the program falls over here');
      return randomUUID();
    },
  };
  await expect(pull(deps, 'shared')).rejects.toThrow('falls over');
  expect(position(device.db.read, 'shared')).toMatchObject({ cursor: null, complete: false });
  isBroken = false;
  await pull(deps, 'shared');
  expect(position(device.db.read, 'shared')).toMatchObject({ cursor: 'one.1', complete: true });
  expect(errorRows(device.db.read, 'shared')).toHaveLength(1);
});

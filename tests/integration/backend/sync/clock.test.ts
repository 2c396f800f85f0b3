import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../../../support/backend.ts';
import { startScriptedServer, type ScriptedServer } from '../../../support/scriptedServer.ts';
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

const year = 365 * 86_400_000;
const round = async () => {
  device.engine.trigger();
  await device.engine.roundDone();
};

test('O7 a clock that is put wrong, and right again, while the line is up is told to the windows each time, and the time that judges stays the centre’s', async () => {
  device.engine.start();
  await eventually(() => device.engine.status().line, (line) => line === 'up');
  for (const aheadMs of [10 * year, 0, -10 * year, 0, 3 * 60_000]) {
    device.clock.aheadMs = aheadMs;
    device.topics.length = 0;
    await round();
    expect(Math.abs(device.engine.status().clockOffsetMs + aheadMs)).toBeLessThan(2_000);
    expect(Math.abs(device.parts.now() - Date.now())).toBeLessThan(2_000);
    expect(device.topics).toContain('sync');
  }
});

test('O7 a clock that jumps ten years ahead makes the device forget nothing a restored server would have to be told again', async () => {
  const { commandId } = device.cancel();
  device.engine.start();
  await eventually(() => device.stateOf(commandId), (state) => state === 'applied');
  const settledAt = () => device.db.read.get<{ at: number }>('SELECT settled_at AS at FROM outbox WHERE command_id = $commandId', { commandId })?.at ?? 0;
  expect(Math.abs(settledAt() - Date.now())).toBeLessThan(60_000);
  device.clock.aheadMs = 10 * year;
  // Seven hours of its own time later, when it looks through its queue again.
  device.clock.monotonicAheadMs = 7 * 3_600_000;
  await round();
  await round();
  expect(device.stateOf(commandId)).toBe('applied');
  // Thirty days by the centre's time are what ends it.
  server.state.clockAheadMs = 31 * 86_400_000;
  device.clock.monotonicAheadMs = 14 * 3_600_000;
  await round();
  device.clock.monotonicAheadMs = 21 * 3_600_000;
  await round();
  expect(device.stateOf(commandId)).toBeUndefined();
});

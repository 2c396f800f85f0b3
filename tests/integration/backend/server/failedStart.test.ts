import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHandlers } from '../../../../backend/features/index.ts';
import { systemPorts } from '../../../../backend/server/systemPorts.ts';
import { Unreachable } from '../../../../backend/sync/clinicApi.ts';
import { eventually } from '../../../support/backend.ts';
import { enrolledDevice, type EnrolledDevice } from '../../../support/enrolledDevice.ts';

let device: EnrolledDevice;

beforeEach(async () => {
  device = await enrolledDevice();
});
afterEach(() => device.stop());

/** Fails as often as told, at the last thing a start needs. */
function failing(times: number, error: Error) {
  let tries = 0;
  const features = {
    createHandlers: (parts: Parameters<typeof createHandlers>[0]) => {
      tries += 1;
      if (tries <= times) throw error;
      return createHandlers(parts);
    },
  };
  // Shorter than the line's, and long enough for a test on a busy machine to ask what the device says meanwhile.
  const ports = { after: (milliseconds: number, action: () => void) => systemPorts.after(Math.min(milliseconds, 300), action) };
  return { features, ports, tries: () => tries };
}

test('F15 a start that fails half-way is reported, leaves nothing open and begins anew until it is whole', async () => {
  const { features, ports, tries } = failing(2, new Error('half-way'));
  const backend = await device.start({ features, ports });
  expect(await backend.call('device.state', {})).toEqual({ state: 'starting' });
  expect(await backend.refusal('doctors.list', {})).toBe('not_ready');
  await eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready');
  expect(tries()).toBe(3);
  expect(backend.bugs.map(({ where }) => where)).toEqual(['starting', 'starting']);
  expect(backend.toShell.filter(({ type }) => type === 'ready')).toHaveLength(1);
});

test('F15 what passes by itself is waited for and is nobody’s mistake; a full disk is said', async () => {
  const waiting = failing(1, new Unreachable('nobody there'));
  const patient = await device.start(waiting);
  await eventually(() => patient.call('device.state', {}), ({ state }) => state === 'ready');
  expect(patient.bugs).toEqual([]);
  await device.stopAll();

  const full = failing(1, Object.assign(new Error('full'), { code: 'SQLITE_FULL' }));
  const told = await device.start(full);
  expect(await told.call('device.state', {})).toMatchObject({ state: 'problem', problem: 'folder_unusable' });
  await eventually(() => told.call('device.state', {}), ({ state }) => state === 'ready');
  expect(told.bugs).toEqual([]);
});

test('F15 a device that is left while it fails to start does not start again', async () => {
  const { features, tries } = failing(9, new Error('half-way'));
  const backend = await device.start({ features });
  await backend.stop(true);
  const before = tries();
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(tries()).toBe(before);
});

import { closeSync, openSync, writeSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { eventually } from '../../../support/backend.ts';
import { enrolledDevice } from '../../../support/enrolledDevice.ts';

test('F10 a page that turns out damaged while the device works closes the file and tells staff', async () => {
  const device = await enrolledDevice();
  try {
    const path = device.path('kabinet.db');
    const key = Buffer.from(device.keychain.secrets.get(device.account('database')) ?? '', 'base64').toString('hex');
    const sqlite = new Sqlite(path, { readonly: true });
    sqlite.pragma(`cipher = 'sqlcipher'`);
    sqlite.pragma(`key = "x'${key}'"`);
    const { page } = sqlite.prepare<[], { page: number }>(`SELECT rootpage AS page FROM sqlite_schema WHERE name = 'notice'`).get() ?? { page: 0 };
    sqlite.close();
    expect(page).toBeGreaterThan(1);
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(4_096), 0, 4_096, (page - 1) * 4_096);
    closeSync(file);

    // Nothing that a start reads lies there: the device opens.
    const kiosk = await device.start();
    await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready');
    expect(await kiosk.refusal('notices.current', {})).toBe('internal');
    expect(await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'problem')).toMatchObject({ problem: 'file_damaged', profile: 'kiosk', device: { code: 'К07' } });
    expect(await kiosk.refusal('notices.current', {})).toBe('not_ready');
  } finally {
    await device.stop();
  }
});

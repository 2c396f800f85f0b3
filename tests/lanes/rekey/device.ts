import { createHash, randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openDevice, type OpenedDevice } from '../../../backend/server/openDevice.ts';
import { systemPorts } from '../../../backend/server/systemPorts.ts';
import { systemKeychain, type SecretStore } from '../../../backend/secrets/keychain.ts';
import { readDevice, saveDevice } from '../../../backend/sync/deviceRecord.ts';
import { httpClinic } from '../../../backend/sync/httpClinicApi.ts';

/** A keychain that outlives the process, as the system's does: each secret a file, replaced in one step. `touched` runs around every change. */
export function fileStore(folder: string, touched: (when: 'before' | 'after') => void = () => undefined): SecretStore {
  mkdirSync(folder, { recursive: true });
  const path = (service: string, account: string) => join(folder, createHash('sha256').update(`${service}/${account}`).digest('hex'));
  return {
    getPassword: async (service, account) => (existsSync(path(service, account)) ? readFileSync(path(service, account), 'utf8') : null),
    async setPassword(service, account, password) {
      touched('before');
      const draft = join(folder, randomUUID());
      const file = openSync(draft, 'wx', 0o600);
      writeSync(file, password);
      fsyncSync(file);
      closeSync(file);
      renameSync(draft, path(service, account));
      touched('after');
    },
    async deletePassword(service, account) {
      touched('before');
      const was = existsSync(path(service, account));
      rmSync(path(service, account), { force: true });
      touched('after');
      return was;
    },
  };
}

export interface Place {
  readonly folder: string;
  readonly keychain: string;
}

/** A start of the device as production makes it. `enrolment` at its first one only. */
export function openPlace({ folder, keychain }: Place, store = fileStore(keychain), enrolment: { server: string; code: string } | null = null): Promise<OpenedDevice> {
  return openDevice({
    settings: { userDataPath: folder, profile: 'kiosk', appVersion: '0.1.0', sqliteBinding: null, ca: null, recovery: null, enrolment },
    keychain: systemKeychain(async () => store, (answer) => answer),
    newId: systemPorts.newId,
    reportBug: (error) => {
      throw error;
    },
    lineTo: (server, ca) => httpClinic({ server, trust: { ca, pins: () => [] }, ports: systemPorts, credential: () => null, patientToken: () => null, onContact: () => undefined }),
  });
}

/** What the clinic's word would have done: the next start changes the key. */
export function wantNewKey({ db }: OpenedDevice): void {
  const known = readDevice(db.read);
  if (!known) throw new Error('a device without its record');
  db.write((tx) => saveDevice(tx, { ...known.record, keyGeneration: (known.record.keyGeneration ?? 0) + 1 }));
}

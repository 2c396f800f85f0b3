import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase } from '../../backend/db/open.ts';
import type { ClinicAnswer, ClinicRequest } from '../../backend/sync/clinicApi.ts';
import { saveDevice } from '../../backend/sync/deviceRecord.ts';
import { createLeasing } from '../../backend/sync/leases.ts';
import { listLeases, listReturns, type Lease } from '../../backend/sync/leaseStore.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { instant } from '../../shared/lib/moscow.ts';

export const clinicKey = generateKeyPairSync('ed25519');

/** What a request says, with its parts by name. */
export interface Heard {
  readonly path: string;
  readonly parameter: readonly { readonly name: string; readonly [value: string]: unknown }[];
}

/** The leasing of one device over its real encrypted file; what the server answers is the test's. */
export function leasingDevice(answer: (request: ClinicRequest) => ClinicAnswer | Promise<ClinicAnswer>) {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-leases-'));
  const file = { path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'personal', binding: null } as const;
  let db = openDatabase(file, false);
  onTestFinished(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const deviceId = randomUUID();
  const clock = { now: Date.UTC(2026, 10, 23, 6) };
  const state = { inUse: null as Id | null, changes: 0 };
  const heard: Heard[] = [];
  db.write((tx) =>
    saveDevice(tx, {
      ...{ deviceId, code: 'К01', profile: 'kiosk', officeId: randomUUID(), clinic: { ru: 'К', en: null }, phone: '', denyKey: clinicKey.publicKey.export({ format: 'jwk' }).x ?? '' },
      policy: { idleSeconds: 1, warnSeconds: 1, changeableHours: 1, maxActiveVisits: 1, holdSeconds: 1, holdSecondsLonger: 1 },
    }),
  );
  const begin = () =>
    createLeasing({
      db,
      clinic: {
        clockOffsetMs: () => 0,
        send: async (request) => {
          heard.push({ path: request.path, parameter: (request.body as Heard).parameter });
          return await answer(request);
        },
      },
      ports: { wallNow: () => clock.now, monotonicNow: () => clock.now },
      inUse: () => state.inUse,
      onChanged: () => {
        state.changes += 1;
      },
    });
  let leasing = begin();
  return {
    ...{ deviceId, clock, state, heard },
    db: () => db,
    report: () => leasing.report(),
    renew: () => leasing.renew(),
    /** The minute after which it asks again. */
    pass(): void {
      clock.now += 60_000;
    },
    /** The process dies and starts again; what was committed is all there is. */
    restart(): void {
      db.close();
      db = openDatabase(file, true);
      leasing = begin();
    },
    leases: (): Lease[] => listLeases(db.read),
    returns: () => listReturns(db.read),
    /** An entry of the outbox about a time, as a booking at the screen would have committed it. */
    entry(slotId: Id, { kind = 'book', state: how = 'queued', appointmentId = randomUUID(), word = null, lease = null }: { kind?: string; state?: string; appointmentId?: Id; word?: number | null; lease?: Lease | null } = {}): { commandId: Id; appointmentId: Id } {
      const commandId = randomUUID();
      db.write((tx) => {
        tx.run(
          `INSERT INTO outbox (command_id, channel, version, input, output, role, state, tries, queued_at) VALUES ($commandId, 'appointments.' || $kind, 1, '{}', '{}', 'patient', $how, 0, 0)`,
          { commandId, kind, how },
        );
        tx.run(
          `INSERT INTO visit_request (command_id, appointment_id, kind, asked_at, slot_id, role_id, starts_at, ends_at, lease_statement, lease_signature, word)
           VALUES ($commandId, $appointmentId, $kind, 0, $slotId, $slotId, $startsAt, $startsAt, $statement, $signature, $word)`,
          { commandId, appointmentId, kind, slotId: kind === 'cancel' ? null : slotId, startsAt: clock.now + 3_600_000, word, statement: lease?.statement ?? null, signature: lease?.signature ?? null },
        );
      });
      return { commandId, appointmentId };
    },
    settle: (commandId: Id, how: string) => db.write((tx) => tx.run('UPDATE outbox SET state = $how WHERE command_id = $commandId', { how, commandId })),
    later: (minutes: number) => instant(clock.now + minutes * 60_000),
  };
}

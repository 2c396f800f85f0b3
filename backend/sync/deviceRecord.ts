import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { StaffCode } from '../../shared/lib/staffCode.ts';
import { LocalText } from '../../shared/lib/localText.ts';
import { Profile } from '../../shared/rpc/shell.ts';
import type { ReadDb, WriteTx } from '../db/types.ts';

/** What the server told at enrolment and tells again at every start. Kept in the file; nothing secret. */
export const DeviceRecord = z.object({
  deviceId: Id,
  /** `К03`: first part of every number this device prints. */
  code: z.string().min(1),
  profile: Profile,
  officeId: Id,
  clinic: LocalText,
  phone: z.string(),
  /** Public keys that may stand behind the server (row H43): the current one and its spare; none: any the trusted authorities vouch for. */
  tlsPins: z.array(z.string().regex(/^[A-Za-z0-9+/]{43}=$/)).max(2).optional(),
  /** The clinic's public recovery key, X25519, 32 bytes as base64url: the device's keys are sealed to it (row H41). */
  recoveryKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/).optional(),
  /** Ed25519, 32 bytes base64url: who signs the list of those who may not sign in any more (row R6). */
  denyKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/).optional(),
  /** The clinic raises it when it wants every device to change the key of its file. */
  keyGeneration: z.int().nonnegative().optional(),
  policy: z.object({
    idleSeconds: z.int().positive(),
    warnSeconds: z.int().positive(),
    changeableHours: z.int().nonnegative(),
    maxActiveVisits: z.int().positive(),
    holdSeconds: z.int().positive(),
    holdSecondsLonger: z.int().positive(),
    /** R5: whether patients may sign in through Госуслуги, or must; none: they may not. */
    esia: z.enum(['off', 'optional', 'required']).optional(),
    /** R9: days after a sign-in with the server in which staff may sign in at this desk without it; none: fourteen. */
    staffOfflineDays: z.int().min(1).max(30).optional(),
    /** R9: seconds without a hand after which a desk closes; none: ten minutes. More than the minute it warns before. */
    deskIdleSeconds: z.int().min(65).max(3_600).optional(),
    /** None: the clinic has set no code, and a kiosk cannot be closed from its screen. */
    staffCode: StaffCode.optional(),
  }),
});
export type DeviceRecord = z.infer<typeof DeviceRecord>;

export function readDevice(db: ReadDb): { record: DeviceRecord; epoch: string | null } | null {
  const row = db.get<{ record: string; epoch: string | null }>('SELECT record, epoch FROM device');
  return row ? { record: DeviceRecord.parse(JSON.parse(row.record)), epoch: row.epoch } : null;
}

export function saveDevice(tx: WriteTx, record: DeviceRecord): void {
  tx.run('INSERT INTO device (only_row, record) VALUES (1, $record) ON CONFLICT (only_row) DO UPDATE SET record = $record', { record: JSON.stringify(record) });
}

export function saveEpoch(tx: WriteTx, epoch: string): void {
  tx.run('UPDATE device SET epoch = $epoch', { epoch });
}

/** Takes the next number of this device. Inside the command's transaction, so a refused command gives its number back. */
export function nextNumber(tx: WriteTx): string {
  // The code alone: reading the whole record would check all of it again within every command.
  const device = tx.get<{ code: string }>(`SELECT record ->> '$.code' AS code FROM device`);
  if (!device) throw new Error('a number before enrolment');
  const row = tx.get<{ value: number }>(
    `INSERT INTO counter (name, value) VALUES ('number', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`,
  );
  return `${device.code}-${String(row?.value).padStart(4, '0')}`;
}

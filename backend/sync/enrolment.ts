import type { JWK } from 'jose';
import * as z from 'zod';
import type { Profile } from '../../shared/rpc/shell.ts';
import { Untrusted, type ClinicLine } from './clinicApi.ts';
import { DeviceRecord } from './deviceRecord.ts';
import { assertServed, RoundStopped } from './failure.ts';

/** The code is wrong, used, or for another profile: trying again cannot help. */
export class EnrolmentRefused extends Error {
  override name = 'EnrolmentRefused';
}

const Told = z.object({
  deviceId: z.string(),
  deviceCode: z.string(),
  profile: z.string(),
  officeId: z.string(),
  clinicName: z.unknown(),
  clinicPhone: z.string(),
  policy: z.unknown(),
  tlsPins: z.unknown().optional(),
  recoveryKey: z.unknown().optional(),
  denyKey: z.unknown().optional(),
  keyGeneration: z.unknown().optional(),
  epoch: z.string().optional(),
});

/** Throws `EnrolmentRefused` for good; `Unreachable` or `RoundStopped` for now. */
export async function enrol(line: ClinicLine, wish: { code: string; publicKeyJwk: JWK; profile: Profile }): Promise<{ record: DeviceRecord; epoch: string | null }> {
  const answer = await line.sendOpen({ method: 'POST', path: '/device/enrol', body: wish });
  if (answer.status === 403 || answer.status === 400 || answer.status === 422) throw new EnrolmentRefused('enrolment');
  assertServed(answer);
  if (answer.status !== 201) throw new RoundStopped('server_error', answer.retryAfterMs);
  const told = readTold(answer.body);
  // Who is in the middle here cannot show the key the clinic names.
  if (!line.fitsPins(told.record.tlsPins ?? [])) throw new Untrusted('pin');
  return { record: told.record, epoch: told.epoch ?? line.serverEpoch() };
}

/** The clinic may have changed its policy since; `known` are the pins this answer was asked under. */
export async function askDevice(clinic: ClinicLine, known: readonly string[]): Promise<DeviceRecord> {
  const answer = await clinic.send({ method: 'GET', path: '/device/me', as: 'device' });
  assertServed(answer);
  if (answer.status !== 200) throw new RoundStopped('server_error', answer.retryAfterMs);
  const { record } = readTold(answer.body);
  // Pins that the server itself does not fit are a slip of its configuration, and would cut every device off for good.
  return clinic.fitsPins(record.tlsPins ?? []) ? record : { ...record, tlsPins: [...known] };
}

function readTold(body: unknown): { record: DeviceRecord; epoch: string | null } {
  const told = Told.safeParse(body);
  if (!told.success) throw new RoundStopped('server_error');
  const { deviceCode: code, clinicName: clinic, clinicPhone: phone, epoch, ...rest } = told.data;
  const record = DeviceRecord.safeParse({ code, clinic, phone, ...rest });
  if (!record.success) throw new RoundStopped('server_error');
  return { record: record.data, epoch: epoch ?? null };
}

import type { JWK } from 'jose';
import * as z from 'zod';
import type { Profile } from '../../shared/rpc/shell.ts';
import type { ClinicApi, ClinicLine } from './clinicApi.ts';
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
  epoch: z.string().optional(),
});

/** Throws `EnrolmentRefused` for good; `Unreachable` or `RoundStopped` for now. */
export async function enrol(line: ClinicLine, wish: { code: string; publicKeyJwk: JWK; profile: Profile }): Promise<{ record: DeviceRecord; epoch: string | null }> {
  const answer = await line.sendOpen({ method: 'POST', path: '/device/enrol', body: wish });
  if (answer.status === 403 || answer.status === 400 || answer.status === 422) throw new EnrolmentRefused('enrolment');
  assertServed(answer);
  if (answer.status !== 201) throw new RoundStopped('server_error', answer.retryAfterMs);
  const told = readTold(answer.body);
  return { record: told.record, epoch: told.epoch ?? line.serverEpoch() };
}

/** The clinic may have changed its policy since. */
export async function askDevice(clinic: ClinicApi): Promise<DeviceRecord> {
  const answer = await clinic.send({ method: 'GET', path: '/device/me', as: 'device' });
  assertServed(answer);
  if (answer.status !== 200) throw new RoundStopped('server_error', answer.retryAfterMs);
  return readTold(answer.body).record;
}

function readTold(body: unknown): { record: DeviceRecord; epoch: string | null } {
  const told = Told.safeParse(body);
  if (!told.success) throw new RoundStopped('server_error');
  const { deviceCode: code, clinicName: clinic, clinicPhone: phone, deviceId, profile, officeId, policy, epoch } = told.data;
  const record = DeviceRecord.safeParse({ deviceId, code, profile, officeId, clinic, phone, policy });
  if (!record.success) throw new RoundStopped('server_error');
  return { record: record.data, epoch: epoch ?? null };
}

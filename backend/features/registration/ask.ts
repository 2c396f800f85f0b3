import type * as z from 'zod';
import { Refusal } from '../../server/handler.ts';
import { Unreachable, type ClinicApi, type ClinicRequest } from '../../sync/clinicApi.ts';

/** One question to the server as this device: its answer, or a refusal the call declares. What nobody foresaw is `try_later`, never a guess. */
export async function ask<T extends z.ZodType, Code extends string>(
  clinic: ClinicApi,
  request: Pick<ClinicRequest, 'method' | 'path' | 'body'>,
  answers: T,
  refusals: readonly Code[],
): Promise<z.infer<T> | Refusal<Code | 'offline' | 'try_later'>> {
  try {
    const { status, body, refusal } = await clinic.send({ ...request, as: 'device', timeoutMs: 8_000 });
    if (status < 300) return answers.parse(body);
    return new Refusal(refusals.find((code) => code === refusal) ?? 'try_later');
  } catch (error) {
    if (error instanceof Unreachable) return new Refusal('offline');
    throw error;
  }
}

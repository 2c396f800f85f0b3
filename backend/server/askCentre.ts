import { Refusal } from './handler.ts';
import type { Desk } from './desk.ts';
import { Unreachable, type ClinicRequest } from '../sync/clinicApi.ts';

type Common = 'offline' | 'try_later' | 'slow_down' | 'not_allowed';

/** A question in the name of whoever is signed in. `refusals`: what the server may say instead, and what this desk calls it. */
export async function askCentre<Code extends string>(desk: Pick<Desk, 'ask'>, request: Omit<ClinicRequest, 'as'>, refusals: Readonly<Record<string, Code>>): Promise<Refusal<Code | Common> | { readonly body: unknown }> {
  try {
    const { status, body, refusal } = await desk.ask(request);
    if (status < 300) return { body };
    return new Refusal(named(refusals, refusal) ?? (status === 429 ? 'slow_down' : status === 401 || status === 403 ? 'not_allowed' : 'try_later'));
  } catch (error) {
    if (error instanceof Unreachable) return new Refusal('offline');
    throw error;
  }
}

function named<Code extends string>(refusals: Readonly<Record<string, Code>>, refusal: string | null): Code | null {
  return refusal !== null && Object.hasOwn(refusals, refusal) ? (refusals[refusal] ?? null) : null;
}

import type { Id } from '../../shared/lib/ids.ts';

/** One request to the clinic server (docs/wire.md). `as` chooses the token; an outbox entry goes as the device with its sign-in. */
export interface ClinicRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** From the server's root, e.g. `/fhir/Appointment/$book`. */
  readonly path: string;
  readonly body?: unknown;
  readonly as: 'device' | 'patient';
  readonly idempotencyKey?: Id;
  readonly signInId?: Id;
  readonly timeoutMs?: number;
}

export interface ClinicAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Refusal code of an OperationOutcome, or null on success. */
  readonly refusal: string | null;
  readonly retryAfterMs: number | null;
}

/** No answer came: line down, time-out, not JSON (a captive portal). The request may or may not have had its effect. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

export interface ClinicApi {
  /** Any HTTP answer that is the server's comes back as a value; throws `Unreachable` otherwise. */
  send(request: ClinicRequest): Promise<ClinicAnswer>;
}

import type { Id } from '../../shared/lib/ids.ts';

/** One request to the clinic server (docs/wire.md). `as` chooses the token; an outbox entry goes as the device with its sign-in. */
export interface ClinicRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** From the server's root, e.g. `/fhir/Appointment/$book`. */
  readonly path: string;
  readonly body?: unknown;
  readonly as: 'device' | 'patient' | 'staff';
  readonly idempotencyKey?: Id;
  readonly signInId?: Id;
  /** Which command of this device it is (row O6). */
  readonly sequence?: number;
  /** Whoever made this command (when, by this device's clock) is not here any more: refused, it has to become a case (row W5). */
  readonly unattended?: { readonly madeAt: number };
  readonly timeoutMs?: number;
  /** A file is asked for: a good answer's body is then a `Buffer`, whatever type it is said to be. More than that is `AnswerTooLarge`. */
  readonly file?: { readonly mostBytes: number };
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

/** There was no connection to send it over: the request surely had no effect. */
export class NotSent extends Unreachable {
  override name = 'NotSent';
}

/** Somebody answered who could not prove to be the clinic server (row H43). Nothing of ours was sent. */
export class Untrusted extends Unreachable {
  override name = 'Untrusted';
}

/** The server's answer is longer than was asked for; the rest was not read. */
export class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge';
}

/** Every attempt ends in one of these. */
export type Contact = 'answered' | 'unreachable' | 'untrusted';

export interface ClinicApi {
  /** Any HTTP answer that is the server's comes back as a value; throws `Unreachable` otherwise, or `AnswerTooLarge`. */
  send(request: ClinicRequest): Promise<ClinicAnswer>;
}

/** The line as the engine sees it: the same server, plus what only the engine may ask. */
export interface ClinicLine extends ClinicApi {
  /** A request that needs no token yet: enrolment. */
  sendOpen(request: Pick<ClinicRequest, 'method' | 'path' | 'body'>): Promise<ClinicAnswer>;
  /** Server clock minus ours, as last measured. */
  clockOffsetMs(): number;
  /** The history the server spoke of last; null before its first answer. */
  serverEpoch(): string | null;
  /** The history every write is meant for; another one at the server means "no effect". */
  useEpoch(epoch: string): void;
  /** Server-sent nudges. `ended` comes once: never opened, closed, or silent for too long. Returns how to close it. */
  openEvents(listener: { opened(): void; changed(): void; ended(): void }): () => void;
  /** Whether the server spoken to last stands behind one of these pins: pins it does not fit would lock the device out for good. */
  fitsPins(pins: readonly string[]): boolean;
  /** What a device that was revoked did, left with the server for people to decide (row O6). A server without a quarantine has no such door. */
  leaveBehind?(request: Required<Pick<ClinicRequest, 'method' | 'path' | 'idempotencyKey' | 'sequence'>> & Pick<ClinicRequest, 'body' | 'signInId'>): Promise<ClinicAnswer>;
  /** Drops the kept connections; a server that shuts down would wait for them. */
  close(): void;
}

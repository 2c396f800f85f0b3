import type { Instant } from '../../shared/lib/moscow.ts';

/** A person as Gosuslugi vouches for them: confirmed in person, grown up, and signed in during this very attempt. */
export interface EsiaPerson {
  /** Gosuslugi's own number of the person; decimal digits. */
  readonly oid: string;
  readonly family: string;
  readonly given: string;
  readonly patronymic: string | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  /** Eleven digits, or null when the clinic was not granted it. */
  readonly snils: string | null;
  /** `+7XXXXXXXXXX`, only those Gosuslugi has verified. */
  readonly phones: readonly string[];
}

export interface Exchange {
  readonly code: string;
  readonly callbackUrl: string;
  /** When the attempt began: whoever signed in before that is the person before. */
  readonly startedAt: Instant;
}

/**
 * The way to Gosuslugi. `direct` (direct.ts) speaks v2/ac and v3/te itself, as an organisation that is already connected does. A clinic that
 * connects anew goes through a certified gateway: that is a second adapter of this interface, chosen by `adapter` of the settings; it gets
 * the same attempt and answers with the same person, and nothing else of the server changes.
 */
export interface EsiaProvider {
  /** Where the person's browser goes. `state` comes back in the callback. */
  authorizeUrl(attempt: { readonly state: string; readonly callbackUrl: string }): Promise<string>;
  /** Asks once and never again: the answer to a request that seems lost may have used the code up. Throws `EsiaFault`. */
  person(exchange: Exchange): Promise<EsiaPerson>;
  /** Ends the person's session at Gosuslugi when opened in the browser that signed in. */
  logoutUrl(): string;
  /** Hosts the sign-in window may open: exact with port, or a suffix that begins with a dot. */
  readonly hosts: readonly string[];
}

export type EsiaFaultKind =
  /** Gosuslugi or the clinic's connection to it does not work; nothing is known of the person. */
  | 'unavailable'
  /** An answer that must not be trusted. */
  | 'untrusted'
  /** The code is used, run out, or of somebody else. */
  | 'code'
  /** The person was signed in before this attempt began. */
  | 'stale'
  | 'declined'
  | 'unconfirmed'
  | 'child';

/** Why nobody was signed in. `detail` is one of our own words or `ESIA-nnnnnn`, never anything a person or a token says. */
export class EsiaFault extends Error {
  override name = 'EsiaFault';
  readonly kind: EsiaFaultKind;
  readonly detail: string;

  constructor(kind: EsiaFaultKind, detail: string) {
    super(`${kind} ${detail}`);
    this.kind = kind;
    this.detail = detail;
  }
}

/** `ESIA-007004` out of a description, which may hold anything else. */
export function esiaCodeIn(description: string | null | undefined): string | null {
  return /\bESIA-\d{6}\b/.exec(description ?? '')?.[0] ?? null;
}

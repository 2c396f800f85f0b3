import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { EsiaSigner } from './signer.ts';

/** `2026.03.02 10:11:12 +0300`. Moscow time whatever the machine's zone: it is read together with the zone. */
export function esiaTimestamp(now: Instant): string {
  const at = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Europe/Moscow');
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.year}.${two(at.month)}.${two(at.day)} ${two(at.hour)}:${two(at.minute)}:${two(at.second)} ${at.offset.replace(':', '')}`;
}

export interface SignedParts {
  readonly clientId: string;
  readonly scope: string;
  readonly timestamp: string;
  readonly state: string;
  readonly redirectUri: string;
  /** Signed when it is exchanged; not there when it is asked for. */
  readonly code?: string;
}

/** The order of v2/ac and v3/te: values one after another, no separators, not url-encoded. The first version's order is another. */
export function textToSign({ clientId, scope, timestamp, state, redirectUri, code = '' }: SignedParts): string {
  const scopeOfOrganisation = '';
  return `${clientId}${scope}${scopeOfOrganisation}${timestamp}${state}${redirectUri}${code}`;
}

/** The parameters both requests share, signed. */
export async function signedParameters(signer: EsiaSigner, parts: SignedParts): Promise<Record<string, string>> {
  const signature = await signer.sign(textToSign(parts));
  return {
    client_id: parts.clientId,
    client_secret: signature.toString('base64url'),
    client_certificate_hash: signer.certificateHash,
    redirect_uri: parts.redirectUri,
    scope: parts.scope,
    state: parts.state,
    timestamp: parts.timestamp,
  };
}

import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type { Id } from '../../shared/lib/ids.ts';

/** Six digits for a person to copy. */
export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** Keyed by the number only the asking device was told: six digits alone could be tried through by whoever has read the table. */
export function codeHash(registrationId: Id, code: string): Buffer {
  return createHmac('sha256', `registration ${registrationId.toLowerCase()}`).update(code).digest();
}

export function sameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: nothing to guess, so its plain SHA-256 may lie in the database. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

// Without letters and digits that look alike on a printed sheet.
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Twelve letters in three groups, typed once by whoever sets a device up. */
export function newEnrolmentCode(): string {
  const bytes = randomBytes(12);
  const text = [...bytes].map((byte) => letters[byte % letters.length]).join('');
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

/** How a person types it does not matter. */
export function enrolmentHash(code: string): Buffer {
  return hashOf(code.toUpperCase().replace(/[^A-Z0-9]/g, ''));
}

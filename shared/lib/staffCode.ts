import * as z from 'zod';

/**
 * What a device needs to check the staff code without the server: scrypt with the costs written down beside it. The server makes it
 * (`clinic-server/devices/staffCode.ts`), the device reads it with the clinic's policy. Salt and hash are base64.
 */
export const StaffCode = z.object({
  algorithm: z.literal('scrypt'),
  // Bounded: a hostile answer must not make a check cost a gigabyte.
  cost: z.int().min(16_384).max(65_536),
  blockSize: z.literal(8),
  parallelization: z.literal(1),
  salt: z.base64().min(16).max(64),
  hash: z.base64().length(44),
});
export type StaffCode = z.infer<typeof StaffCode>;

/** Spaces and dashes are how people write a code down, not part of it. */
export function plainStaffCode(code: string): string {
  return code.replace(/[\s\u2010-\u2015-]/gu, '');
}

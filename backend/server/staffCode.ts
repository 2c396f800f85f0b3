import { scrypt, timingSafeEqual } from 'node:crypto';
import { plainStaffCode, type StaffCode } from '../../shared/lib/staffCode.ts';

/** Twice what the greatest allowed cost takes. */
const memoryBytes = 160 * 1024 * 1024;

/** About a tenth of a second on another thread, whatever was typed. */
export function isStaffCode(typed: string, { cost, blockSize, parallelization, salt, hash }: StaffCode): Promise<boolean> {
  const expected = Buffer.from(hash, 'base64');
  return new Promise((resolve, reject) => {
    scrypt(plainStaffCode(typed), Buffer.from(salt, 'base64'), expected.length, { cost, blockSize, parallelization, maxmem: memoryBytes }, (error, actual) => {
      if (error) reject(error);
      else resolve(timingSafeEqual(actual, expected));
    });
  });
}

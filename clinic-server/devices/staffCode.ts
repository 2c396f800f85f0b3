import { randomBytes, scryptSync } from 'node:crypto';
import { plainStaffCode, type StaffCode } from '../../shared/lib/staffCode.ts';

const memoryBytes = 96 * 1024 * 1024;

/** What devices are told of the clinic's staff code. Six digits or more: fewer are guessed in a day even by one who has to wait. */
export function staffCodeVerifier(code: string, cost = 32_768): StaffCode {
  const plain = plainStaffCode(code);
  if (!/^\d{6,16}$/.test(plain)) throw new Error('a staff code is 6 to 16 digits');
  const salt = randomBytes(16);
  const hash = scryptSync(plain, salt, 32, { cost, blockSize: 8, parallelization: 1, maxmem: memoryBytes });
  return { algorithm: 'scrypt', cost, blockSize: 8, parallelization: 1, salt: salt.toString('base64'), hash: hash.toString('base64') };
}

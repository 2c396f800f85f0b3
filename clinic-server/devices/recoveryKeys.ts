import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

// The clinic's recovery key (row H41). Devices seal their keys to its public half; the private half belongs in a safe and on no computer
// of the clinic: whoever has it and a device's folder reads that device's data.

/** Throws when the folder holds one already: a key that devices are sealed to must never be written over. */
export function makeRecoveryKey(folder: string): { privateFile: string; publicFile: string } {
  const files = { privateFile: join(folder, 'kabinet-recovery-private.pem'), publicFile: join(folder, 'kabinet-recovery-public.pem') };
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  mkdirSync(folder, { recursive: true });
  writeOnce(files.privateFile, String(privateKey.export({ format: 'pem', type: 'pkcs8' })), 0o600);
  writeOnce(files.publicFile, String(publicKey.export({ format: 'pem', type: 'spki' })), 0o644);
  return files;
}

function writeOnce(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The public half as devices are told it: 32 bytes, base64url. Throws on anything else, and on the private half: no server may hold that. */
export function readRecoveryPublicKey(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (text.includes('PRIVATE KEY')) throw new Error('the private half of the recovery key does not belong on a server');
  const { crv, x } = createPublicKey(text).export({ format: 'jwk' });
  if (crv !== 'X25519' || x === undefined) throw new Error('not an X25519 public key');
  return x;
}

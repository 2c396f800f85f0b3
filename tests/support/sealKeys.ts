import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { createSealing, type SealFacts } from '../../backend/server/sealing.ts';
import { instant } from '../../shared/lib/moscow.ts';

/** A device of the clinic as its papers and the clinic's list know it. */
export function sealingDevice(code: string) {
  const id = randomUUID();
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const seal = createSealing({ deviceId: id, privateKey });
  return {
    listed: (revokedAt: number | null = null) => ({ id, code, x, y, revokedAt }),
    paper: (at: number, facts: Partial<SealFacts> = {}): string => seal({ kind: 'slip', id: randomUUID(), number: `${code}-0417`, time: null, state: 'booked', content: { patientId: randomUUID() }, ...facts, at: instant(at) }),
  };
}

/** The list as the clinic signs it; `kind` and `key` to sign what it would not. */
export function signedKeys(key: KeyObject, issuedAt: number, devices: readonly object[], { epoch = 'one', kind = 'kabinet seal keys 1' } = {}): { list: string; signature: string } {
  const list = Buffer.from(JSON.stringify({ kind, epoch, issuedAt, devices }));
  return { list: list.toString('base64url'), signature: sign(null, list, key).toString('base64url') };
}

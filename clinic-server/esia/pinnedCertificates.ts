import { verify, X509Certificate, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../shared/lib/moscow.ts';
import { gostPublicKey, gostVerify } from './openssl.ts';
import type { EsiaSettings } from './settings.ts';

type Algorithm = EsiaSettings['algorithm'];

/** Null for what is no certificate: a folder may hold a note of who put what there. */
function certificateIn(bytes: Buffer | string): X509Certificate | null {
  try {
    return new X509Certificate(bytes);
  } catch {
    return null;
  }
}

function certificatesIn(folder: string): X509Certificate[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name));
      const blocks = bytes.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
      return (blocks ?? [bytes]).map(certificateIn).filter((one) => one !== null);
    });
}

/** Null when the key is of a kind Node does not know, as GOST is. */
function keyOf(certificate: X509Certificate): KeyObject | null {
  try {
    return certificate.publicKey;
  } catch {
    return null;
  }
}

async function signedBy(certificate: X509Certificate, algorithm: Algorithm, text: string, signature: Buffer): Promise<boolean> {
  const key = keyOf(certificate);
  if (algorithm === 'RS256') return key?.asymmetricKeyType === 'rsa' && verify('RSA-SHA256', Buffer.from(text), key, signature);
  return key === null && gostVerify(await gostPublicKey(certificate.toString()), signature, text);
}

function inForce({ validFrom, validTo }: X509Certificate, now: Instant): boolean {
  return Date.parse(validFrom) <= now && now < Date.parse(validTo);
}

/** The stand-in says in each of its certificates what it is. */
export function isSimulators({ subject }: X509Certificate): boolean {
  return /simulator/i.test(subject);
}

export type Verdict = 'signed' | 'unknown_key' | 'no_certificates';

/**
 * Whether one of the pinned certificates stands behind a signature. Gosuslugi changes its keys without notice: the old and the new lie in
 * the folder side by side, and the folder is read each time, so that a change needs no restart.
 */
export async function pinnedVerdict(
  { certificatesFolder, algorithm }: Pick<EsiaSettings, 'certificatesFolder' | 'algorithm'>,
  { text, signature, now, production }: { text: string; signature: Buffer; now: Instant; production: boolean },
): Promise<Verdict> {
  const usable = certificatesIn(certificatesFolder).filter((one) => inForce(one, now) && !(production && isSimulators(one)));
  if (usable.length === 0) return 'no_certificates';
  for (const certificate of usable) if (await signedBy(certificate, algorithm, text, signature)) return 'signed';
  return 'unknown_key';
}

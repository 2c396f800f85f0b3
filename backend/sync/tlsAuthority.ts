import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** The file is not there, is no certificate, or is not one of an authority. */
export class AuthorityUnreadable extends Error {
  override name = 'AuthorityUnreadable';
}

const largestBytes = 256 * 1024;
const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The clinic's own authority from a file of PEM certificates, every one of which may sign others. What else the file holds stays there. */
export function readAuthority(path: string): string {
  try {
    if (statSync(path).size > largestBytes) throw new AuthorityUnreadable('too large');
    const found = readFileSync(path, 'utf8').match(block) ?? [];
    const certificates = found.map((text) => new X509Certificate(text));
    // Somebody's server certificate here would be trusted for one name only by accident of the library.
    if (certificates.length === 0 || certificates.some(({ ca }) => !ca)) throw new AuthorityUnreadable('not an authority');
    return certificates.map((certificate) => certificate.toString()).join('');
  } catch {
    throw new AuthorityUnreadable('authority');
  }
}

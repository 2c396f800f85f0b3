import { verify } from 'node:crypto';
import type { Client } from './clients.ts';
import { esiaError, type EsiaError } from './esiaError.ts';
import type { Simulation } from './model.ts';

/** Base64url with or without its padding; the plain alphabet as the switch says. Blanks and half characters are refused. */
export function decodeSecret(text: string, plainBase64: 'accept' | 'refuse'): Buffer | null {
  const alphabet = plainBase64 === 'accept' ? /^[A-Za-z0-9_+/-]+={0,2}$/ : /^[A-Za-z0-9_-]+={0,2}$/;
  if (!alphabet.test(text)) return null;
  const bare = text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  const bytes = Buffer.from(bare, 'base64url');
  return bytes.toString('base64url') === bare ? bytes : null;
}

/** The hash that names the certificate (v2 and v3 only). */
export function checkHash({ clients, faults }: Simulation, client: Client, given: string): EsiaError | null {
  const named = faults.current.lowerCaseHash === 'accept' ? given.toUpperCase() : given;
  if (named === client.certificateHash) return null;
  return clients.some(({ certificateHash }) => certificateHash === named) ? esiaError('otherCertificate') : esiaError('wrongSecret');
}

/** A raw signature over any of `texts` (refresh has two known orders). */
export async function checkRaw(
  simulation: Simulation,
  client: Client,
  texts: readonly string[],
  secret: string,
): Promise<EsiaError | null> {
  const signature = decodeSecret(secret, simulation.faults.current.plainBase64);
  if (signature === null) return esiaError('wrongSecret');
  for (const text of texts) {
    const right =
      client.kind === 'rsa'
        ? verify('RSA-SHA256', Buffer.from(text), client.publicKeyPem, signature)
        : await simulation.openssl.verifyGost(client.publicKeyPem, text, signature);
    if (right) return null;
  }
  return esiaError('wrongSecret');
}

/** The container of the first version: a detached PKCS#7. */
export async function checkCms(simulation: Simulation, client: Client, text: string, secret: string): Promise<EsiaError | null> {
  const container = decodeSecret(secret, simulation.faults.current.plainBase64);
  if (container === null) return esiaError('noGrants');
  return (await simulation.openssl.verifyCms(client.certificatePem, text, container)) ? null : esiaError('noGrants');
}

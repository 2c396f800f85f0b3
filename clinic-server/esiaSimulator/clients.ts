import { createHash, X509Certificate } from 'node:crypto';
import type { Openssl } from './openssl.ts';

/** An information system as the technological portal would know it. */
export interface SimulatorClient {
  readonly mnemonic: string;
  readonly certificatePem: string;
  readonly redirectUris: readonly string[];
  readonly logoutUris: readonly string[];
  /** False: the certificate was withdrawn on the portal. */
  readonly certificateActive?: boolean;
}

export interface Client {
  readonly mnemonic: string;
  readonly certificatePem: string;
  readonly redirectUris: readonly string[];
  readonly logoutUris: readonly string[];
  readonly certificateActive: boolean;
  readonly kind: 'gost' | 'rsa';
  readonly publicKeyPem: string;
  /** Upper-case hex: Streebog-256 of the DER, and SHA-256 for the RSA stand-in alone. */
  readonly certificateHash: string;
}

export async function prepareClient(openssl: Openssl, client: SimulatorClient): Promise<Client> {
  const der = new X509Certificate(client.certificatePem).raw;
  const publicKeyPem = await openssl.publicKeyOf(client.certificatePem);
  const { output } = await openssl.run(['rsa', '-pubin', '-noout', '-modulus'], publicKeyPem);
  const kind = output.toString().startsWith('Modulus=') ? 'rsa' : 'gost';
  const hash = kind === 'gost' ? await openssl.streebog256(der) : createHash('sha256').update(der).digest('hex');
  return { ...client, certificateActive: client.certificateActive ?? true, kind, publicKeyPem, certificateHash: hash.toUpperCase() };
}

import { createHash, createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import * as z from 'zod';
import { gostPublicKey, gostSign, gostVerify, streebog } from './openssl.ts';
import { askOnce } from './outbound.ts';
import type { SignerSettings } from './settings.ts';

/** Signs in the clinic's name. */
export interface EsiaSigner {
  /** `client_certificate_hash`: upper-case hex. */
  readonly certificateHash: string;
  /** Bytes in Gosuslugi's order. */
  sign(text: string): Promise<Buffer>;
}

export class SignerRefused extends Error {
  override name = 'SignerRefused';
}

type Settings<K extends SignerSettings['kind']> = Extract<SignerSettings, { kind: K }>;

const derOf = (certificatePem: string): Buffer => new X509Certificate(certificatePem).raw;

/** A key that others on the machine may read is not a secret, and one that can be written may be swapped. */
function assertClosed(keyFile: string): void {
  if (process.platform !== 'win32' && (statSync(keyFile).mode & 0o777) !== 0o400) throw new SignerRefused('the key of the connection to Gosuslugi must be readable by its owner only (0400)');
}

/** A wrong certificate, a missing engine or a signature the wrong way round is found at the start, not by the first patient. */
async function proven(signer: EsiaSigner, certificatePem: string): Promise<EsiaSigner> {
  const text = randomUUID();
  const signature = await signer.sign(text);
  if (!(await gostVerify(await gostPublicKey(certificatePem), signature, text))) throw new SignerRefused('the key does not belong to the certificate, or signs in another order of bytes');
  return signer;
}

async function opensslGost({ keyFile, certificateFile, passphraseEnv }: Settings<'openssl-gost'>): Promise<EsiaSigner> {
  assertClosed(keyFile);
  const passphrase = passphraseEnv === null ? null : process.env[passphraseEnv];
  if (passphrase === undefined) throw new SignerRefused(`the environment has no ${String(passphraseEnv)}`);
  const certificatePem = readFileSync(certificateFile, 'utf8');
  const certificateHash = await streebog(derOf(certificatePem));
  return proven({ certificateHash, sign: (text) => gostSign(keyFile, text, passphrase) }, certificatePem);
}

function rsaTest({ keyFile, certificateFile }: Settings<'rsa-test'>): EsiaSigner {
  const key = createPrivateKey(readFileSync(keyFile, 'utf8'));
  const certificateHash = createHash('sha256').update(derOf(readFileSync(certificateFile, 'utf8'))).digest('hex').toUpperCase();
  return { certificateHash, sign: async (text) => sign('RSA-SHA256', Buffer.from(text), key) };
}

const Signed = z.object({ signature: z.string().regex(/^[A-Za-z0-9+/_-]{86}={0,2}$/) });

async function overHttp({ url, certificateFile, reverseBytes, tls }: Settings<'http'>, timeoutMs: number): Promise<EsiaSigner> {
  const certificatePem = readFileSync(certificateFile, 'utf8');
  const certificateHash = await streebog(derOf(certificatePem));
  const mutual = tls && { ca: [readFileSync(tls.caFile, 'utf8')], certificate: readFileSync(tls.certificateFile, 'utf8'), key: readFileSync(tls.keyFile, 'utf8') };
  const signer = {
    certificateHash,
    async sign(text: string) {
      const body = JSON.stringify({ text });
      const { status, text: answer } = await askOnce({ url, method: 'POST', headers: { 'content-type': 'application/json' }, body, timeoutMs, longestBytes: 16_384, ...(mutual ? { tls: mutual } : {}) });
      if (status !== 200) throw new SignerRefused(`the signing service answered ${status}`);
      const signature = Buffer.from(Signed.parse(JSON.parse(answer)).signature, 'base64');
      return reverseBytes ? signature.reverse() : signature;
    },
  };
  return proven(signer, certificatePem);
}

export async function createSigner(settings: SignerSettings, timeoutMs: number): Promise<EsiaSigner> {
  switch (settings.kind) {
    case 'openssl-gost':
      return opensslGost(settings);
    case 'rsa-test':
      return rsaTest(settings);
    case 'http':
      return overHttp(settings, timeoutMs);
  }
}

/** Node replaces its own list by the one given. */
export function authorities(caFile: string | null): readonly string[] | null {
  return caFile === null ? null : [...rootCertificates, readFileSync(caFile, 'utf8')];
}

import { execFileSync } from 'node:child_process';
import { createHash, sign, X509Certificate } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A key and its self-signed certificate, as files of `openssl`. */
export interface SigningPair {
  readonly kind: 'gost' | 'rsa';
  readonly keyFile: string;
  readonly certificateFile: string;
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly certificateDer: Buffer;
}

// The engine announces itself on standard error, also when all went well.
const openssl = (args: readonly string[], input: string | Buffer = ''): Buffer =>
  execFileSync('openssl', args, { input, stdio: ['pipe', 'pipe', 'pipe'] });

function pairOf(kind: SigningPair['kind'], keyFile: string, certificateFile: string): SigningPair {
  chmodSync(keyFile, 0o400);
  const certificatePem = readFileSync(certificateFile, 'utf8');
  return {
    kind,
    keyFile,
    certificateFile,
    keyPem: readFileSync(keyFile, 'utf8'),
    certificatePem,
    certificateDer: new X509Certificate(certificatePem).raw,
  };
}

/** GOST R 34.10-2012, 256 bits. `folder` is the test's own temporary one. */
export function makeGostPair(folder: string, name: string): SigningPair {
  const key = join(folder, `${name}.key`);
  const certificate = join(folder, `${name}.crt`);
  openssl(['genpkey', '-engine', 'gost', '-algorithm', 'gost2012_256', '-pkeyopt', 'paramset:A', '-out', key]);
  openssl([
    'req',
    '-engine',
    'gost',
    '-new',
    '-x509',
    '-key',
    key,
    '-md_gost12_256',
    '-days',
    '3650',
    '-utf8',
    '-subj',
    `/C=RU/CN=${name}`,
    '-out',
    certificate,
  ]);
  return pairOf('gost', key, certificate);
}

export function makeRsaPair(folder: string, name: string): SigningPair {
  const key = join(folder, `${name}.key`);
  const certificate = join(folder, `${name}.crt`);
  openssl([
    'req',
    '-new',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-noenc',
    '-sha256',
    '-keyout',
    key,
    '-days',
    '3650',
    '-utf8',
    '-subj',
    `/C=RU/CN=${name}`,
    '-out',
    certificate,
  ]);
  return pairOf('rsa', key, certificate);
}

/** The signature in ESIA's own byte order: 64 bytes of GOST, or RSA-SHA256. */
export function signRaw(pair: SigningPair, text: string): Buffer {
  if (pair.kind === 'rsa') return sign('RSA-SHA256', Buffer.from(text), pair.keyPem);
  return openssl(['dgst', '-engine', 'gost', '-md_gost12_256', '-sign', pair.keyFile, '-binary'], text);
}

/** A detached PKCS#7 with the certificate inside, DER: what the first version of the protocol sends. */
export function signCms(pair: SigningPair, text: string, attributes = false): Buffer {
  return openssl(
    [
      ...['cms', '-sign', '-engine', 'gost', '-binary', '-md', pair.kind === 'gost' ? 'md_gost12_256' : 'sha256'],
      ...(attributes ? [] : ['-noattr']),
      ...['-signer', pair.certificateFile, '-inkey', pair.keyFile, '-outform', 'DER'],
    ],
    text,
  );
}

/** Streebog-256 (GOST R 34.11-2012), lower-case hex. */
export function streebog256(bytes: Buffer | string): string {
  return openssl(['dgst', '-engine', 'gost', '-md_gost12_256', '-binary'], bytes).toString('hex');
}

/** What goes into `client_certificate_hash`: Streebog-256 of the DER; SHA-256 for the RSA stand-in only. Upper-case hex. */
export function certificateHash(pair: SigningPair): string {
  const hash = pair.kind === 'gost' ? streebog256(pair.certificateDer) : createHash('sha256').update(pair.certificateDer).digest('hex');
  return hash.toUpperCase();
}

import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import tls, { type DetailedPeerCertificate, type SecureContext } from 'node:tls';

/** What a server must show before a byte of ours is sent to it (row H43). */
export interface Trust {
  /** The clinic's own authority in PEM, beside the system's; null: the system's only. */
  readonly ca: string | null;
  /** Fingerprints of public keys, at most the current one and its spare: one of them must have signed the server. Empty: no pinning. */
  readonly pins: () => readonly string[];
}

export interface TrustingAgent {
  readonly agent: Agent;
  /** Fingerprints in the chain of the server that was spoken to last; empty before that. */
  readonly chainPins: () => readonly string[];
}

/** Forward secrecy and authenticated ciphers only; the three of TLS 1.3 come with it. */
const ciphers = [
  'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** Object identifiers of the signatures a certificate may carry, as they stand in its bytes: RSA and ECDSA over SHA-2, RSA-PSS, Ed25519. */
const signatures: ReadonlySet<string> = new Set([
  '2a864886f70d01010b', '2a864886f70d01010c', '2a864886f70d01010d', '2a864886f70d01010a',
  '2a8648ce3d040302', '2a8648ce3d040303', '2a8648ce3d040304', '2b6570',
]);
const curves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const fewestRsaBits = 2048;
const longestChain = 10;

/** Where Linux distributions keep their authorities. Read by us: what OpenSSL reads, a variable of the environment could move. */
const bundles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem'];

/** Connections to a server that has proved itself, and no way to make any other. */
export function trustingAgent({ ca, pins }: Trust): TrustingAgent {
  let seen: readonly string[] = [];
  // Made for the first connection: hundreds of authorities are read, and a device on plain http needs none.
  let context: SecureContext | null = null;
  const agent = new Agent({
    keepAlive: true,
    // Said aloud, so that no variable of the environment says otherwise.
    rejectUnauthorized: true,
    // A resumed session would not show its certificate again, and a pin that changed meanwhile would never be asked.
    maxCachedSessions: 0,
    checkServerIdentity(host, certificate) {
      const chain = provenChain(certificate as DetailedPeerCertificate);
      const complaint = tls.checkServerIdentity(host, certificate) ?? weakness(chain, certificate.subjectaltname);
      if (complaint) return complaint;
      const fingerprints = chain.map(pinOf);
      const wanted = pins();
      if (wanted.length > 0 && !fingerprints.some((pin) => wanted.includes(pin))) return notTrusted('ERR_TLS_CERT_PIN');
      seen = fingerprints;
      return undefined;
    },
  });
  Object.defineProperty(agent.options, 'secureContext', {
    enumerable: true,
    get: () => (context ??= tls.createSecureContext({ ca: [...systemAuthorities(), ...(ca === null ? [] : [ca])], minVersion: 'TLSv1.2', ciphers })),
  });
  return { agent, chainPins: () => seen };
}

/** SHA-256 of a certificate's public key, base64. */
export function pinOf(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
}

/** Whether a connection failed because of what the server showed, and not because nobody was there. */
export function isAboutTrust(code: string | undefined): boolean {
  return code !== undefined && /^(?:EPROTO$|ERR_SSL_|ERR_TLS_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_|PATH_LENGTH_|HOSTNAME_|ERROR_IN_C|EE_|CA_|UNSPECIFIED$|PERMITTED_|EXCLUDED_|SUBTREE_|UNSUPPORTED_|UNHANDLED_|NO_|X509_)/.test(code);
}

/**
 * The server's certificate and those that really signed it. What a server sends along may be anybody's: a chain is joined by names, and
 * only a signature proves that a pinned key stands behind it.
 */
function provenChain(leaf: DetailedPeerCertificate): readonly X509Certificate[] {
  const chain = [new X509Certificate(leaf.raw)];
  for (let at = leaf; chain.length < longestChain; at = at.issuerCertificate) {
    const [below, above] = [chain.at(-1), at.issuerCertificate as DetailedPeerCertificate | undefined];
    if (!below || !above || above === at || above.raw.equals(at.raw)) break;
    const issuer = new X509Certificate(above.raw);
    if (!issuer.ca || !below.verify(issuer.publicKey)) break;
    chain.push(issuer);
  }
  return chain;
}

/** What the libraries differ in, decided here: Electron's would let an old signature or a short key pass. */
function weakness(chain: readonly X509Certificate[], names: string | undefined): Error | undefined {
  // The common name alone is no address; browsers stopped reading it years ago.
  if (!names) return notTrusted('ERR_TLS_CERT_ALTNAME_INVALID');
  const root = chain.length > 1 ? chain.at(-1) : undefined;
  for (const certificate of chain) {
    const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = certificate.publicKey;
    const isStrong = kind === 'rsa' || kind === 'rsa-pss' ? (details?.modulusLength ?? 0) >= fewestRsaBits : kind === 'ec' ? curves.has(details?.namedCurve ?? '') : kind === 'ed25519';
    if (!isStrong) return notTrusted('ERR_TLS_CERT_WEAK_KEY');
    // A root is trusted because we hold it, not because of how it signed itself.
    if (certificate !== root && !signatures.has(signatureOf(certificate.raw))) return notTrusted('ERR_TLS_CERT_WEAK_SIGNATURE');
  }
  return undefined;
}

/** Object identifier of the algorithm a certificate was signed with: the second part of the certificate, in hexadecimal. */
function signatureOf(der: Buffer): string {
  const signed = part(der, part(der, 0).start);
  const identifier = part(der, part(der, signed.end).start);
  return der.subarray(identifier.start, identifier.end).toString('hex');
}

/** Where the content of one DER value begins and ends. */
function part(der: Buffer, at: number): { readonly start: number; readonly end: number } {
  const first = der.readUInt8(at + 1);
  const wide = first < 128 ? 0 : first - 128;
  const length = wide === 0 ? first : der.readUIntBE(at + 2, wide);
  const start = at + 2 + wide;
  return { start, end: start + length };
}

function notTrusted(code: string): Error {
  return Object.assign(new Error('the server is not trusted'), { code });
}

function systemAuthorities(): readonly string[] {
  if (process.platform === 'linux') {
    const bundle = bundles.find((file) => existsSync(file));
    if (bundle !== undefined) return [readFileSync(bundle, 'utf8')];
  } else if (Object.hasOwn(tls, 'getCACertificates')) return tls.getCACertificates('system');
  return tls.rootCertificates;
}

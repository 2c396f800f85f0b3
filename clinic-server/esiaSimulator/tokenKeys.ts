import { sign, X509Certificate } from 'node:crypto';
import type { Openssl } from './openssl.ts';

export type TokenAlg = 'RS256' | 'GOST3410_2012_256';

export interface TokenKeyPem {
  readonly keyPem: string;
  readonly certificatePem: string;
}

export interface TokenKey extends TokenKeyPem {
  readonly alg: TokenAlg;
  /** The header `x5t#St256`: Streebog-256 of the certificate's DER, upper-case hex, for RSA keys too. */
  readonly thumbprint: string;
}

export type KeyPlace = 'first' | 'second' | 'unpublished';
const places: readonly KeyPlace[] = ['first', 'second', 'unpublished'];

async function makeKey(openssl: Openssl, alg: TokenAlg, place: KeyPlace): Promise<TokenKeyPem> {
  const kind = alg === 'RS256' ? ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'] : ['gost2012_256', '-pkeyopt', 'paramset:A'];
  const keyPem = (await openssl.must(['genpkey', '-engine', 'gost', '-algorithm', ...kind])).toString();
  const hash = alg === 'RS256' ? '-sha256' : '-md_gost12_256';
  const subject = ['-utf8', '-subj', `/C=RU/O=Demo/CN=Simulator ${alg} ${place}`];
  const args = ['req', '-engine', 'gost', '-new', '-x509', hash, '-days', '3650', ...subject, '-key'];
  const certificate = await openssl.withFiles({ key: keyPem }, (pathOf) => openssl.must([...args, pathOf('key')]));
  return { keyPem, certificatePem: certificate.toString() };
}

/**
 * The keys tokens are signed with, made when first needed. The first two of an algorithm are published, so that a rotation can
 * be played; the third is the key nobody was told about.
 */
export function createKeyRing(openssl: Openssl, given: Partial<Record<TokenAlg, readonly TokenKeyPem[]>>) {
  const made = new Map<string, Promise<TokenKey>>();

  const make = async (alg: TokenAlg, place: KeyPlace): Promise<TokenKey> => {
    const pem = given[alg]?.[places.indexOf(place)] ?? (await makeKey(openssl, alg, place));
    const der = new X509Certificate(pem.certificatePem).raw;
    return { ...pem, alg, thumbprint: (await openssl.streebog256(der)).toUpperCase() };
  };

  const key = (alg: TokenAlg, place: KeyPlace): Promise<TokenKey> => {
    const name = `${alg} ${place}`;
    const known = made.get(name) ?? make(alg, place);
    made.set(name, known);
    return known;
  };

  return {
    key,
    async published(alg: TokenAlg): Promise<readonly TokenKey[]> {
      return Promise.all([key(alg, 'first'), key(alg, 'second')]);
    },
    async sign({ alg, keyPem }: TokenKey, text: string): Promise<Buffer> {
      return alg === 'RS256' ? sign('RSA-SHA256', Buffer.from(text), keyPem) : openssl.signGost(keyPem, text);
    },
  };
}
export type KeyRing = ReturnType<typeof createKeyRing>;

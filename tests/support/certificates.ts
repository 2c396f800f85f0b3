import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate with its key, and the chain a server with it would send. PEM. */
export interface Certificate {
  readonly name: string;
  readonly key: string;
  readonly certificate: string;
  readonly chain: string;
  readonly isRoot: boolean;
}

export interface Wish {
  /** Who signs; itself when left out. */
  readonly by?: Certificate;
  readonly subject?: string;
  readonly key?: 'P-256' | 'secp256k1' | 2048 | 1024;
  readonly hash?: 'sha256' | 'sha1' | 'md5';
  /** Lines of OpenSSL's extension section. */
  readonly extensions?: readonly string[];
  /** `YYYYMMDDHHMMSSZ`, both or none. */
  readonly valid?: readonly [from: string, to: string];
  /** Of another certificate: the next one of the same key. */
  readonly sameKeyAs?: Certificate;
}

export const authorityLines = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign', 'subjectKeyIdentifier=hash'] as const;
export const serverLines = (names: string): readonly string[] => ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth', `subjectAltName=${names}`];

/** Makes certificates of every kind, good and bad, with the `openssl` of the system. */
export function createIssuer(folder: string): (name: string, wish?: Wish) => Certificate {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  writeFileSync(
    at('ca.cnf'),
    `[ca]\ndefault_ca=it\n[it]\ndatabase=${at('index.txt')}\nserial=${at('serial')}\nnew_certs_dir=${folder}\npolicy=any\nunique_subject=no\nemail_in_dn=no\n[any]\ncommonName=supplied\n`,
  );
  writeFileSync(at('index.txt'), '');
  writeFileSync(at('serial'), '1000\n');

  return (name, { by, subject = name, key = 'P-256', hash = 'sha256', extensions = [], valid, sameKeyAs } = {}) => {
    if (sameKeyAs) writeFileSync(at(`${name}.key`), sameKeyAs.key);
    else if (typeof key === 'number') openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${key}`, '-out', `${name}.key`);
    else openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${key}`, '-out', `${name}.key`);
    openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${subject}`, '-out', `${name}.csr`);
    writeFileSync(at(`${name}.ext`), `[it]\n${extensions.join('\n')}\n`);
    const request = ['-in', `${name}.csr`, '-out', `${name}.crt`, '-extensions', 'it', '-extfile', `${name}.ext`];
    const signer = by?.name ?? name;
    if (valid) {
      const itself = by ? ['-cert', `${signer}.crt`] : ['-selfsign'];
      openssl('ca', '-batch', '-notext', '-config', 'ca.cnf', '-md', hash, '-startdate', valid[0], '-enddate', valid[1], '-keyfile', `${signer}.key`, ...itself, ...request);
    } else if (by) openssl('x509', '-req', '-days', '30', `-${hash}`, '-CA', `${signer}.crt`, '-CAkey', `${signer}.key`, '-CAcreateserial', ...request);
    else openssl('x509', '-req', '-days', '30', `-${hash}`, '-signkey', `${name}.key`, ...request);
    const certificate = readFileSync(at(`${name}.crt`), 'utf8');
    // A server sends what leads to its authority, not the authority itself.
    const chain = by && !by.isRoot ? certificate + by.chain : certificate;
    return { name, key: readFileSync(at(`${name}.key`), 'utf8'), certificate, chain, isRoot: by === undefined };
  };
}

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';

const file = z.string().min(1);

const Signer = z.discriminatedUnion('kind', [
  /** GOST by openssl and its engine: tests, demo, and whoever is connected with a key outside a certified module. */
  z.strictObject({ kind: z.literal('openssl-gost'), keyFile: file, certificateFile: file, /** Name of the environment variable with the key's passphrase. */ passphraseEnv: z.string().min(1).nullable().default(null) }),
  /** Only towards the simulator on this machine. */
  z.strictObject({ kind: z.literal('rsa-test'), keyFile: file, certificateFile: file }),
  /** A certified module behind HTTP: `POST url {"text"}` answers `{"signature": base64}`. On this machine, or with certificates on both sides. */
  z.strictObject({
    kind: z.literal('http'),
    url: z.url(),
    certificateFile: file,
    /** CryptoPro gives the bytes the other way round. */
    reverseBytes: z.boolean().default(false),
    tls: z.strictObject({ caFile: file, certificateFile: file, keyFile: file }).nullable().default(null),
  }),
]);
export type SignerSettings = z.infer<typeof Signer>;

const host = z.string().regex(/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/);

/** The clinic's connection to Gosuslugi, as its file says it; paths are relative to that file. */
export const EsiaSettings = z.strictObject({
  adapter: z.literal('direct').default('direct'),
  baseUrl: z.url().transform((url) => url.replace(/\/$/, '')),
  /** Gosuslugi says it with `http` and a slash at the end, although everything is asked by https. */
  issuer: z.url(),
  /** Mnemonic of the information system. */
  clientId: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/),
  scopes: z.array(z.string().regex(/^[a-z_]{1,60}$/)).default(['openid', 'fullname', 'birthdate', 'gender', 'snils']),
  /** What Gosuslugi signs its answers with, as chosen on its technological portal. Never taken from the answer itself. */
  algorithm: z.enum(['RS256', 'GOST3410_2012_256']),
  /** Folder with Gosuslugi's certificates (PEM or DER, any names). Read at every sign-in: a new one works as soon as it lies there. */
  certificatesFolder: file,
  signer: Signer,
  /** Registered address of the callback; null: `/esia/callback` of the server's public address. */
  callbackUrl: z.url().nullable().default(null),
  /** Registered address after signing out; null: the callback's. */
  signedOutUrl: z.url().nullable().default(null),
  /** What the sign-in window may open beside the base address itself: `gu-st.ru`, `.gosuslugi.ru`. */
  windowHosts: z.array(host).default([]),
  /** Certificates of authorities beside the system's own. */
  caFile: file.nullable().default(null),
  /** Longest wait for an answer of Gosuslugi. */
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
});
export type EsiaSettings = z.infer<typeof EsiaSettings>;

const Policy = z.enum(['optional', 'required']);
const File = z.strictObject({ policy: Policy, connection: EsiaSettings });
export interface EsiaFile {
  readonly policy: z.infer<typeof Policy>;
  readonly connection: EsiaSettings;
}

export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The file given to the server by `--esia`; a mistake in it stops the start and names the field. */
export function readEsiaFile(path: string): EsiaFile {
  const { policy, connection } = File.parse(JSON.parse(readFileSync(path, 'utf8')));
  const from = (name: string): string => resolve(dirname(path), name);
  const { signer } = connection;
  const tls = signer.kind === 'http' && signer.tls ? { caFile: from(signer.tls.caFile), certificateFile: from(signer.tls.certificateFile), keyFile: from(signer.tls.keyFile) } : null;
  return {
    policy,
    connection: {
      ...connection,
      certificatesFolder: from(connection.certificatesFolder),
      caFile: connection.caFile === null ? null : from(connection.caFile),
      signer:
        signer.kind === 'http'
          ? { ...signer, certificateFile: from(signer.certificateFile), tls }
          : { ...signer, certificateFile: from(signer.certificateFile), keyFile: from(signer.keyFile) },
    },
  };
}

export class EsiaSettingsRefused extends Error {
  override name = 'EsiaSettingsRefused';
}

/**
 * What no file may make this server do. The stand-in of Gosuslugi signs anybody in as anybody: a server that holds patients must not be
 * talked into believing it, by a slip neither.
 */
export function assertSafe({ baseUrl, issuer, signer, callbackUrl }: EsiaSettings, production: boolean): void {
  const local = isLoopback(baseUrl);
  if (new URL(baseUrl).protocol !== 'https:' && !local) throw new EsiaSettingsRefused('Gosuslugi is asked by https only');
  if (signer.kind === 'rsa-test' && !local) throw new EsiaSettingsRefused('rsa-test signs for a simulator on this machine only');
  if (signer.kind === 'http' && !isLoopback(signer.url) && (signer.tls === null || new URL(signer.url).protocol !== 'https:'))
    throw new EsiaSettingsRefused('a signing service elsewhere is spoken to with certificates on both sides');
  if (!production) return;
  if (local || signer.kind === 'rsa-test') throw new EsiaSettingsRefused('a simulator is not Gosuslugi');
  if (callbackUrl !== null && new URL(callbackUrl).protocol !== 'https:') throw new EsiaSettingsRefused('the callback carries a code and is https only');
  if (new URL(issuer).hostname !== new URL(baseUrl).hostname) throw new EsiaSettingsRefused('the issuer is another host than the one asked');
}

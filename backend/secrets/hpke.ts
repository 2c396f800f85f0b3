import { createCipheriv, createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';

// RFC 9180 (HPKE), mode base, one message: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-GCM. Names are the RFC's.

export interface Sealed {
  /** 32 bytes: the sender's one-time public key. */
  readonly enc: Buffer;
  /** Ciphertext with its tag of 16 bytes at the end. */
  readonly ciphertext: Buffer;
}

/** What both sides know and nobody may exchange: what the message is for, and whose it is. */
export interface Binding {
  readonly info: Buffer;
  readonly aad: Buffer;
}

export const aes128 = { id: 1, cipher: 'aes-128-gcm', keyBytes: 16 } as const;
export const aes256 = { id: 2, cipher: 'aes-256-gcm', keyBytes: 32 } as const;
export type Aead = typeof aes128 | typeof aes256;

const version = Buffer.from('HPKE-v1');
const kemId = 0x0020;
const kdfId = 0x0001;
const kemSuite = Buffer.concat([Buffer.from('KEM'), number(kemId)]);
const tagBytes = 16;
const none = Buffer.alloc(0);

export function seal(recipient: KeyObject, plaintext: Buffer, binding: Binding, aead: Aead = aes256): Sealed {
  const own = generateKeyPairSync('x25519');
  const enc = rawPublic(own.publicKey);
  const { key, nonce } = schedule(diffieHellman({ privateKey: own.privateKey, publicKey: recipient }), enc, rawPublic(recipient), binding.info, aead);
  const cipher = createCipheriv(aead.cipher, key, nonce).setAAD(binding.aad);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  key.fill(0);
  return { enc, ciphertext };
}

/** Throws when it was sealed for somebody else, for something else, or changed on the way. The caller zeroes what it gets. */
export function open(recipient: KeyObject, { enc, ciphertext }: Sealed, binding: Binding, aead: Aead = aes256): Buffer {
  if (ciphertext.length < tagBytes) throw new Error('shorter than its tag');
  const { key, nonce } = schedule(diffieHellman({ privateKey: recipient, publicKey: publicKey(enc) }), enc, rawPublic(createPublicKey(recipient)), binding.info, aead);
  try {
    const decipher = createDecipheriv(aead.cipher, key, nonce).setAAD(binding.aad).setAuthTag(ciphertext.subarray(-tagBytes));
    return Buffer.concat([decipher.update(ciphertext.subarray(0, -tagBytes)), decipher.final()]);
  } finally {
    key.fill(0);
  }
}

/** Zeroes `dh`. */
function schedule(dh: Buffer, enc: Buffer, recipient: Buffer, info: Buffer, aead: Aead): { key: Buffer; nonce: Buffer } {
  const shared = expand(kemSuite, extract(kemSuite, none, 'eae_prk', dh), 'shared_secret', Buffer.concat([enc, recipient]), 32);
  dh.fill(0);
  const suite = Buffer.concat([Buffer.from('HPKE'), number(kemId), number(kdfId), number(aead.id)]);
  const context = Buffer.concat([Buffer.from([0]), extract(suite, none, 'psk_id_hash', none), extract(suite, none, 'info_hash', info)]);
  const secret = extract(suite, shared, 'secret', none);
  shared.fill(0);
  const made = { key: expand(suite, secret, 'key', context, aead.keyBytes), nonce: expand(suite, secret, 'base_nonce', context, 12) };
  secret.fill(0);
  return made;
}

function extract(suite: Buffer, salt: Buffer, label: string, keyMaterial: Buffer): Buffer {
  return createHmac('sha256', salt).update(version).update(suite).update(label).update(keyMaterial).digest();
}

/** At most 32 bytes are ever asked for: one block. */
function expand(suite: Buffer, secret: Buffer, label: string, info: Buffer, bytes: number): Buffer {
  return createHmac('sha256', secret).update(number(bytes)).update(version).update(suite).update(label).update(info).update(Buffer.from([1])).digest().subarray(0, bytes);
}

function number(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

export function rawPublic(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

export function publicKey(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: raw.toString('base64url') }, format: 'jwk' });
}

/** PEM, PKCS 8. Throws on anything that is not an X25519 private key. */
export function privateKeyOf(pem: Buffer): KeyObject {
  const key = createPrivateKey({ key: pem, format: 'pem' });
  if (key.asymmetricKeyType !== 'x25519') throw new Error('not an X25519 key');
  return key;
}

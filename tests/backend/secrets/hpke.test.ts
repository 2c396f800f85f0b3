import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { aes128, open, privateKeyOf, publicKey, rawPublic, seal } from '../../../backend/secrets/hpke.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
/** RFC 9180, appendix A.1.1: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, first message. */
const published = {
  skRm: '4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8',
  pkRm: '3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d',
  enc: '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431',
  info: '4f6465206f6e2061204772656369616e2055726e',
  aad: '436f756e742d30',
  pt: '4265617574792069732074727574682c20747275746820626561757479',
  ct: 'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
} as const;
const recipient = createPrivateKey({
  key: { kty: 'OKP', crv: 'X25519', d: hex(published.skRm).toString('base64url'), x: hex(published.pkRm).toString('base64url') },
  format: 'jwk',
});
const binding = { info: hex(published.info), aad: hex(published.aad) };

test('H41 what is sealed follows RFC 9180: its published message opens to its published text', () => {
  const text = open(recipient, { enc: hex(published.enc), ciphertext: hex(published.ct) }, binding, aes128);
  expect(text.toString('hex')).toBe(published.pt);
});

test('H41 what we seal opens with the private half alone, is new each time, and shows nothing of what is in it', () => {
  const pair = generateKeyPairSync('x25519');
  const secret = randomBytes(170);
  const [one, two] = [seal(pair.publicKey, secret, binding), seal(pair.publicKey, secret, binding)];
  expect(open(pair.privateKey, one, binding)).toEqual(secret);
  expect(open(pair.privateKey, two, binding)).toEqual(secret);
  expect(one.enc).not.toEqual(two.enc);
  expect(one.ciphertext).not.toEqual(two.ciphertext);
  expect(one.ciphertext.includes(secret.subarray(0, 16))).toBe(false);
  expect(() => open(generateKeyPairSync('x25519').privateKey, one, binding)).toThrow();
});

test('H41 a sealed message with any one byte changed, cut short, or meant for something else does not open', () => {
  const pair = generateKeyPairSync('x25519');
  const sealed = seal(pair.publicKey, randomBytes(40), binding);
  const flipped = (bytes: Buffer, at: number) => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  for (let at = 0; at < sealed.ciphertext.length; at += 1) {
    expect(() => open(pair.privateKey, { ...sealed, ciphertext: flipped(sealed.ciphertext, at) }, binding)).toThrow();
    expect(() => open(pair.privateKey, { ...sealed, ciphertext: sealed.ciphertext.subarray(0, at) }, binding)).toThrow();
  }
  for (let at = 0; at < 32; at += 1) expect(() => open(pair.privateKey, { ...sealed, enc: flipped(sealed.enc, at) }, binding)).toThrow();
  expect(() => open(pair.privateKey, sealed, { ...binding, aad: Buffer.from('another device') })).toThrow();
  expect(() => open(pair.privateKey, sealed, { ...binding, info: Buffer.from('another use') })).toThrow();
});

test('H41 a public key that makes every secret the same is refused', () => {
  expect(() => seal(publicKey(Buffer.alloc(32)), randomBytes(8), binding)).toThrow();
});

test('H41 only an X25519 private key is a recovery key', () => {
  const { privateKey } = generateKeyPairSync('x25519');
  const pem = (key: typeof privateKey) => Buffer.from(String(key.export({ format: 'pem', type: 'pkcs8' })));
  expect(rawPublic(createPublicKey(privateKeyOf(pem(privateKey))))).toEqual(rawPublic(createPublicKey(privateKey)));
  for (const other of [pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey), pem(generateKeyPairSync('ed25519').privateKey), Buffer.from('no key'), Buffer.alloc(0)]) {
    expect(() => privateKeyOf(other)).toThrow();
  }
});

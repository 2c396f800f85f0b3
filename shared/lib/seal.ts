import * as z from 'zod';
import { Id } from './ids.ts';
import { Instant } from './moscow.ts';

/**
 * What the QR of a printed paper says, signed by the device that printed it. Nothing in it is about a person: whose paper it is only the
 * clinic's own records tell.
 */
export const Seal = z.object({
  kind: z.enum(['slip', 'result', 'order', 'receipt']),
  /** Of the visit, the report, the order or the receipt. */
  id: Id,
  /** As it stands on the paper; empty where the paper has none. */
  number: z.string(),
  /** When the paper was made, by the server's time as the device knew it. */
  at: Instant,
  /** What the paper is about: when the visit begins, the material was taken. Whole minutes; null: nothing of that sort. */
  time: Instant.nullable(),
  device: Id,
  /** The state as of `at`, in the words of the program: `booked`, `sent`, `final`. */
  state: z.string(),
  /** First 8 bytes of the SHA-256 of what the paper says. */
  digest: z.string().regex(/^[0-9a-f]{16}$/),
});
export type Seal = z.infer<typeof Seal>;

/** A seal as it was read: nothing of it is to be believed before `signature` has been checked against `message`. */
export interface ReadSeal {
  readonly seal: Seal;
  /** The bytes the device signed. */
  readonly message: Uint8Array<ArrayBuffer>;
  /** r and s of P-256 with SHA-256, 64 bytes. */
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** No longer than this is any seal: more makes dots a cheap scanner cannot tell apart. */
export const longestSeal = 250;

const kinds = Seal.shape.kind.options;
const version = 1;
const signatureBytes = 64;
/** Kind, two ids, two times, digest. */
const fixedBytes = 1 + 16 + 16 + 6 + 4 + 8;
const longestNumber = 24;
const longestState = 15;
/** The device signs other things with the same key: a token request must never pass for a seal, nor a seal for it. */
const domain = 'kabinet paper seal 1\n';
/** One byte a letter: what printed numbers and states are made of. Only ever added to at its end. */
const letters = '0123456789-/. ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ';
/** Digits and capitals alone: the densest a QR code holds, and the same keys on every keyboard. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const russianKeys = 'ФИСВУАПРШОЛДЬТЩЗЙКЫЕГМЦЧНЯ';

/** Whether a number can stand in a seal; another maker's may be anything. */
export function fitsSeal(text: string): boolean {
  return text.length <= longestNumber && [...text].every((letter) => letters.includes(letter));
}

/** The bytes to sign. Throws on a seal that cannot be written. */
export function sealMessage({ kind, id, number, at, time, device, state, digest }: Seal): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[...domain].map((letter) => letter.charCodeAt(0)),
    ...[version * 16 + kinds.indexOf(kind), ...fromHex(id.replaceAll('-', '')), ...fromHex(device.replaceAll('-', ''))],
    ...bigEndian(at, 6),
    ...bigEndian(time === null ? 0 : Math.floor(time / 60_000), 4),
    ...fromHex(digest),
    ...written(number, longestNumber),
    ...written(state, longestState),
  ]);
}

/** The text of the QR code; `signature` as `canonical` gives it. */
export function sealText(message: Uint8Array, signature: Uint8Array): string {
  return toLetters([...message.subarray(domain.length), ...signature]);
}

/**
 * Reads what a scanner typed, whatever the layout and case: under a Russian one it types Cyrillic letters in place of the Latin ones. Null:
 * no seal, or one that was read in part. One seal has one text only: what could be written in two ways is refused in all but one.
 */
export function readSeal(text: string): ReadSeal | null {
  const bytes = fromLetters(inLatin(text.trim().toUpperCase()));
  if (bytes === null || bytes.length < fixedBytes + 2 + signatureBytes || bytes.length > 200) return null;
  const signed = bytes.slice(0, bytes.length - signatureBytes);
  const signature = bytes.slice(bytes.length - signatureBytes);
  const seal = Seal.safeParse(fieldsOf(signed)).data;
  if (seal === undefined || !isCanonical(signature)) return null;
  return { seal, message: Uint8Array.from([...[...domain].map((letter) => letter.charCodeAt(0)), ...signed]), signature };
}

function fieldsOf(bytes: Uint8Array): object | null {
  const [head = 0] = bytes;
  if (head >> 4 !== version) return null;
  const number = readWritten(bytes, fixedBytes, longestNumber);
  const state = number && readWritten(bytes, number.end, longestState);
  // The lengths account for every byte: what lost a letter on its way is not read as another paper.
  if (!number || !state || state.end !== bytes.length) return null;
  const minutes = numberOf(bytes.subarray(39, 43));
  return {
    kind: kinds[head & 15],
    id: asId(bytes.subarray(1, 17)),
    device: asId(bytes.subarray(17, 33)),
    at: numberOf(bytes.subarray(33, 39)),
    time: minutes === 0 ? null : minutes * 60_000,
    digest: toHex(bytes.subarray(43, 51)),
    number: number.text,
    state: state.text,
  };
}

function written(text: string, longest: number): number[] {
  const codes = [...text].map((letter) => letters.indexOf(letter));
  if (codes.length > longest || codes.includes(-1)) throw new RangeError('no seal holds this text');
  return [codes.length, ...codes];
}

function readWritten(bytes: Uint8Array, at: number, longest: number): { readonly text: string; readonly end: number } | null {
  const length = bytes[at] ?? Number.POSITIVE_INFINITY;
  const end = at + 1 + length;
  if (length > longest || end > bytes.length) return null;
  const found = [...bytes.subarray(at + 1, end)].map((code) => letters[code]);
  return found.includes(undefined) ? null : { text: found.join(''), end };
}

function bigEndian(value: number, bytes: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** bytes) throw new RangeError('no seal holds this time');
  return Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** (bytes - 1 - index)) % 256);
}

function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

function fromHex(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function asId(bytes: Uint8Array): string {
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function inLatin(text: string): string {
  return [...text].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[russianKeys.indexOf(letter)] ?? letter).join('');
}

function toLetters(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function fromLetters(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length > longestSeal || !/^[A-Z2-7]+$/.test(text)) return null;
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const spare = bits.length % 8;
  // The last letter's spare bits carry nothing; were they free, a seal would have many texts.
  if (spare >= 5 || bits.slice(bits.length - spare).includes('1')) return null;
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** With each signature (r, s) the pair (r, n − s) is valid too. The lower one is the only one we write and read. */
export function canonical(signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const s = toBigInt(signature.subarray(32));
  if (s * 2n < order) return Uint8Array.from(signature);
  return Uint8Array.from([...signature.subarray(0, 32), ...fromHex((order - s).toString(16).padStart(64, '0'))]);
}

function isCanonical(signature: Uint8Array): boolean {
  return toBigInt(signature.subarray(32)) * 2n < order;
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}

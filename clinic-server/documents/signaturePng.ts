import { crc32, inflateSync } from 'node:zlib';
import { FhirRefusal } from '../fhir/refusal.ts';

const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const most = { bytes: 60_000, width: 1_600, height: 800 } as const;

const refused = (): FhirRefusal => new FhirRefusal(422, 'signature_invalid');

/** Kind and content of each chunk; every checksum is right. */
function chunksOf(png: Buffer): { readonly type: string; readonly data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = mark.length; at < png.length; ) {
    if (at + 12 > png.length) throw refused();
    const length = png.readUInt32BE(at);
    if (at + 12 + length > png.length) throw refused();
    const body = png.subarray(at + 4, at + 8 + length);
    if (crc32(body) !== png.readUInt32BE(at + 8 + length)) throw refused();
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

/**
 * A picture as a canvas makes it: eight bits a colour with transparency, not too large, whole, and with something drawn on it. It goes
 * into a PDF by a library that trusts it, so what is not exactly this is refused before.
 */
export function readSignature(base64: string): Buffer {
  const png = Buffer.from(base64, 'base64');
  if (png.length > most.bytes || png.length < 60 || png.toString('base64') !== base64 || !png.subarray(0, 8).equals(mark)) throw refused();
  const [first, ...rest] = chunksOf(png);
  if (first?.type !== 'IHDR' || first.data.length !== 13 || rest.at(-1)?.type !== 'IEND') throw refused();
  const [width, height] = [first.data.readUInt32BE(0), first.data.readUInt32BE(4)];
  if (width < 1 || height < 1 || width > most.width || height > most.height || !first.data.subarray(8).equals(Buffer.from([8, 6, 0, 0, 0]))) throw refused();
  const whole = (width * 4 + 1) * height;
  const rows = inflated(Buffer.concat(rest.filter(({ type }) => type === 'IDAT').map(({ data }) => data)), whole);
  // An untouched canvas is all zeros: nobody has signed.
  if (rows.length !== whole || rows.every((value, at) => value === 0 || at % (width * 4 + 1) === 0)) throw refused();
  return png;
}

function inflated(data: Buffer, bytes: number): Buffer {
  try {
    // Without the bound a few kilobytes could unfold into gigabytes.
    return inflateSync(data, { maxOutputLength: bytes });
  } catch {
    throw refused();
  }
}

import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A PNG as a canvas makes it: a line from corner to corner, or nothing at all. */
export function signaturePng({ width = 300, height = 100, drawn = true, colourType = 6 } = {}): string {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourType, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 4 + 1) * height);
  if (drawn) for (let y = 0; y < height; y++) rows.fill(255, y * (width * 4 + 1) + 1 + Math.floor((y * (width - 4)) / height) * 4, y * (width * 4 + 1) + 1 + Math.floor((y * (width - 4)) / height) * 4 + 12);
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([mark, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]).toString('base64');
}

import * as z from 'zod';

export interface Scan {
  readonly contentType: 'application/pdf' | 'image/jpeg' | 'image/png';
  readonly content: Buffer;
}

export const mostScanBytes = 4 * 1024 * 1024;

const begins: Readonly<Record<Scan['contentType'], readonly number[]>> = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};

/** A sheet from a scanner: what it is its first bytes say, and not who sent it. */
export const ScanBody = z
  .strictObject({ contentType: z.enum(['application/pdf', 'image/jpeg', 'image/png']), data: z.base64().min(1) })
  .transform(({ contentType, data }): Scan => ({ contentType, content: Buffer.from(data, 'base64') }))
  .refine(({ contentType, content }) => content.length <= mostScanBytes && begins[contentType].every((byte, at) => content[at] === byte));

import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The clinic's way to send letters. */
export interface MailSettings {
  /** `smtps://name:password@mail.clinic.example`, or `smtp://…`, which a server in production encrypts or does not use. */
  readonly url: string;
  /** Who letters come from. */
  readonly from: string;
}

// A line break here would be a header of its own.
const MailFile = z.object({ url: z.url({ protocol: /^smtps?$/ }), from: z.string().regex(/^[^\r\n]{3,300}$/) });

/** A file and not an argument: the address holds the mail server's password, and arguments are seen by everybody on the machine. */
export function readMailFile(file: string): MailSettings {
  return MailFile.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** What links in letters begin with: an origin, without a path that somebody might hide in it. */
export function readPublicUrl(text: string, production: boolean): string {
  const url = new URL(text);
  if (url.origin !== text.replace(/\/$/, '') || !(url.protocol === 'https:' || (url.protocol === 'http:' && !production))) throw new Error('--public-url is an origin such as https://cabinet.clinic.example');
  return url.origin;
}

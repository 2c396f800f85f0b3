import * as z from 'zod';

/** The clinic's own documents (R1): the terms of the service and the consent to the processing of personal data. */
export const DocumentKind = z.enum(['terms', 'consent']);
export type DocumentKind = z.infer<typeof DocumentKind>;
export const documentKinds: readonly DocumentKind[] = DocumentKind.options;

/** `2026-03`: year and month, and a letter-free number more when a month had two. */
export const DocumentVersion = z.string().regex(/^\d{4}-\d{2}(\.\d{1,2})?$/);
export type DocumentVersion = z.infer<typeof DocumentVersion>;

/** SHA-256 of the exact bytes of a text, lower hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One thing personal data is used for; `stops` is what no longer works when it is withdrawn. */
export const Purpose = z.object({ code: z.string().regex(/^[a-z][a-z-]{0,30}$/), required: z.boolean(), name: z.string().min(1), stops: z.string().min(1) });
export type Purpose = z.infer<typeof Purpose>;

export interface ClinicDocument {
  readonly title: string;
  readonly purposes: readonly Purpose[];
  /** Markdown. */
  readonly body: string;
}

/**
 * A document as it is published: a head between lines of three dashes with `title: …` and, for a consent, one line a purpose,
 * `purpose: code | required or optional | name | what stops without it`, then Markdown. Throws for anything else.
 */
export function readClinicDocument(text: string): ClinicDocument {
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined || body === undefined || body.trim() === '') throw new Error('a document is a head between two lines of --- and a text');
  let title = '';
  const purposes: Purpose[] = [];
  for (const line of head.split('\n')) {
    const [, key, value] = /^(title|purpose): (.+)$/.exec(line.trim()) ?? [];
    if (key === 'title') title = (value ?? '').trim();
    else if (key === 'purpose') purposes.push(readPurpose(value ?? ''));
    else throw new Error('a line of the head is `title: …` or `purpose: …`');
  }
  if (title === '') throw new Error('a document has a title');
  if (new Set(purposes.map(({ code }) => code)).size !== purposes.length) throw new Error('a purpose is named twice');
  return { title, purposes, body };
}

function readPurpose(value: string): Purpose {
  const [code, required, name, stops, ...more] = value.split('|').map((part) => part.trim());
  if (more.length > 0 || (required !== 'required' && required !== 'optional')) throw new Error('a purpose is `code | required or optional | name | what stops`');
  return Purpose.parse({ code, required: required === 'required', name, stops });
}

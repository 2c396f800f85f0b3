import type * as z from 'zod';
import { localText, type Beside } from '../../shared/fhir/fields.ts';
import type { LocalText } from '../../shared/lib/localText.ts';

/** No laboratory writes longer ones; a server that does must not fill a kiosk's memory or its screen. */
export const longest = { name: 300, unit: 60, value: 1_000, conclusion: 50_000 } as const;

/**
 * A text of the laboratory as a person can read it: markup stays the text it is, what nobody can see goes. A mark that turns the direction
 * of writing would turn the digits of a value too. Null when nothing is left.
 */
export function plainText(text: string, limit: number): string | null {
  // Cut first: a text of megabytes is not walked character by character.
  const seen = text
    .slice(0, limit * 2)
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, (control) => (control === '\n' || control === '\t' ? control : ''))
    .trim();
  if (seen === '') return null;
  return seen.length > limit ? `${seen.slice(0, limit - 1).replace(/\p{Cs}$/u, '')}…` : seen;
}

/** On one line. */
export function plainLine(text: string, limit: number): string | null {
  return plainText(text.slice(0, limit * 2).replace(/\s+/g, ' '), limit);
}

/** A text and its English translation, both on one line; null when the Russian one says nothing. */
export function localLine(text: string | undefined, beside: z.infer<typeof Beside> | undefined, limit: number): LocalText | null {
  return text === undefined ? null : cleaned(localText(text, beside), (one) => plainLine(one, limit));
}

/** The same with its lines kept. */
export function localLines(text: string | undefined, beside: z.infer<typeof Beside> | undefined, limit: number): LocalText | null {
  return text === undefined ? null : cleaned(localText(text, beside), (one) => plainText(one, limit));
}

function cleaned({ ru, en }: LocalText, clean: (text: string) => string | null): LocalText | null {
  const russian = clean(ru);
  return russian === null ? null : { ru: russian, en: en === null ? null : clean(en) };
}

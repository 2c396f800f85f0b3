import * as z from 'zod';
import { Beside, Coding, WireInstant } from '../../shared/fhir/fields.ts';
import { startOf, type Instant, MoscowDay } from '../../shared/lib/moscow.ts';

/** A part that may be missing or nonsense: the rest of the row is worth showing without it. */
export function soft<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

export const Concept = z.object({ coding: soft(z.array(Coding)), text: soft(z.string()), _text: soft(Beside) });
export type Concept = z.infer<typeof Concept>;

const earliest = startOf(MoscowDay.parse('1900-01-01'));
const latest = startOf(MoscowDay.parse('2200-01-01'));
const dayMilliseconds = 86_400_000;

/** An R4 `dateTime` or `instant`; a bare day counts from its beginning in Moscow. Null for a year alone and for what nobody lived to see. */
export function timeOf(text: string | undefined): Instant | null {
  const day = MoscowDay.safeParse(text);
  const at = day.success ? startOf(day.data) : (WireInstant.safeParse(text).data ?? null);
  return at !== null && at >= earliest && at < latest ? at : null;
}

/** Nothing is taken after it was released: such a time is a slip of the pen, and would stretch every chart. */
export function notAfter(at: Instant | null, released: Instant): Instant | null {
  return at !== null && at <= released + dayMilliseconds ? at : null;
}

import * as z from 'zod';
import type { QueueWait } from '../../../shared/features/checkIn.ts';
import { idIn, Reference, WireInstant } from '../../../shared/fhir/fields.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';

const Minutes = z.int().min(0).max(1_440);

const Answer = z.object({
  resourceType: z.literal('Parameters'),
  parameter: z.array(
    z.object({
      name: z.string(),
      valueCode: z.string().optional(),
      valueInteger: z.int().optional(),
      valueString: z.string().optional(),
      valueInstant: WireInstant.optional(),
      valueReference: Reference.optional(),
    }),
  ),
});

type Named = (name: string) => z.infer<typeof Answer>['parameter'][number] | undefined;

const named = (body: unknown): Named => {
  const { parameter } = Answer.parse(body);
  return (name) => parameter.find((part) => part.name === name);
};

function waitIn(parameter: Named): QueueWait {
  const state = z.enum(['waiting', 'inside', 'over']).parse(parameter('state')?.valueCode);
  const [from, until] = [Minutes.safeParse(parameter('from')?.valueInteger), Minutes.safeParse(parameter('until')?.valueInteger)];
  // Half a range, or one that runs backwards, is none: it would be a promise nobody made.
  const minutes = from.success && until.success && from.data < until.data ? { from: from.data, until: until.data } : null;
  return { state, ahead: z.int().min(0).max(500).safeParse(parameter('ahead')?.valueInteger).data ?? null, minutes };
}

/** Throws on an answer that is none of `$wait`. */
export function readWait(body: unknown): QueueWait {
  return waitIn(named(body));
}

/** Throws on an answer that is none of `$check-in-by-slip`. */
export function readSlipAnswer(body: unknown): { readonly queueNumber: string; readonly startsAt: Instant; readonly roomId: Id | null; readonly wait: QueueWait } {
  const parameter = named(body);
  const { queueNumber, startsAt } = z
    .object({ queueNumber: z.string().regex(/^\d{1,6}$/), startsAt: z.custom<Instant>((value) => typeof value === 'number') })
    .parse({ queueNumber: parameter('queueNumber')?.valueString, startsAt: parameter('startsAt')?.valueInstant });
  return { queueNumber, startsAt, roomId: idIn(parameter('room')?.valueReference ?? {}, 'Location') ?? null, wait: waitIn(parameter) };
}

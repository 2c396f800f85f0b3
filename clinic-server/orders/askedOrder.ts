import * as z from 'zod';
import type { Id } from '../../shared/lib/ids.ts';
import { fromDecimalRoubles, type Kopecks } from '../../shared/lib/money.ts';
import { MoscowDay, moscowDay } from '../../shared/lib/moscow.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { readParameters, required, UrnId } from '../scheduling/parameters.ts';

const mostLines = 100;

export interface AskedLine {
  readonly lineId: Id;
  readonly code: string;
  /** What the patient saw and agreed to. */
  readonly kopecks: Kopecks;
}

export interface AskedOrder {
  readonly orderId: Id;
  readonly number: string;
  readonly day: MoscowDay | null;
  readonly lines: readonly AskedLine[];
}

// Read off the number's shortest text: there `3200.1` has one digit after the point, whatever it is in binary. More than two are no money.
const Roubles = z.number().refine((value) => /^\d{1,9}(?:\.\d{1,2})?$/.test(String(value)));
const Money = z.object({ value: Roubles, currency: z.literal('RUB') });

const Line = z.object({ name: z.literal('line'), part: z.array(z.looseObject({ name: z.string() })).length(3) });

const invalid = (path: string): never => {
  throw new FhirRefusal(400, 'invalid_request', { expression: [path] });
};

/** Where a line stands in the request; a refusal names it so, and never by what is in it. */
export const lineAt = (index: number): string => `Parameters.parameter.line[${index}]`;

function lineOf(parameter: unknown, index: number): AskedLine {
  const line = Line.safeParse(parameter);
  if (!line.success) return invalid(lineAt(index));
  const read = readParameters({ resourceType: 'Parameters', parameter: line.data.part });
  const money = required(read('price', 'valueMoney', Money), 'line.part.price');
  return {
    lineId: required(read('lineId', 'valueUuid', UrnId), 'line.part.lineId'),
    code: required(read('code', 'valueCode', z.string().min(1).max(40)), 'line.part.code'),
    kopecks: fromDecimalRoubles(money.value),
  };
}

const Body = z.object({ parameter: z.array(z.looseObject({ name: z.string() })) });

/** The Parameters of `$order`. A broken line breaks the whole: nobody orders half of what they chose. */
export function askedOrder(body: unknown): AskedOrder {
  const read = readParameters(body);
  const parameters = Body.safeParse(body);
  const lines = (parameters.data?.parameter ?? []).filter(({ name }) => name === 'line');
  if (lines.length === 0 || lines.length > mostLines) return invalid('Parameters.parameter.line');
  const day = read('day', 'valueDate', MoscowDay);
  const asked = lines.map((line, index) => lineOf(line, index));
  if (new Set(asked.map(({ lineId }) => lineId.toLowerCase())).size < asked.length) return invalid('Parameters.parameter.line.part.lineId');
  return {
    orderId: required(read('orderId', 'valueUuid', UrnId), 'orderId'),
    // Only what somebody can read out at a counter: it stands on paper beside the clinic's own words.
    number: required(read('number', 'valueString', z.string().regex(/^[\p{L}\d][\p{L}\d -]{0,39}$/u)), 'number'),
    day: day === undefined ? null : moscowDay(day),
    lines: asked,
  };
}
